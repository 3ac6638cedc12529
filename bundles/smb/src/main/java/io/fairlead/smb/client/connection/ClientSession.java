// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.crypto.CipherAlgorithm;
import io.fairlead.smb.crypto.MessageCipher;
import io.fairlead.smb.crypto.PreauthHash;
import io.fairlead.smb.crypto.SessionKeys;
import io.fairlead.smb.crypto.Signer;
import io.fairlead.smb.kerberos.KerberosClientMechanism;
import io.fairlead.smb.kerberos.NoTicketException;
import io.fairlead.smb.kerberos.TicketSource;
import io.fairlead.smb.ntlm.NtlmInitiator;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.NegotiateRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SessionSetupRequest;
import io.fairlead.smb.protocol.SessionSetupResponse;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.spnego.SpnegoInitiator;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** A login on a connection, [MS-SMB2] 3.2.4.2.3 and 3.2.5.3. Its keys stay the same when it logs in again. Thread-safe. */
public final class ClientSession {
    private final ClientConnection connection;
    private final Credentials credentials;
    private final long previous;
    private final ReentrantLock login = new ReentrantLock();
    private long id;
    private Signer signer; // null for a session without a key
    private MessageCipher cipher; // null where nothing can be encrypted
    private MessageCipher decipher;
    private boolean encrypts;
    private boolean signs;
    private volatile int logins; // how often it has logged in

    private ClientSession(ClientConnection connection, Credentials credentials, long previous) {
        this.connection = connection;
        this.credentials = credentials;
        this.previous = previous;
    }

    /**
     * Logs in.
     *
     * @param previous id of a session whose connection was lost, which the server is to end; 0 for none
     * @throws StatusException if the server refuses the user
     * @throws SecurityRefusal if it lets us in as somebody else, or does not prove that it knows the user's secret
     */
    public static ClientSession login(ClientConnection connection, Credentials credentials, long previous)
            throws IOException {
        ClientSession session = new ClientSession(connection, credentials, previous);
        session.exchange();
        return session;
    }

    /** SessionId. */
    public long id() {
        return id;
    }

    MessageCipher decipher() {
        return decipher;
    }

    /** Whether messages can be encrypted at all. */
    boolean canEncrypt() {
        return cipher != null;
    }

    /** Whether there are keys: nobody in particular has none. */
    boolean hasKeys() {
        return signer != null;
    }

    /** For requests in a tree. */
    Envelope envelope(int treeId, boolean encrypted) {
        boolean whole = encrypts || encrypted;
        return new Envelope(id, treeId, whole || !signs ? null : signer, whole ? cipher : null);
    }

    /** For what is signed whether the session is or not, [MS-SMB2] 3.2.4.1.1. */
    Envelope signed(int treeId) {
        return new Envelope(id, treeId, encrypts ? null : signer, encrypts ? cipher : null);
    }

    /** How often it has logged in: whoever finds it expired tells {@link #renew} what it saw. */
    public int logins() {
        return logins;
    }

    /**
     * Logs in again after the server has said that the session has expired; once for all that find out at the same time.
     *
     * @param seen what {@link #logins} was before the request that failed
     */
    public void renew(int seen) throws IOException {
        login.lock();
        try {
            if (logins == seen) {
                exchange();
            }
        } finally {
            login.unlock();
        }
    }

    private void exchange() throws IOException {
        Agreement agreement = connection.agreement();
        Begun begun = begin(agreement.hint());
        SpnegoInitiator initiator = begun.initiator();
        byte[] token = begun.token();
        PreauthHash hash = agreement.preauth().copy();
        while (true) {
            Envelope envelope = logins == 0 ? new Envelope(id, 0, null, null) : signed(0);
            Awaited sent = connection
                    .send(envelope, List.of(new ClientRequest(Command.SESSION_SETUP, request(token))))
                    .get(0);
            hash.update(sent.sent());
            Answer answer = sent.await();
            boolean more = answer.is(NtStatus.MORE_PROCESSING_REQUIRED);
            if (!more && !answer.is(NtStatus.SUCCESS)) {
                throw new StatusException(Command.SESSION_SETUP, answer.status());
            }
            id = answer.header().sessionId();
            SessionSetupResponse response = SessionSetupResponse.decode(answer.body());
            Optional<byte[]> next = response.securityBuffer().length == 0
                    ? Optional.empty()
                    : initiator.step(response.securityBuffer());
            if (!more) {
                if (!initiator.hasKey() && !credentials.anonymous()) {
                    throw new SecurityRefusal("the server lets us in before it has proved who it is");
                }
                established(answer, response.sessionFlags(), initiator, hash);
                return;
            }
            hash.update(answer.message());
            token = next.orElseThrow(() -> new MalformedMessageException("a login that does not end"));
        }
    }

    /** A login that was begun, with its first token. */
    private record Begun(SpnegoInitiator initiator, byte[] token) {}

    /** By Kerberos, if that is wanted and possible, else by NTLM, unless that is not wanted. */
    private Begun begin(byte[] hint) throws IOException {
        String host = connection.settings().serverName();
        if (credentials.tickets().isPresent()) {
            TicketSource tickets = credentials.tickets().get();
            boolean fallback =
                    !tickets.required() && !credentials.account().user().isEmpty();
            KerberosClientMechanism kerberos = new KerberosClientMechanism(tickets, host);
            try {
                if (SpnegoInitiator.mayTake(hint, kerberos.names())) {
                    return begin(new SpnegoInitiator(kerberos), hint);
                }
                if (!fallback) {
                    throw new SecurityRefusal("the server does not take Kerberos");
                }
            } catch (NoTicketException e) {
                if (!fallback) {
                    throw new SecurityRefusal(e.getMessage(), e);
                }
            }
        }
        return begin(
                new SpnegoInitiator(new NtlmInitiator(credentials.account(), "cifs/" + host, Clock.systemUTC())), hint);
    }

    private static Begun begin(SpnegoInitiator initiator, byte[] hint) throws IOException {
        return new Begun(initiator, initiator.first(hint));
    }

    private SessionSetupRequest request(byte[] token) {
        int mode = connection.settings().security().signingRequired()
                ? NegotiateRequest.SIGNING_REQUIRED
                : NegotiateRequest.SIGNING_ENABLED;
        return new SessionSetupRequest(0, mode, 0, token, logins == 0 ? previous : 0);
    }

    private void established(Answer answer, int flags, SpnegoInitiator login, PreauthHash hash) throws IOException {
        boolean nobody = (flags & SessionSetupResponse.IS_NULL) != 0 || credentials.anonymous();
        if ((flags & SessionSetupResponse.IS_GUEST) != 0 && !credentials.anonymous()) {
            throw new SecurityRefusal("the server takes the user for a guest, so that nothing can be signed");
        }
        if (nobody != credentials.anonymous()) {
            throw new SecurityRefusal("the server takes the user for nobody");
        }
        if (logins == 0 && !nobody) {
            makeKeys(login.sessionKey(), hash);
            verify(answer);
        }
        boolean wanted = (flags & SessionSetupResponse.ENCRYPT_DATA) != 0
                || connection.settings().security().encryptionRequired();
        if (wanted && cipher == null) {
            throw new SecurityRefusal("the session is to be encrypted, and can't be");
        }
        encrypts |= wanted;
        signs = connection.settings().security().signingRequired()
                || (connection.agreement().securityMode() & NegotiateRequest.SIGNING_REQUIRED) != 0;
        if (logins == 0) {
            connection.join(this);
        }
        logins++;
    }

    private void makeKeys(byte[] sessionKey, PreauthHash hash) {
        Agreement agreement = connection.agreement();
        CipherAlgorithm algorithm = agreement.cipher().orElse(null);
        SessionKeys keys = SessionKeys.of(agreement.dialect().revision(), sessionKey, hash.value(), algorithm);
        signer = new Signer(agreement.signing(), keys.signing());
        if (algorithm != null) {
            cipher = new MessageCipher(algorithm, keys.clientToServer());
            decipher = new MessageCipher(algorithm, keys.serverToClient());
        }
    }

    /** [MS-SMB2] 3.2.5.3.1: the last answer is signed; in 3.1.1 that proves that nobody has changed the negotiation. */
    private void verify(Answer answer) throws IOException {
        boolean must = connection.settings().security().signingRequired() || connection.dialect() == Dialect.SMB_3_1_1;
        boolean signed = answer.header().has(Smb2Header.SIGNED);
        if (!signed && must || signed && !signer.verify(answer.message(), true)) {
            IOException cause = new SecurityRefusal(
                    "the server does not prove that it knows the user, or the negotiation" + " was changed on the way");
            connection.fail(cause);
            throw cause;
        }
    }

    /** Sends requests outside of any tree. */
    List<Awaited> send(ClientRequest request) throws IOException {
        return connection.send(signed(0), List.of(request));
    }

    /** Tells the server that it ends; without waiting for what it says. */
    public void logoff() {
        if (!connection.isLost()) {
            try {
                send(new ClientRequest(Command.LOGOFF, new Empty())).get(0).await();
            } catch (IOException e) {
                // then it has ended, too
            }
        }
        connection.leave(this);
    }
}
