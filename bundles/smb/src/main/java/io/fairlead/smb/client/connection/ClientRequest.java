// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Message;

/**
 * A request that is to be sent.
 *
 * @param command its code
 * @param body its message
 * @param payload bytes that it carries or asks for, whichever is more: what it costs in credits
 * @param replay whether it may have reached the server before, over a connection that was lost
 * @param dfs whether its name holds server and share, SMB2_FLAGS_DFS_OPERATIONS
 */
public record ClientRequest(Command command, Message body, int payload, boolean replay, boolean dfs) {
    private static final int BYTES_PER_CREDIT = 64 * 1024;

    public ClientRequest(Command command, Message body, int payload, boolean replay) {
        this(command, body, payload, replay, false);
    }

    public ClientRequest(Command command, Message body, int payload) {
        this(command, body, payload, false);
    }

    /** One that costs a single credit. */
    public ClientRequest(Command command, Message body) {
        this(command, body, 0);
    }

    /** [MS-SMB2] 3.2.4.1.5. */
    int charge() {
        return Math.max(1, (payload + BYTES_PER_CREDIT - 1) / BYTES_PER_CREDIT);
    }
}
