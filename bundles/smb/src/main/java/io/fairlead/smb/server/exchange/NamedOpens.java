// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.Smb2Header;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Which opens requests name, read before they are decoded. */
public final class NamedOpens {
    private NamedOpens() {}

    /**
     * The volatile ids of those that requests are to find open. LOCK and CHANGE_NOTIFY, which may wait for long, are left out: a
     * CLOSE is to end them.
     */
    static Set<Long> of(List<Request> requests) {
        Set<Long> named = new HashSet<>();
        for (Request request : requests) {
            Command command = Command.of(request.header().command()).orElse(Command.ECHO);
            if (command != Command.CLOSE && command != Command.LOCK && command != Command.CHANGE_NOTIFY) {
                of(request, command).ifPresent(named::add);
            }
        }
        return named;
    }

    /** The volatile id that a request names; empty for none, or that of the request before. */
    static OptionalLong of(Request request, Command command) {
        int fileId = offset(command);
        ByteBuffer message = request.message();
        if (fileId == 0 || message.remaining() < Smb2Header.BYTES + fileId + 2 * Long.BYTES) {
            return OptionalLong.empty();
        }
        long id = message.getLong(message.position() + Smb2Header.BYTES + fileId + Long.BYTES);
        return id == FileId.RELATED.volatileId() ? OptionalLong.empty() : OptionalLong.of(id);
    }

    /** Where the FileId lies in a body, [MS-SMB2] 2.2.15 to 2.2.39; 0 if there is none. */
    private static int offset(Command command) {
        return switch (command) {
            case CLOSE, FLUSH, LOCK, IOCTL, QUERY_DIRECTORY, CHANGE_NOTIFY -> 8;
            case READ, WRITE, SET_INFO -> 16;
            case QUERY_INFO -> 24;
            default -> 0;
        };
    }
}
