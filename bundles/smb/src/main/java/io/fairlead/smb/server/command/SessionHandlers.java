// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.SessionSetupRequest;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.Pending;
import io.fairlead.smb.server.state.Server;
import io.fairlead.smb.server.state.SmbSession;

/** SESSION_SETUP, LOGOFF, CANCEL and ECHO, [MS-SMB2] 3.3.5.5, 3.3.5.6, 3.3.5.16 and 3.3.5.17. */
final class SessionHandlers {
    private SessionHandlers() {}

    static Reply setup(Request request, SessionSetupRequest body) throws SmbException {
        if ((body.flags() & SessionSetupRequest.BINDING) != 0) {
            Binding.check(request);
        }
        request.exchange().reading().handOn(); // a password's hash, or a directory's answer, may take long
        return Logins.step(request, body);
    }

    static Reply logoff(Request request, Empty body) {
        end(request.server(), request.session());
        return Reply.of(new Empty());
    }

    /** Ends a session, with all that is open in it. */
    static void end(Server server, SmbSession session) {
        if (server.sessions().end(session)) {
            session.established().ifPresent(login -> server.audit()
                    .record(AuditEvent.now(
                            Logins.source(server, session, login.identity().name()),
                            AuditEvent.Action.LOGOUT,
                            AuditEvent.Outcome.DONE)));
        }
    }

    /** Never answered, nor is it an error if there is nothing to cancel. */
    static Reply cancel(Request request, Empty body) {
        Smb2Header header = request.header();
        var target = header.has(Smb2Header.ASYNC)
                ? request.connection().requests().async(header.asyncId())
                : request.connection().requests().serving(header.messageId());
        target.filter(found -> found != request).ifPresent(Pending::cancel);
        return null;
    }

    static Reply echo(Request request, Empty body) {
        return Reply.of(new Empty());
    }
}
