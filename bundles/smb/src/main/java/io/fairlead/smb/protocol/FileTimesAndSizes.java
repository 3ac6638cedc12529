// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * The block that CREATE and CLOSE responses share, [MS-SMB2] 2.2.14, 2.2.16. Times are FILETIMEs, sizes bytes.
 *
 * @param attributes FileAttributes
 */
public record FileTimesAndSizes(
        long created, long accessed, long written, long changed, long allocated, long size, int attributes) {
    /** Of a CLOSE that asked for nothing. */
    public static final FileTimesAndSizes NONE = new FileTimesAndSizes(0, 0, 0, 0, 0, 0, 0);

    static FileTimesAndSizes decode(WireReader in) throws MalformedMessageException {
        return new FileTimesAndSizes(in.u64(), in.u64(), in.u64(), in.u64(), in.u64(), in.u64(), (int) in.u32());
    }

    void encode(WireWriter out) {
        out.u64(created).u64(accessed).u64(written).u64(changed).u64(allocated).u64(size);
        out.u32(Integer.toUnsignedLong(attributes));
    }
}
