// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Credential.NtlmResponse;
import io.fairlead.net.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The server's side of one login, [MS-NLMP] 3.2.5: a challenge, then the answer to it. Version 2 with 128 bits and
 * extended session security, or nothing. Not thread-safe.
 */
public final class NtlmAcceptor {
    private static final int LEAST_FLAGS = NtlmFlags.UNICODE | NtlmFlags.EXTENDED_SESSIONSECURITY | NtlmFlags.KEYS_128;
    private static final Instant FILETIME_BEGIN = Instant.parse("1601-01-01T00:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ServerNames names;
    private final Clock clock;
    private final byte[] serverChallenge = new byte[ChallengeMessage.CHALLENGE_BYTES];
    private byte[] negotiateToken;
    private byte[] challengeToken;
    private int flags;
    private boolean answered;

    /** Who knows the hashes of passwords, and keeps them. */
    @FunctionalInterface
    public interface Verifier {
        /** Asked once for a login, so that one wrong password counts once. */
        Authentication verify(NtlmResponse response) throws AuthenticationException;

        /** Asked instead of it for a login without name and proof. Refuses by default. */
        default Authentication anonymous() throws AuthenticationException {
            throw new AuthenticationException(Refusal.NOT_ACCEPTED, "anonymous by NTLM");
        }
    }

    /**
     * A login that was let in.
     *
     * @param authentication who it is
     * @param sessionKey exported, 16 bytes
     * @param user as sent; mask it before it is logged
     * @param domain as sent; mask it before it is logged
     * @param workstation as sent; mask it before it is logged
     * @param anonymous without name and proof: the session is never signed, although there is a key
     * @param flags that both sides have
     */
    public record Accepted(
            Authentication authentication,
            byte[] sessionKey,
            String user,
            String domain,
            String workstation,
            boolean anonymous,
            int flags) {

        /** The signature of the server, with sequence number 0. */
        public byte[] sign(byte[] message) {
            return NtlmSignature.of(sessionKey, flags, true, message);
        }

        /** Whether {@code signature} is the client's, with sequence number 0. */
        public boolean verify(byte[] signature, byte[] message) {
            return NtlmSignature.verify(signature, sessionKey, flags, false, message);
        }

        @Override
        public String toString() {
            return "Accepted[" + authentication.identity().name() + "]";
        }
    }

    /** @param clock tells clients the time, that they may notice how wrong theirs is */
    public NtlmAcceptor(ServerNames names, Clock clock) {
        this.names = names;
        this.clock = clock;
    }

    /** Whether a token is NTLM without SPNEGO around it. */
    public static boolean isMessage(byte[] token) {
        return NtlmWire.isMessage(token);
    }

    /**
     * Answers the client's NEGOTIATE_MESSAGE.
     *
     * @return a CHALLENGE_MESSAGE
     * @throws MalformedMessageException if it is none, or not the first message, or wants less than we ask for
     */
    public byte[] challenge(byte[] negotiate) throws MalformedMessageException {
        if (negotiateToken != null) {
            throw new MalformedMessageException("a second NEGOTIATE_MESSAGE");
        }
        int wanted = NegotiateMessage.decode(negotiate).flags();
        if (!NtlmFlags.all(wanted, LEAST_FLAGS)) {
            throw new MalformedMessageException("NTLM without Unicode, 128 bits or extended session security");
        }
        negotiateToken = negotiate.clone();
        RANDOM.nextBytes(serverChallenge);
        flags = wanted & NtlmFlags.OURS | NtlmFlags.NTLM;
        int sent = flags | NtlmFlags.REQUEST_TARGET | NtlmFlags.TARGET_TYPE_SERVER | NtlmFlags.TARGET_INFO;
        challengeToken = new ChallengeMessage(sent, names.nbDomain(), serverChallenge, targetInfo(), NtlmWire.version())
                .encode();
        return challengeToken.clone();
    }

    private AvPairs targetInfo() {
        byte[] now = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(fileTime(clock.instant()))
                .array();
        return AvPairs.NONE
                .with(AvPairs.NB_DOMAIN_NAME, names.nbDomain())
                .with(AvPairs.NB_COMPUTER_NAME, names.nbComputer())
                .with(AvPairs.DNS_DOMAIN_NAME, names.dnsDomain())
                .with(AvPairs.DNS_COMPUTER_NAME, names.dnsComputer())
                .with(AvPairs.TIMESTAMP, now);
    }

    /** FILETIME, [MS-DTYP] 2.3.3: in units of 100 ns. */
    static long fileTime(Instant time) {
        Duration since = Duration.between(FILETIME_BEGIN, time);
        return since.getSeconds() * 10_000_000 + since.getNano() / 100;
    }

    /**
     * Looks at the client's AUTHENTICATE_MESSAGE, once.
     *
     * @throws MalformedMessageException if it is none, or nothing was asked for
     * @throws AuthenticationException if the verifier refuses; if the response is of an older version; if the messages
     *     were changed on the way
     */
    public Accepted authenticate(byte[] token, Verifier verifier)
            throws MalformedMessageException, AuthenticationException {
        if (challengeToken == null || answered) {
            throw new MalformedMessageException("an AUTHENTICATE_MESSAGE that nobody asked for");
        }
        answered = true;
        AuthenticateMessage message = AuthenticateMessage.decode(token);
        int both = flags & message.flags();
        if (message.anonymous()) {
            byte[] key = exported(new byte[NtlmKeys.KEY_BYTES], message, both); // 3.3.2: an empty session base key
            return accepted(verifier.anonymous(), key, message, both);
        }
        if (!message.version2()) {
            throw new AuthenticationException(Refusal.NOT_ACCEPTED, "an NTLM response older than version 2");
        }
        boolean micPromised = (message.clientPairs().flags() & AvPairs.FLAG_MIC) != 0;
        var names = message.names();
        Authentication authentication = verifier.verify(
                new NtlmResponse(names.user(), names.domain(), serverChallenge.clone(), message.ntResponse()));
        byte[] baseKey = authentication
                .sessionBaseKey()
                .orElseThrow(() -> new AuthenticationException(
                        Refusal.UNAVAILABLE, "an authenticator that gives no session base key"));
        byte[] key = exported(baseKey, message, both);
        if (micPromised && !micRight(key, message, token)) {
            throw new AuthenticationException(
                    Refusal.WRONG_CREDENTIAL, "the messages of this login were changed on the way: wrong MIC");
        }
        return accepted(authentication, key, message, both);
    }

    private static Accepted accepted(
            Authentication authentication, byte[] key, AuthenticateMessage message, int flags) {
        var names = message.names();
        return new Accepted(
                authentication, key, names.user(), names.domain(), names.workstation(), message.anonymous(), flags);
    }

    /** 3.2.5.1.2: with key exchange the client has chosen the key. */
    private static byte[] exported(byte[] baseKey, AuthenticateMessage message, int flags)
            throws MalformedMessageException {
        byte[] encrypted = message.encryptedSessionKey();
        // Clients that sign nothing by NTLM may leave the key out, and anonymous ones do.
        boolean mayLack = message.anonymous() || (flags & (NtlmFlags.SIGN | NtlmFlags.SEAL)) == 0;
        if (!NtlmFlags.all(flags, NtlmFlags.KEY_EXCH) || encrypted.length == 0 && mayLack) {
            return baseKey.clone();
        }
        if (encrypted.length != NtlmKeys.KEY_BYTES) {
            throw new MalformedMessageException("EncryptedRandomSessionKey of " + encrypted.length + " bytes");
        }
        return NtlmKeys.rc4(baseKey, encrypted);
    }

    private boolean micRight(byte[] key, AuthenticateMessage message, byte[] token) {
        return message.mic().length > 0
                && MessageDigest.isEqual(message.mic(), NtlmKeys.mic(key, negotiateToken, challengeToken, token));
    }
}
