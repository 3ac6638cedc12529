// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;

/**
 * The client's side of one login, [MS-NLMP] 3.1.5: version 2 with MIC and key exchange. A server that can do less is
 * refused. Not thread-safe.
 */
public final class NtlmInitiator {
    private static final int LEAST_FLAGS =
            NtlmFlags.UNICODE | NtlmFlags.EXTENDED_SESSIONSECURITY | NtlmFlags.KEYS_128 | NtlmFlags.TARGET_INFO;
    private static final int LM_RESPONSE_BYTES = 24;
    private static final int CHANNEL_BINDINGS_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Account account;
    private final String targetName;
    private final Clock clock;
    private byte[] negotiateToken;
    private byte[] sessionKey;
    private int flags;

    /**
     * Who logs in.
     *
     * @param user empty for an anonymous login
     * @param domain may be empty
     * @param ntHash 16 bytes, as {@link #of} makes it
     */
    public record Account(String user, String domain, byte[] ntHash) {
        public static final Account ANONYMOUS = new Account("", "", new byte[NtlmKeys.KEY_BYTES]);

        /** Of a password, which stays the caller's. */
        public static Account of(String user, String domain, char[] password) {
            return new Account(user, domain, NtlmKeys.ntHash(password));
        }

        @Override
        public String toString() {
            return "Account[" + domain + "\\" + user + "]";
        }
    }

    /** @param targetName whom the client means to talk to, as {@code cifs/host} */
    public NtlmInitiator(Account account, String targetName, Clock clock) {
        this.account = account;
        this.targetName = targetName;
        this.clock = clock;
    }

    /** The NEGOTIATE_MESSAGE. */
    public byte[] negotiate() {
        negotiateToken = new NegotiateMessage(NtlmFlags.OURS).encode();
        return negotiateToken.clone();
    }

    /**
     * Answers the server's CHALLENGE_MESSAGE.
     *
     * @return the AUTHENTICATE_MESSAGE
     * @throws MalformedMessageException if it is none, or the server can't do what we ask for
     */
    public byte[] authenticate(byte[] challengeToken) throws MalformedMessageException {
        if (negotiateToken == null || sessionKey != null) {
            throw new MalformedMessageException("a CHALLENGE_MESSAGE that nobody asked for");
        }
        ChallengeMessage challenge = ChallengeMessage.decode(challengeToken);
        if (!NtlmFlags.all(challenge.flags(), LEAST_FLAGS)) {
            throw new MalformedMessageException(
                    "a server without Unicode, 128 bits, target info or extended session security");
        }
        flags = challenge.flags() & NtlmFlags.OURS;
        if (account.user().isEmpty()) {
            return anonymous();
        }
        byte[] blob = blob(challenge);
        byte[] responseKey = NtlmKeys.responseKey(account.ntHash(), account.user(), account.domain());
        byte[] proof = NtlmKeys.hmacMd5(responseKey, challenge.serverChallenge(), blob);
        byte[] baseKey = NtlmKeys.hmacMd5(responseKey, proof);
        byte[] encrypted = exchange(baseKey);
        byte[] response = Arrays.copyOf(proof, proof.length + blob.length);
        System.arraycopy(blob, 0, response, proof.length, blob.length);
        byte[] token = message(new byte[LM_RESPONSE_BYTES], response, encrypted, flags);
        byte[] mic = NtlmKeys.mic(sessionKey, negotiateToken, challengeToken, token);
        System.arraycopy(mic, 0, token, AuthenticateMessage.MIC, mic.length);
        return token;
    }

    /** 3.1.5.1.2: without name, with one zero for the response of old. */
    private byte[] anonymous() {
        byte[] encrypted = exchange(new byte[NtlmKeys.KEY_BYTES]);
        return message(new byte[1], new byte[0], encrypted, flags | NtlmFlags.ANONYMOUS);
    }

    /** Chooses the key, if the server can do so. */
    private byte[] exchange(byte[] baseKey) {
        // Interop: impacket answers with KEY_EXCH and neither SIGN nor SEAL, and takes the key nevertheless
        if (!NtlmFlags.all(flags, NtlmFlags.KEY_EXCH)) {
            sessionKey = baseKey;
            return new byte[0];
        }
        sessionKey = new byte[NtlmKeys.KEY_BYTES];
        RANDOM.nextBytes(sessionKey);
        return NtlmKeys.rc4(baseKey, sessionKey);
    }

    private byte[] message(byte[] lmResponse, byte[] ntResponse, byte[] encryptedKey, int sentFlags) {
        var names = new AuthenticateMessage.Names(account.domain(), account.user(), "");
        byte[] noMicYet = new byte[AuthenticateMessage.MIC_BYTES];
        return new AuthenticateMessage(
                        names, lmResponse, ntResponse, encryptedKey, sentFlags, NtlmWire.version(), noMicYet)
                .encode();
    }

    /** NTLMv2_CLIENT_CHALLENGE, 2.2.2.7, with the server's pairs and ours. */
    private byte[] blob(ChallengeMessage challenge) throws MalformedMessageException {
        AvPairs theirs = challenge.targetInfo();
        AvPairs pairs = theirs.withFlags(theirs.flags() | AvPairs.FLAG_MIC)
                .with(AvPairs.CHANNEL_BINDINGS, new byte[CHANNEL_BINDINGS_BYTES])
                .with(AvPairs.TARGET_NAME, targetName);
        byte[] own = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(NtlmAcceptor.fileTime(clock.instant()))
                .array();
        byte[] clientChallenge = new byte[ChallengeMessage.CHALLENGE_BYTES];
        RANDOM.nextBytes(clientChallenge);
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u8(1) // RespType
                .u8(1) // HiRespType
                .zero(6)
                .bytes(theirs.find(AvPairs.TIMESTAMP).orElse(own)) // 3.1.5.1.2: the server's time, if it told it
                .bytes(clientChallenge)
                .zero(4);
        pairs.encode(out);
        return out.zero(4).toBytes(); // 3.3.2: temp ends with Z(4)
    }

    /**
     * The exported session key, 16 bytes.
     *
     * @throws IllegalStateException before {@link #authenticate}
     */
    public byte[] sessionKey() {
        if (sessionKey == null) {
            throw new IllegalStateException("no challenge was answered");
        }
        return sessionKey.clone();
    }

    /** The signature of the client, with sequence number 0. */
    public byte[] sign(byte[] message) {
        return NtlmSignature.of(sessionKey(), flags, false, message);
    }

    /** Whether {@code signature} is the server's, with sequence number 0. */
    public boolean verify(byte[] signature, byte[] message) {
        return NtlmSignature.verify(signature, sessionKey(), flags, true, message);
    }
}
