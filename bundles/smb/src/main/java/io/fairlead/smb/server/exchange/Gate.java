// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.api.export.LeaseKeyInUse;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.smb.crypto.Signer;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SessionSetupRequest;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.server.state.SmbSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every request passes before it is served, in the order of [MS-SMB2] 3.3.5.2. */
public final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final int KNOWN_FLAGS = Smb2Header.ASYNC
            | Smb2Header.RELATED
            | Smb2Header.SIGNED
            | Smb2Header.PRIORITY
            | Smb2Header.DFS
            | Smb2Header.REPLAY;

    private static final Set<Command> OPENING = EnumSet.of(Command.TREE_CONNECT, Command.CREATE);

    /** [MS-SMB2] 3.3.5.2.9: what an expired session may still do, so that its client can let go. */
    private static final Set<Command> EXPIRED = EnumSet.of(Command.LOGOFF, Command.CLOSE, Command.LOCK);

    private final Request request;
    private final Smb2Header header;
    private final Exchange exchange;

    Gate(Request request, Exchange exchange) {
        this.request = request;
        this.header = request.header();
        this.exchange = exchange;
    }

    /**
     * Checks and serves.
     *
     * @return null if the request is answered later, or never
     * @throws IOException to end the connection
     */
    Reply serve() throws IOException, SmbException {
        Command command = command();
        try {
            Row<?> row = exchange.row(command);
            Optional<SmbSession> session = session();
            sign(session);
            admit(row, session);
            exchange.related().admitted();
            // of all that names no open, CREATE alone meets a storage, and has changed nothing if that was gone
            return command == Command.CREATE ? Mounts.call(request, () -> serve(row)) : serve(row);
        } catch (LeaseKeyInUse e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, e.getMessage());
        } catch (LinkEncountered e) {
            throw new SmbException(NtStatus.STOPPED_ON_SYMLINK, e.getMessage());
        } catch (StorageException e) {
            if (e.reason() == Reason.IO) {
                LOG.warn("{} failed", command, e);
            }
            throw new SmbException(Statuses.of(e.reason()), e.getMessage());
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, e.getMessage());
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
            LOG.error("{} failed by a fault of ours", command, e);
            throw new SmbException(NtStatus.INTERNAL_ERROR, e.toString());
        }
    }

    private Reply serve(Row<?> row) throws IOException, SmbException {
        WireReader body = new WireReader(request.message(), ByteOrder.LITTLE_ENDIAN);
        return row.serve(request, body.skip(Smb2Header.BYTES));
    }

    /** [MS-SMB2] 3.3.5.2.2: the first command is NEGOTIATE, and there is one of them. */
    private Command command() throws IOException, SmbException {
        boolean first = request.connection().negotiated().isEmpty();
        Command command = Command.of(header.command()).orElse(null);
        if (command == null && !first) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "command " + header.command());
        }
        if (first != (command == Command.NEGOTIATE)) {
            throw new MalformedMessageException(command + (first ? " before NEGOTIATE" : " a second time"));
        }
        if ((header.flags() & ~KNOWN_FLAGS) != 0 || header.has(Smb2Header.ASYNC) && command != Command.CANCEL) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "flags " + Integer.toHexString(header.flags()));
        }
        return command;
    }

    /** [MS-SMB2] 3.3.5.2.7.2: a related request is in the session and tree of the one before. */
    private Optional<SmbSession> session() throws SmbException {
        boolean related = header.has(Smb2Header.RELATED);
        if (related && exchange.isFirst(request)) {
            exchange.related().in(0, 0);
            throw new SmbException(NtStatus.INVALID_PARAMETER, "related to nothing");
        }
        if (related && exchange.related().hasFailed()) {
            request.connection()
                    .session(exchange.related().sessionId())
                    .ifPresent(request::session); // it signs the answer
            throw new SmbException(NtStatus.INVALID_PARAMETER, "related to what has no session or tree");
        }
        if (!related) {
            exchange.related().in(header.sessionId(), header.treeId());
        }
        Optional<SmbSession> session = isBinding()
                ? request.server().sessions().find(exchange.related().sessionId())
                : request.connection().session(exchange.related().sessionId());
        session.ifPresent(request::session);
        SmbSession by = exchange.encryptedBy();
        if (by != null && exchange.related().sessionId() != by.id()) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "encrypted by another session");
        }
        if (by != null && request.connection().session(by.id()).isEmpty()) {
            throw new SmbException(
                    NtStatus.USER_SESSION_DELETED, "a session of another connection, or one that has ended");
        }
        return session;
    }

    /** Whether it binds a session of another connection to this one. */
    private boolean isBinding() {
        ByteBuffer message = request.message();
        int flags = Smb2Header.BYTES + Short.BYTES; // of SESSION_SETUP, [MS-SMB2] 2.2.5
        return header.command() == Command.SESSION_SETUP.code()
                && message.remaining() > flags
                && (message.get(flags) & SessionSetupRequest.BINDING) != 0;
    }

    /** [MS-SMB2] 3.3.5.2.4. */
    private void sign(Optional<SmbSession> session) throws SmbException {
        if (request.isEncrypted() || header.command() == Command.NEGOTIATE.code()) {
            if (header.has(Smb2Header.SIGNED) && !request.isEncrypted()) {
                throw new SmbException(NtStatus.INVALID_PARAMETER, "NEGOTIATE is signed");
            }
            return;
        }
        Optional<SmbSession.Established> login = session.flatMap(SmbSession::established);
        if (header.has(Smb2Header.SIGNED)) {
            refuseElsewhere(session);
            Signer signer = session.flatMap(found -> found.signer(request.connection()))
                    .orElseThrow(() -> new SmbException(
                            session.isEmpty() ? NtStatus.USER_SESSION_DELETED : NtStatus.ACCESS_DENIED,
                            "signed without a key"));
            if (!signer.verify(false, request.message())) {
                throw new SmbException(NtStatus.ACCESS_DENIED, "the signature is wrong");
            }
        } else if (login.isPresent() && login.get().signingRequired() && header.command() != Command.CANCEL.code()) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "it must be signed");
        }
    }

    /**
     * A session of another connection, or one that has ended, by somebody who has its key: the answer is the same as of no session
     * at all, but signed, as clients want it of who must have the key, too.
     */
    private void refuseElsewhere(Optional<SmbSession> session) throws SmbException {
        Optional<SmbSession> elsewhere = session.isPresent()
                ? Optional.empty()
                : request.server()
                        .sessions()
                        .find(exchange.related().sessionId())
                        .filter(SmbSession::isValid)
                        .or(() -> request.connection().gone(exchange.related().sessionId()));
        boolean proven = elsewhere
                .flatMap(found -> found.signer(request.connection()))
                .map(signer -> signer.verify(false, request.message()))
                .orElse(false);
        if (proven) {
            request.session(elsewhere.get());
            throw new SmbException(
                    NtStatus.USER_SESSION_DELETED, "a session of another connection, or one that has ended");
        }
    }

    private void admit(Row<?> row, Optional<SmbSession> session) throws SmbException {
        if (row.needs() == Row.Needs.NOTHING) {
            return;
        }
        SmbSession valid = session.filter(SmbSession::isValid)
                .orElseThrow(() -> new SmbException(NtStatus.USER_SESSION_DELETED, "no such session"));
        if (valid.established().orElseThrow().encrypt() && !request.isEncrypted()) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "it must be encrypted");
        }
        if (valid.isExpired() && !EXPIRED.contains(row.command())) {
            exchange.related().admitted(); // what is related to it is answered the same way
            throw new SmbException(NtStatus.NETWORK_SESSION_EXPIRED, "the client has to prove again who it is");
        }
        if (valid.isNobody() && OPENING.contains(row.command())) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "nobody opens nothing");
        }
        if (row.needs() == Row.Needs.TREE) {
            request.tree(valid.tree(exchange.related().treeId())
                    .orElseThrow(() -> new SmbException(NtStatus.NETWORK_NAME_DELETED, "no such tree connect")));
            if (request.tree().share().encrypt() && !request.isEncrypted()) {
                throw new SmbException(NtStatus.ACCESS_DENIED, "the share must be encrypted");
            }
        }
    }
}
