// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.smb.protocol.BreakAcknowledgment;
import io.fairlead.smb.protocol.ChangeNotifyRequest;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FlushRequest;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.LockRequest;
import io.fairlead.smb.protocol.NegotiateRequest;
import io.fairlead.smb.protocol.QueryDirectoryRequest;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.SessionSetupRequest;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.smb.protocol.TreeConnectRequest;
import io.fairlead.smb.protocol.WriteRequest;
import io.fairlead.smb.server.exchange.Leases;
import io.fairlead.smb.server.exchange.Row;
import io.fairlead.smb.server.exchange.Row.Needs;
import java.util.EnumMap;
import java.util.Map;

/** The table of commands, [MS-SMB2] 3.3.5.4 to 3.3.5.22. */
final class Commands {
    private static final Map<Command, Row<?>> ROWS = new EnumMap<>(Command.class);

    static {
        row(Command.NEGOTIATE, Needs.NOTHING, NegotiateRequest::decode, NegotiateHandler::negotiate); // 3.3.5.4
        row(Command.SESSION_SETUP, Needs.NOTHING, SessionSetupRequest::decode, SessionHandlers::setup); // 3.3.5.5
        row(Command.LOGOFF, Needs.SESSION, Empty::decode, SessionHandlers::logoff); // 3.3.5.6
        row(Command.TREE_CONNECT, Needs.SESSION, TreeConnectRequest::decode, TreeHandlers::connect); // 3.3.5.7
        row(Command.TREE_DISCONNECT, Needs.TREE, Empty::decode, TreeHandlers::disconnect); // 3.3.5.8
        row(Command.CREATE, Needs.TREE, CreateRequest::decode, CreateHandler::create); // 3.3.5.9
        row(Command.CLOSE, Needs.TREE, CloseRequest::decode, FileHandlers::close); // 3.3.5.10
        row(Command.FLUSH, Needs.TREE, FlushRequest::decode, FileHandlers::flush); // 3.3.5.11
        row(Command.READ, Needs.TREE, ReadRequest::decode, FileHandlers::read); // 3.3.5.12
        row(Command.WRITE, Needs.TREE, WriteRequest::decode, FileHandlers::write); // 3.3.5.13
        row(Command.LOCK, Needs.TREE, LockRequest::decode, LockHandler::lock); // 3.3.5.14
        row(Command.IOCTL, Needs.TREE, IoctlRequest::decode, IoctlHandler::ioctl); // 3.3.5.15
        row(Command.CANCEL, Needs.NOTHING, Empty::decode, SessionHandlers::cancel); // 3.3.5.16
        row(Command.ECHO, Needs.NOTHING, Empty::decode, SessionHandlers::echo); // 3.3.5.17
        row(Command.QUERY_DIRECTORY, Needs.TREE, QueryDirectoryRequest::decode, DirectoryHandlers::query); // 3.3.5.18
        row(Command.CHANGE_NOTIFY, Needs.TREE, ChangeNotifyRequest::decode, DirectoryHandlers::notify); // 3.3.5.19
        row(Command.QUERY_INFO, Needs.TREE, QueryInfoRequest::decode, QueryInfoHandler::query); // 3.3.5.20
        row(Command.SET_INFO, Needs.TREE, SetInfoRequest::decode, SetInfoHandler::set); // 3.3.5.21
        row(Command.OPLOCK_BREAK, Needs.TREE, BreakAcknowledgment::decode, Leases::acknowledge); // 3.3.5.22
    }

    private Commands() {}

    private static <T> void row(Command command, Needs needs, Row.Decoder<T> decoder, Row.Handler<T> handler) {
        ROWS.put(command, new Row<>(command, needs, decoder, handler));
    }

    static Row<?> row(Command command) {
        return ROWS.get(command);
    }
}
