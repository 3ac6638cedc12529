// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.auth.Account;
import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Identity;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.crypto.CipherAlgorithm;
import io.fairlead.smb.crypto.MessageCipher;
import io.fairlead.smb.crypto.SessionKeys;
import io.fairlead.smb.crypto.Signer;
import io.fairlead.smb.ntlm.NtlmAcceptor;
import io.fairlead.smb.ntlm.ServerNames;
import io.fairlead.smb.protocol.NegotiateRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SessionSetupRequest;
import io.fairlead.smb.protocol.SessionSetupResponse;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.settings.SmbSettings;
import io.fairlead.smb.server.settings.SmbSettings.Encryption;
import io.fairlead.smb.server.state.Negotiated;
import io.fairlead.smb.server.state.Server;
import io.fairlead.smb.server.state.SmbSession;
import io.fairlead.smb.spnego.KerberosMechanism;
import io.fairlead.smb.spnego.Login;
import io.fairlead.smb.spnego.Mechanism;
import io.fairlead.smb.spnego.NtlmMechanism;
import io.fairlead.smb.spnego.Oid;
import io.fairlead.smb.spnego.SpnegoAcceptor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logins, [MS-SMB2] 3.3.5.5.1 to 3.3.5.5.3. */
final class Logins {
    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    /** Bytes of a message beyond what it carries. */
    private static final int OVERHEAD = 64 * 1024;

    /** What a failure to prove oneself again is told by. */
    private static final Set<NtStatus> ENDING = EnumSet.of(NtStatus.LOGON_FAILURE, NtStatus.INVALID_PARAMETER);

    private final Request request;
    private final SessionSetupRequest body;
    private final SmbSession session;

    private Logins(Request request, SessionSetupRequest body, SmbSession session) {
        this.request = request;
        this.body = body;
        this.session = session;
    }

    /**
     * What NEGOTIATE tells of them: the mechanisms that the authenticator knows, the strongest first. While it is being replaced
     * nobody can tell, so that all are named, and the login says which of them is served.
     */
    static byte[] hint(Server server) {
        Optional<Authenticator> present = server.authenticator().get();
        boolean kerberos =
                present.map(known -> known.accepts(Credential.GssToken.class)).orElse(true);
        boolean ntlm = present.map(known -> known.accepts(Credential.NtlmResponse.class))
                .orElse(true);
        List<Oid> mechanisms = new ArrayList<>();
        if (kerberos) {
            mechanisms.add(Oid.MS_KERBEROS);
            mechanisms.add(Oid.KERBEROS);
        }
        if (ntlm || !kerberos) {
            mechanisms.add(Oid.NTLM);
        }
        return SpnegoAcceptor.hint(mechanisms);
    }

    /** Takes the next token of a login, which may be the first. */
    static Reply step(Request request, SessionSetupRequest body) throws SmbException {
        if (request.server().settings().security().encryption() == Encryption.REQUIRED
                && request.negotiated().cipher().isEmpty()) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "the client can't encrypt");
        }
        SmbSession session = request.session();
        if (request.header().sessionId() == 0) {
            session = request.server()
                    .sessions()
                    .begin(request.connection())
                    .orElseThrow(() -> new SmbException(NtStatus.INSUFFICIENT_RESOURCES, "too many sessions"));
            request.connection().add(session);
            request.session(session);
        } else if (session == null) {
            throw new SmbException(NtStatus.USER_SESSION_DELETED, "no such session");
        }
        Logins login = new Logins(request, body, session);
        return session.setup(request.connection(), login::step);
    }

    private Reply step(SmbSession.Setup present) throws SmbException {
        SmbSession.Setup setup = present == null ? begin() : present;
        setup.preauth().update(request.message());
        Mechanism.Step step;
        try {
            step = setup.acceptor().step(body.securityBuffer());
        } catch (MalformedMessageException e) {
            throw failed(NtStatus.INVALID_PARAMETER, "", e.getMessage());
        } catch (AuthenticationException e) {
            throw refused(e);
        }
        if (step.login().isEmpty()) {
            session.await(request.connection(), setup);
            request.whenEncoded(setup.preauth()::update);
            return new Reply(NtStatus.MORE_PROCESSING_REQUIRED, new SessionSetupResponse(0, step.token()));
        }
        session.endSetup(request.connection());
        Login login = step.login().get();
        if (isBinding()) {
            bind(login, setup.preauth().value());
        } else if (session.established().isPresent()) {
            again(login);
        } else {
            establish(login, setup.preauth().value());
        }
        request.server()
                .sessions()
                .names()
                .met(session.established().orElseThrow().identity());
        request.mustSign(); // 3.3.5.5.3: it proves the server's knowledge of the key
        boolean encrypts = session.established().orElseThrow().encrypt();
        return Reply.of(new SessionSetupResponse(encrypts ? SessionSetupResponse.ENCRYPT_DATA : 0, step.token()));
    }

    private SmbSession.Setup begin() throws SmbException {
        Authenticator authenticator = request.server()
                .awaitAuthenticator(() -> !request.connection().isClosed())
                .orElse(null);
        if (authenticator == null) {
            throw failed(NtStatus.INSUFF_SERVER_RESOURCES, "", "no authenticator now");
        }
        List<Mechanism> mechanisms = new ArrayList<>();
        if (authenticator.accepts(Credential.GssToken.class)) {
            mechanisms.add(new KerberosMechanism(token -> verify(authenticator, token)));
        }
        ServerNames names = ServerNames.standalone(request.server().settings().computerName());
        mechanisms.add(new NtlmMechanism(names, Clock.systemUTC(), verifier(authenticator)));
        return new SmbSession.Setup(request.connection().preauth().copy(), new SpnegoAcceptor(mechanisms));
    }

    private NtlmAcceptor.Verifier verifier(Authenticator authenticator) {
        boolean again = session.established().isPresent() && !isBinding();
        return new NtlmAcceptor.Verifier() {
            @Override
            public Authentication verify(Credential.NtlmResponse response) throws AuthenticationException {
                return Logins.this.verify(authenticator, response);
            }

            /** Whoever has a session may be nobody in it, and somebody again: as nobody he opens nothing. */
            @Override
            public Authentication anonymous() throws AuthenticationException {
                return again ? Authentication.of(Identity.ANONYMOUS) : NtlmAcceptor.Verifier.super.anonymous();
            }
        };
    }

    private Authentication verify(Authenticator authenticator, Credential credential) throws AuthenticationException {
        Account account = new Account(authenticator, authenticator.revision());
        Authentication done =
                authenticator.authenticate(credential, request.connection().peer(), () -> !request.connection()
                        .isClosed());
        if (!isBinding()) { // which adds a channel, and changes nothing of the session
            session.account(account);
        }
        return done;
    }

    private void establish(Login login, byte[] preauth) throws SmbException {
        endPrevious(login);
        Negotiated agreed = request.negotiated();
        SmbSettings.Security security = request.server().settings().security();
        CipherAlgorithm cipher = agreed.cipher().orElse(null);
        SessionKeys keys = SessionKeys.of(agreed.dialect().revision(), login.sessionKey(), preauth, cipher);
        boolean required = security.signingRequired() || (body.securityMode() & NegotiateRequest.SIGNING_REQUIRED) != 0;
        Signer signer = new Signer(agreed.signing(), keys.signing());
        SmbSession.Established established = new SmbSession.Established(
                login.authentication().identity(),
                signer,
                cipher == null ? null : new MessageCipher(cipher, keys.clientToServer()),
                cipher == null ? null : new MessageCipher(cipher, keys.serverToClient()),
                required,
                cipher != null && security.encryption() == Encryption.REQUIRED);
        int most = login.authentication().identity().limits().sessions();
        if (!request.server().sessions().establish(session, established, most)) {
            throw failed(NtStatus.REQUEST_NOT_ACCEPTED, login.account(), "too many sessions of this user");
        }
        session.validUntil(login.authentication().validUntil().orElse(null));
        session.bind(request.connection(), signer);
        request.connection().allow(request.server().settings().limits().bytes() + OVERHEAD);
        request.server().counters().sessions.increment();
        audit(login.authentication().identity().name(), AuditEvent.Outcome.DONE, "");
    }

    /** 3.3.5.5.3: the keys stay; what the account may do, and until when, is taken anew. Nobody else can step in. */
    private void again(Login login) throws SmbException {
        if (!login.anonymous()) {
            refuseOther(login);
            session.identity(login.authentication().identity());
        }
        session.validUntil(login.authentication().validUntil().orElse(null));
        session.nobody(login.anonymous());
    }

    private boolean isBinding() {
        return (body.flags() & SessionSetupRequest.BINDING) != 0;
    }

    /** 3.3.5.5.3: what goes over the new channel is signed by the key of its own login. */
    private void bind(Login login, byte[] preauth) throws SmbException {
        refuseOther(login);
        Negotiated agreed = request.negotiated();
        SessionKeys keys = SessionKeys.of(
                agreed.dialect().revision(),
                login.sessionKey(),
                preauth,
                agreed.cipher().orElse(null));
        if (!session.bind(request.connection(), new Signer(agreed.signing(), keys.signing()))) {
            throw failed(NtStatus.INSUFFICIENT_RESOURCES, login.account(), "too many channels");
        }
        request.connection().add(session);
        if (request.connection().isClosed() && session.unbind(request.connection())) { // meanwhile, as the last
            SessionHandlers.end(request.server(), session);
        }
        request.connection().allow(request.server().settings().limits().bytes() + OVERHEAD);
        audit(login.authentication().identity().name(), AuditEvent.Outcome.DONE, "another channel");
    }

    private void refuseOther(Login login) throws SmbException {
        String before = session.established().orElseThrow().identity().name();
        if (!before.equals(login.authentication().identity().name())) {
            throw failed(NtStatus.ACCESS_DENIED, login.account(), "another account than the session's");
        }
    }

    /** 3.3.5.5.3: a client that lost its connection says which session that was. */
    private void endPrevious(Login login) {
        Server server = request.server();
        Optional<SmbSession> previous = body.previousSessionId() == session.id()
                ? Optional.empty()
                : server.sessions().find(body.previousSessionId());
        previous.filter(SmbSession::isValid)
                .filter(found -> found.established()
                        .map(known -> known.identity()
                                .name()
                                .equals(login.authentication().identity().name()))
                        .orElse(false))
                .ifPresent(found -> SessionHandlers.end(server, found));
    }

    private SmbException refused(AuthenticationException e) {
        request.server().counters().failedLogins.increment();
        NtStatus status =
                switch (e.refusal()) {
                    case UNKNOWN_USER, WRONG_CREDENTIAL, DISABLED, BANNED, NOT_ACCEPTED -> NtStatus.LOGON_FAILURE;
                    case UNAVAILABLE, BUSY -> NtStatus.INSUFF_SERVER_RESOURCES;
                };
        boolean ours = e.refusal() == Refusal.UNAVAILABLE;
        LOG.debug("login from {} refused", request.connection().peer(), e);
        SmbException failure = failed(status, "", ours ? "accounts can't be asked" : e.getMessage());
        if (status == NtStatus.LOGON_FAILURE
                && !isBinding()
                && session.established().isPresent()) {
            session.distrust();
            SessionHandlers.end(
                    request.server(), session); // 3.3.5.5.3: who can't prove it again is not the one who was
        }
        return failure;
    }

    /**
     * A login that failed ends; of a session that was made for it nothing stays. A session whose client fails to prove itself
     * again ends, too; but not by who fails to bind a channel to it, nor by who proves to be somebody else, nor for want of
     * somebody who could tell.
     */
    private SmbException failed(NtStatus status, String account, String why) {
        session.endSetup(request.connection());
        if (session.established().isEmpty()) {
            request.server().sessions().end(session);
        } else if (!isBinding() && ENDING.contains(status)) {
            SessionHandlers.end(request.server(), session);
        }
        audit(account, AuditEvent.Outcome.REFUSED, why);
        return new SmbException(status, why);
    }

    private void audit(String user, AuditEvent.Outcome outcome, String detail) {
        request.server()
                .audit()
                .record(AuditEvent.now(source(request.server(), session, user), AuditEvent.Action.LOGIN, outcome)
                        .withDetail(detail));
    }

    static AuditEvent.Source source(Server server, SmbSession session, String user) {
        return new AuditEvent.Source(
                server.settings().name(),
                Long.toString(session.id()),
                session.connection().peer(),
                user);
    }
}
