// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * p_syntax_id_t, C706 12.6.3.1: an interface or a way to write parameters.
 *
 * @param first 64 bits of the UUID as they are on the wire, in little-endian order, as the next
 * @param version major in the lower 16 bits, minor in the upper
 */
record Syntax(long first, long second, int version) {
    /** NDR, 8a885d04-1ceb-11c9-9fe8-08002b104860 version 2. */
    static final Syntax NDR = of("8a885d04-1ceb-11c9-9fe8-08002b104860", 2);

    /** Of a UUID's usual text. */
    static Syntax of(String uuid, int version) {
        java.util.UUID parsed = java.util.UUID.fromString(uuid);
        long high = parsed.getMostSignificantBits();
        // The first three fields of a UUID are numbers, hence little-endian; the rest are bytes.
        long first = high >>> 32 | (high >>> 16 & 0xffff) << 32 | (high & 0xffff) << 48;
        return new Syntax(first, Long.reverseBytes(parsed.getLeastSignificantBits()), version);
    }

    static Syntax decode(WireReader in) throws MalformedMessageException {
        return new Syntax(in.u64(), in.u64(), (int) in.u32());
    }

    void encode(WireWriter out) {
        out.u64(first).u64(second).u32(Integer.toUnsignedLong(version));
    }
}
