// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import io.fairlead.net.MalformedMessageException;
import java.util.Map;

/** wkssvc, [MS-WKST] 3.2.4. */
final class WorkstationService {
    private static final Syntax SYNTAX = Syntax.of("6bffd098-a112-3610-9833-46c3f87e345a", 1);
    private static final long INVALID_LEVEL = 124;

    private WorkstationService() {}

    static RpcInterface of(ServerView server) {
        return new RpcInterface(SYNTAX, Map.of(0, (in, out) -> getInfo(server, in, out)));
    }

    /** NetrWkstaGetInfo, 3.2.4.1. */
    private static void getInfo(ServerView server, NdrReader in, NdrWriter out) throws MalformedMessageException {
        in.uniqueString();
        long level = in.u32();
        out.u32(level);
        if (level < 100 || level > 102) {
            out.nullPointer().u32(INVALID_LEVEL);
            return;
        }
        out.pointer()
                .u32(ServerService.PLATFORM_NT)
                .stringPointer(server.computerName())
                .stringPointer("WORKGROUP")
                .u32(10)
                .u32(0);
        if (level > 100) {
            out.stringPointer("");
        }
        if (level > 101) {
            out.u32(server.administrator() ? server.sessions().size() : 1);
        }
        out.deferred().u32(0);
    }
}
