// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.InfoType;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.SetInfoRequest;
import java.util.function.Function;

/**
 * A request to an open, whose id changes when it is opened again.
 *
 * @param command its code
 * @param payload bytes that it carries or asks for, whichever is more
 * @param repeatable whether it may take effect twice without a difference: then it is sent again when its connection is lost
 * @param body makes the message; each one that it makes stands on its own
 */
public record HandleRequest(Command command, int payload, boolean repeatable, Function<FileId, Message> body) {
    private static final int ONE_CREDIT_BYTES = 64 * 1024;

    /** One that reads, or sets something to a value. */
    public static HandleRequest repeatable(Command command, int payload, Function<FileId, Message> body) {
        return new HandleRequest(command, payload, true, body);
    }

    /** One that must not take effect twice. */
    public static HandleRequest once(Command command, int payload, Function<FileId, Message> body) {
        return new HandleRequest(command, payload, false, body);
    }

    /** One that sets something of the file, [MS-FSCC] 2.4. */
    public static HandleRequest setting(int informationClass, byte[] buffer, boolean repeatable) {
        return new HandleRequest(
                Command.SET_INFO,
                buffer.length,
                repeatable,
                id -> new SetInfoRequest(InfoType.FILE, informationClass, 0, id, buffer));
    }

    /** One that asks for something of the file, of so many bytes at the most. */
    public static HandleRequest query(int informationClass, int bytes) {
        return repeatable(
                Command.QUERY_INFO,
                bytes,
                id -> new QueryInfoRequest(InfoType.FILE, informationClass, bytes, 0, 0, id, new byte[0]));
    }

    /** Whether it is content of a file that may go over any channel: so large that order and round trips matter less. */
    boolean isLarge() {
        return repeatable && payload > ONE_CREDIT_BYTES && (command == Command.READ || command == Command.WRITE);
    }

    ClientRequest to(FileId id, boolean replay) {
        return new ClientRequest(command, body.apply(id), payload, replay);
    }
}
