// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.crypto.CipherAlgorithm;
import io.fairlead.smb.crypto.MessageCipher;
import io.fairlead.smb.crypto.PreauthHash;
import io.fairlead.smb.crypto.SessionKeys;
import io.fairlead.smb.crypto.Signer;
import io.fairlead.smb.crypto.SigningAlgorithm;
import io.fairlead.smb.ntlm.NtlmInitiator;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.NegotiateContext;
import io.fairlead.smb.protocol.NegotiateRequest;
import io.fairlead.smb.protocol.NegotiateResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SessionSetupRequest;
import io.fairlead.smb.protocol.SessionSetupResponse;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.protocol.TreeConnectRequest;
import io.fairlead.smb.spnego.SpnegoInitiator;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** The other end of a connection, in the hands of a test: it says exactly what it is told to. One thread at a time. */
final class SmbPeer implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final PreauthHash preauth = new PreauthHash();
    UUID clientGuid = UUID.randomUUID();
    NegotiateResponse negotiated;
    Dialect dialect = Dialect.SMB_3_1_1;
    long sessionId;
    int treeId;
    long nextMessageId;
    Signer signer; // null before the login
    SessionKeys keys;
    MessageCipher cipher; // encrypts what is sent; null for none, as the next
    MessageCipher decipher;
    boolean signs = true;
    int channelSequence;
    long previousSessionId; // that a login ends
    private boolean binds;
    boolean encrypts;
    Consumer<byte[]> mutator = bytes -> {}; // of what is sent, before it is encrypted

    /** A response. */
    record Answer(Smb2Header header, byte[] message) {
        WireReader body() throws MalformedMessageException {
            return new WireReader(ByteBuffer.wrap(message), ByteOrder.LITTLE_ENDIAN).skip(Smb2Header.BYTES);
        }

        int status() {
            return header.status();
        }
    }

    SmbPeer(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** The server can send it little that it does not read. */
    void takesLittle() throws IOException {
        socket.setReceiveBufferSize(4096);
    }

    /** Logged in, in the share. */
    static SmbPeer connected(Served served) throws IOException {
        SmbPeer peer = new SmbPeer(served.port());
        peer.negotiate(Dialect.SMB_3_1_1);
        peer.login(Served.USER, Served.PASSWORD);
        peer.connectTree("\\\\server\\share");
        return peer;
    }

    /** The same client on a connection of its own, with a session of its own. */
    static SmbPeer again(Served served, UUID clientGuid, String user, String password) throws IOException {
        SmbPeer peer = new SmbPeer(served.port());
        peer.clientGuid = clientGuid;
        peer.negotiate(Dialect.SMB_3_1_1);
        peer.login(user, password);
        peer.connectTree("\\\\server\\share");
        return peer;
    }

    /** One more channel of a session. */
    static SmbPeer channel(Served served, SmbPeer of) throws IOException {
        return channel(served, of, Served.PASSWORD);
    }

    static SmbPeer channel(Served served, SmbPeer of, String password) throws IOException {
        SmbPeer peer = new SmbPeer(served.port());
        peer.clientGuid = of.clientGuid;
        peer.negotiate(of.dialect);
        peer.sessionId = of.sessionId;
        peer.signer = new Signer(SigningAlgorithm.AES_GMAC, of.keys.signing());
        peer.binds = true;
        Answer answer = peer.login(Served.USER, password);
        peer.binds = false;
        if (answer.status() != 0) {
            peer.close();
            throw new IOException("binding: " + Integer.toHexString(answer.status()));
        }
        peer.treeId = of.treeId;
        return peer;
    }

    Answer negotiate(Dialect wanted) throws IOException {
        dialect = wanted;
        List<NegotiateContext> contexts = wanted == Dialect.SMB_3_1_1
                ? List.of(
                        NegotiateContext.preauth(List.of(1), new byte[32]),
                        NegotiateContext.ofIds(NegotiateContext.ENCRYPTION, List.of(2)),
                        NegotiateContext.ofIds(NegotiateContext.SIGNING, List.of(2, 1, 0)))
                : List.of();
        var request = new NegotiateRequest(1, 0x7f, clientGuid, List.of(wanted.revision()), contexts);
        byte[] sent = encode(Command.NEGOTIATE, request, 0);
        preauth.update(ByteBuffer.wrap(sent));
        send(sent);
        Answer answer = receive();
        if (answer.status() == 0) {
            preauth.update(ByteBuffer.wrap(answer.message()));
            negotiated = NegotiateResponse.decode(answer.body());
        }
        return answer;
    }

    /** The last answer: of a failure, or of the success. */
    Answer login(String user, String password) throws IOException {
        return login(NtlmInitiator.Account.of(user, "", password.toCharArray()));
    }

    /** A second one changes no key. */
    Answer login(NtlmInitiator.Account account) throws IOException {
        boolean again = signer != null && !binds;
        var ntlm = new NtlmInitiator(account, "cifs/server", Clock.systemUTC());
        SpnegoInitiator initiator = new SpnegoInitiator(ntlm);
        byte[] token = initiator.first(negotiated.securityBuffer());
        PreauthHash hash = preauth.copy();
        while (true) {
            int flags = binds ? SessionSetupRequest.BINDING : 0;
            byte[] sent =
                    encode(Command.SESSION_SETUP, new SessionSetupRequest(flags, 1, 0, token, previousSessionId), 0);
            hash.update(ByteBuffer.wrap(sent));
            send(sent);
            Answer answer = receive();
            sessionId = answer.header().sessionId();
            if (answer.status() == NtStatus.MORE_PROCESSING_REQUIRED.code()) {
                hash.update(ByteBuffer.wrap(answer.message()));
                token = initiator
                        .step(SessionSetupResponse.decode(answer.body()).securityBuffer())
                        .orElseThrow();
                continue;
            }
            if (answer.status() == 0 && !again) {
                established(ntlm.sessionKey(), hash.value());
            }
            return answer;
        }
    }

    private void established(byte[] sessionKey, byte[] hash) {
        boolean newest = dialect == Dialect.SMB_3_1_1;
        keys = SessionKeys.of(dialect.revision(), sessionKey, hash, newest ? CipherAlgorithm.AES_128_GCM : null);
        SigningAlgorithm older =
                dialect.atLeast(Dialect.SMB_3_0) ? SigningAlgorithm.AES_CMAC : SigningAlgorithm.HMAC_SHA256;
        signer = new Signer(newest ? SigningAlgorithm.AES_GMAC : older, keys.signing());
        if (newest) {
            cipher = new MessageCipher(CipherAlgorithm.AES_128_GCM, keys.clientToServer());
            decipher = new MessageCipher(CipherAlgorithm.AES_128_GCM, keys.serverToClient());
        }
    }

    Answer connectTree(String path) throws IOException {
        Answer answer = ask(Command.TREE_CONNECT, new TreeConnectRequest(0, path));
        treeId = answer.header().treeId();
        return answer;
    }

    /** Opens a file or makes it, for everything, sharing everything. */
    CreateResponse open(String name) throws IOException {
        return open(name, 0x40);
    }

    private CreateResponse open(String name, int options) throws IOException {
        Answer answer = ask(Command.CREATE, new CreateRequest(0, 2, 0x1f01ff, 0, 7, 3, options, name, List.of()));
        if (answer.status() != 0) {
            throw new IOException("CREATE: " + Integer.toHexString(answer.status()));
        }
        return CreateResponse.decode(answer.body());
    }

    /** As {@link #open}, a folder. */
    CreateResponse openFolder(String name) throws IOException {
        return open(name, 0x1);
    }

    /** As {@link #ask(Command, Message, int)}. */
    Answer ask(Command command, Message body) throws IOException {
        return ask(command, body, 0);
    }

    /**
     * The answer to a request. What works on names may have to wait for a moment, until somebody else has done with the name, and
     * says so before: that is passed over.
     */
    Answer ask(Command command, Message body, int flags) throws IOException {
        send(encode(command, body, flags));
        Answer answer = receive();
        while (answer.status() == NtStatus.PENDING.code()
                && (command == Command.CREATE || command == Command.SET_INFO)) {
            answer = receive();
        }
        return answer;
    }

    /** A request, signed if it is to be. */
    byte[] encode(Command command, Message body, int flags) {
        WireWriter message = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        long id = nextMessageId++;
        new Smb2Header(1, channelSequence, command.code(), 64, flags, 0, id, 0, treeId, sessionId).encode(message);
        body.encode(message);
        message.bytes(body.bulk());
        byte[] bytes = message.toBytes();
        if (signer != null && signs && !encrypts) {
            bytes[16] |= (byte) Smb2Header.SIGNED;
            signer.sign(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), false);
        }
        return bytes;
    }

    /** One command of a compound. */
    record Part(Command command, Message body, boolean related) {}

    /** A compound, each command signed if it is to be; one frame. */
    byte[] compound(List<Part> parts) {
        WireWriter all = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            boolean asBefore = signs;
            boolean signed = signer != null && signs && !encrypts;
            signs = false;
            byte[] bytes = encode(part.command, part.body, part.related ? Smb2Header.RELATED : 0);
            signs = asBefore;
            boolean last = i == parts.size() - 1;
            ByteBuffer one = ByteBuffer.wrap(last ? bytes : Arrays.copyOf(bytes, (bytes.length + 7) & ~7))
                    .order(ByteOrder.LITTLE_ENDIAN);
            one.putInt(20, last ? 0 : one.capacity());
            if (part.related) {
                one.putInt(36, -1).putLong(40, -1);
            }
            if (signed) {
                one.put(16, (byte) (one.get(16) | Smb2Header.SIGNED));
                signer.sign(one, false);
            }
            all.bytes(one.array());
        }
        return all.toBytes();
    }

    /** The statuses of all answers to a compound, in however many frames. */
    List<Integer> askAll(Part... parts) throws IOException {
        send(compound(List.of(parts)));
        List<Integer> statuses = new ArrayList<>();
        while (statuses.size() < parts.length) {
            ByteBuffer rest = ByteBuffer.wrap(receive().message()).order(ByteOrder.LITTLE_ENDIAN);
            int next;
            do {
                int status = rest.getInt(8);
                if (status != NtStatus.PENDING.code()) {
                    statuses.add(status);
                }
                next = rest.getInt(20);
                rest = rest.slice(next, rest.remaining() - next).order(ByteOrder.LITTLE_ENDIAN);
            } while (next != 0);
        }
        return statuses;
    }

    /** Sends messages by one call, so that the server has the next one before it has served the first. */
    void sendTogether(List<byte[]> messages) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            all.writeBytes(framed(message));
        }
        sendRaw(all.toByteArray());
    }

    void send(byte[] message) throws IOException {
        sendRaw(framed(message));
    }

    private byte[] framed(byte[] message) {
        mutator.accept(message);
        byte[] sent = message;
        if (encrypts) {
            ByteBuffer wrapped = cipher.encrypt(sessionId, ByteBuffer.wrap(message));
            sent = new byte[wrapped.remaining()];
            wrapped.get(sent);
        }
        return ByteBuffer.allocate(4 + sent.length)
                .putInt(sent.length)
                .put(sent)
                .array();
    }

    void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /**
     * The next response, whose signature is checked if it has one.
     *
     * @throws java.io.EOFException if the server has closed the connection
     */
    Answer receive() throws IOException {
        byte[] message = new byte[in.readInt()];
        in.readFully(message);
        if (MessageCipher.isEncrypted(ByteBuffer.wrap(message))) {
            ByteBuffer plain = decipher.decrypt(ByteBuffer.wrap(message));
            message = new byte[plain.remaining()];
            plain.get(message);
        }
        Smb2Header header = Smb2Header.decode(new WireReader(ByteBuffer.wrap(message), ByteOrder.LITTLE_ENDIAN));
        if (header.has(Smb2Header.SIGNED)
                && signer != null
                && header.nextCommand() == 0
                && !binds // by the key of a login that is not over
                && !signer.verify(ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN), true)) {
            throw new IOException("the signature of the response is wrong");
        }
        return new Answer(header, message);
    }

    boolean isCutOff() {
        try {
            while (in.read() >= 0) {
                // what was sent before
            }
            return true;
        } catch (IOException e) {
            return !(e instanceof java.net.SocketTimeoutException);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
