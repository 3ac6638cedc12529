// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.crypto.CipherAlgorithm;
import io.fairlead.smb.crypto.MessageCipher;
import io.fairlead.smb.crypto.PreauthHash;
import io.fairlead.smb.crypto.SessionKeys;
import io.fairlead.smb.crypto.Signer;
import io.fairlead.smb.protocol.Capabilities;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.NegotiateRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SessionSetupRequest;
import io.fairlead.smb.protocol.SessionSetupResponse;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.spnego.SpnegoInitiator;
import io.fairlead.smb.transport.MessageMemory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A login, [MS-SMB2] 3.2.4.2.3 and 3.2.5.3, on one connection or, as channels, several. Its keys stay the same when it logs in
 * again. Thread-safe.
 */
public final class ClientSession {
    private final ClientConnection origin; // that it began on
    private final SessionChannels channels = new SessionChannels();
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
        origin = connection;
        channels.begin(new Channel(connection, null));
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

    /** The connection for what is small: the first that is left, or a lost one if none is. */
    public ClientConnection connection() {
        return channels.first().connection();
    }

    /** Whether no connection of it is left. */
    public boolean isLost() {
        return connection().isLost();
    }

    /** How many connections it has. */
    public int channels() {
        return channels.count();
    }

    /** Ends all its connections at once. */
    public void end() {
        channels.close();
    }

    /** Sends requests in a tree, small ones. */
    List<Awaited> send(int treeId, boolean encrypted, List<ClientRequest> requests) throws IOException {
        return send(channels.first(), treeId, encrypted, requests);
    }

    /** Sends a large one, over the channel with the least on its way. */
    List<Awaited> spread(int treeId, boolean encrypted, ClientRequest request) throws IOException {
        return send(channels.idlest(request.charge()), treeId, encrypted, List.of(request));
    }

    private List<Awaited> send(Channel channel, int treeId, boolean encrypted, List<ClientRequest> requests)
            throws IOException {
        boolean whole = encrypts || encrypted;
        Envelope envelope = new Envelope(id, treeId, whole || !signs ? null : channel.signer(), whole ? cipher : null);
        return channel.connection().send(envelope, requests);
    }

    /** Sends what is signed whether the session is or not, [MS-SMB2] 3.2.4.1.1. */
    List<Awaited> sendSigned(int treeId, ClientRequest request) throws IOException {
        Channel channel = channels.first();
        Envelope envelope = new Envelope(id, treeId, encrypts ? null : channel.signer(), encrypts ? cipher : null);
        return channel.connection().send(envelope, List.of(request));
    }

    /** Whether it may have more connections than the first, as far as both sides have said. */
    public boolean takesChannels() {
        int both =
                origin.agreement().capabilities() & origin.agreement().request().capabilities();
        return hasKeys() && origin.dialect().atLeast(Dialect.SMB_3_0) && (both & Capabilities.MULTI_CHANNEL) != 0;
    }

    /** Where the server is that it began with. */
    public InetSocketAddress home() {
        return origin.remote();
    }

    /**
     * Adds a channel.
     *
     * @param address of the same server
     * @param owner told of the connection before anything is awaited
     * @throws ConnectionLostException if it can't be reached, or the session has ended
     * @throws StatusException if the server refuses it
     * @throws SecurityRefusal if it is another server, or does not prove that it is the same
     */
    public void addChannel(InetSocketAddress address, Executor threads, MessageMemory memory, ConnectionOwner owner)
            throws IOException {
        Agreement agreed = origin.agreement();
        ConnectionSettings same =
                origin.settings().withSecurity(agreed.only(origin.settings().security()));
        ClientConnection connection = ClientConnection.open(same, address, threads, memory, owner);
        boolean good = false;
        try {
            if (!agreed.isSameServer(connection.agreement())) {
                throw new SecurityRefusal("another server is at " + address);
            }
            Signer own = new ChannelBinding(connection, credentials, new Envelope(id, 0, signer, null)).run();
            connection.join(this);
            good = channels.add(new Channel(connection, own));
        } finally {
            if (!good) {
                connection.close();
            }
        }
        if (!good) {
            throw new ConnectionLostException("the session has ended", false, null);
        }
    }

    /** Sends nothing more over any but the first connection; gives the others, to be closed once nothing is on its way there. */
    public List<ClientConnection> removeFurtherChannels() {
        return channels.removeFurther();
    }

    /**
     * A connection was lost. If a CREATE was on its way the others end, too: an open whose answer was lost would be in
     * everybody's way for as long as the session lives.
     */
    void lost(ClientConnection connection, boolean opening) {
        if (!channels.remove(connection) || channels.count() == 0) {
            return;
        }
        if (opening) {
            channels.close();
        } else {
            connection.owner().channelLost(connection);
        }
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
        Agreement agreement = origin.agreement();
        LoginStart begun = LoginStart.of(credentials, origin.settings().serverName(), agreement.hint());
        SpnegoInitiator initiator = begun.initiator();
        byte[] token = begun.token();
        PreauthHash hash = agreement.preauth().copy();
        while (true) {
            ClientRequest request = new ClientRequest(Command.SESSION_SETUP, request(token));
            Awaited sent = (logins == 0
                            ? origin.send(new Envelope(id, 0, null, null), List.of(request))
                            : sendSigned(0, request))
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

    private SessionSetupRequest request(byte[] token) {
        int mode = origin.settings().security().signingRequired()
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
                || origin.settings().security().encryptionRequired();
        if (wanted && cipher == null) {
            throw new SecurityRefusal("the session is to be encrypted, and can't be");
        }
        encrypts |= wanted;
        signs = origin.settings().security().signingRequired()
                || (origin.agreement().securityMode() & NegotiateRequest.SIGNING_REQUIRED) != 0;
        if (logins == 0) {
            channels.begin(new Channel(origin, signer));
            origin.join(this);
        }
        logins++;
    }

    private void makeKeys(byte[] sessionKey, PreauthHash hash) {
        Agreement agreement = origin.agreement();
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
        boolean must = origin.settings().security().signingRequired() || origin.dialect() == Dialect.SMB_3_1_1;
        boolean signed = answer.header().has(Smb2Header.SIGNED);
        if (!signed && must || signed && !signer.verify(answer.message(), true)) {
            IOException cause = new SecurityRefusal(
                    "the server does not prove that it knows the user, or the negotiation" + " was changed on the way");
            origin.fail(cause);
            throw cause;
        }
    }

    /** Sends requests outside of any tree. */
    List<Awaited> send(ClientRequest request) throws IOException {
        return sendSigned(0, request);
    }

    /** Tells the server that it ends; without waiting for what it says. */
    public void logoff() {
        if (!isLost()) {
            try {
                send(new ClientRequest(Command.LOGOFF, new Empty())).get(0).await();
            } catch (IOException e) {
                // then it has ended, too
            }
        }
        origin.leave(this);
    }
}
