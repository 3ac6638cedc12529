// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2_FILEID, [MS-SMB2] 2.2.14.1.
 *
 * @param persistent stays the same when a durable open is taken back
 * @param volatileId this open's own within a server
 */
public record FileId(long persistent, long volatileId) {
    /** In a related request: the one that the request before it made or used. */
    public static final FileId RELATED = new FileId(-1, -1);

    static FileId decode(WireReader in) throws MalformedMessageException {
        return new FileId(in.u64(), in.u64());
    }

    void encode(WireWriter out) {
        out.u64(persistent).u64(volatileId);
    }
}
