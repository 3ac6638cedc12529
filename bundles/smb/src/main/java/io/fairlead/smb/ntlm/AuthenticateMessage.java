// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.ntlm.NtlmWire.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * AUTHENTICATE_MESSAGE, [MS-NLMP] 2.2.1.3, in Unicode.
 *
 * @param names who logs in
 * @param lmResponse nobody looks at it
 * @param ntResponse empty for an anonymous login; NTLMv2_RESPONSE, 2.2.2.8; 24 bytes are an older version's
 * @param encryptedSessionKey empty without key exchange
 * @param flags {@link NtlmFlags}
 * @param version 8 bytes, for debugging
 * @param mic 16 bytes, or none where the payload begins before their place
 */
record AuthenticateMessage(
        Names names,
        byte[] lmResponse,
        byte[] ntResponse,
        byte[] encryptedSessionKey,
        int flags,
        byte[] version,
        byte[] mic) {
    static final int TYPE = 3;
    static final int MIC = 72;
    static final int MIC_BYTES = 16;
    static final int PROOF_BYTES = 16;

    /** NTLMv2_CLIENT_CHALLENGE before its AvPairs, 2.2.2.7; one version older, it is all missing. */
    static final int BLOB_BEFORE_PAIRS_BYTES = 28;

    private static final int FIXED_BYTES =
            64; // up to NegotiateFlags; 8 bytes of Version follow, which old clients lack
    private static final int LM = 12;
    private static final int NT = 20;
    private static final int DOMAIN = 28;
    private static final int USER = 36;
    private static final int WORKSTATION = 44;
    private static final int SESSION_KEY = 52;

    /** As sent. */
    record Names(String domain, String user, String workstation) {}

    static AuthenticateMessage decode(byte[] token) throws MalformedMessageException {
        WireReader in = NtlmWire.open(token, TYPE);
        Field lm = Field.decode(in);
        Field nt = Field.decode(in);
        Field domain = Field.decode(in);
        Field user = Field.decode(in);
        Field workstation = Field.decode(in);
        Field sessionKey = Field.decode(in);
        int flags = (int) in.u32();
        int least = Stream.of(lm, nt, domain, user, workstation, sessionKey).anyMatch(f -> f.beginsBefore(MIC))
                ? FIXED_BYTES
                : MIC;
        if (Stream.of(lm, nt, domain, user, workstation, sessionKey).anyMatch(f -> f.beginsBefore(FIXED_BYTES))) {
            throw new MalformedMessageException("payload within the fixed part of an AUTHENTICATE_MESSAGE");
        }
        boolean hasMic = token.length >= MIC + MIC_BYTES
                && Stream.of(lm, nt, domain, user, workstation, sessionKey)
                        .noneMatch(f -> f.beginsBefore(MIC + MIC_BYTES));
        return new AuthenticateMessage(
                new Names(
                        domain.text(in, "DomainName"), user.text(in, "UserName"), workstation.text(in, "Workstation")),
                lm.bytes(in, "LmChallengeResponse"),
                nt.bytes(in, "NtChallengeResponse"),
                sessionKey.bytes(in, "EncryptedRandomSessionKey"),
                flags,
                least == MIC ? in.bytes(NtlmWire.VERSION_BYTES) : new byte[NtlmWire.VERSION_BYTES],
                hasMic ? Arrays.copyOfRange(token, MIC, MIC + MIC_BYTES) : new byte[0]);
    }

    byte[] encode() {
        WireWriter out = NtlmWire.begin(TYPE)
                .zero(6 * Field.BYTES)
                .u32(Integer.toUnsignedLong(flags))
                .bytes(version)
                .bytes(mic);
        NtlmWire.payload(out, DOMAIN, NtlmWire.utf16(names.domain()));
        NtlmWire.payload(out, USER, NtlmWire.utf16(names.user()));
        NtlmWire.payload(out, WORKSTATION, NtlmWire.utf16(names.workstation()));
        NtlmWire.payload(out, LM, lmResponse);
        NtlmWire.payload(out, NT, ntResponse);
        NtlmWire.payload(out, SESSION_KEY, encryptedSessionKey);
        return out.toBytes();
    }

    /** 3.2.5.1.2: no user and no proof; the other response is empty or one zero. */
    boolean anonymous() {
        return names.user().isEmpty() && ntResponse.length == 0 && lmResponse.length <= 1;
    }

    /** Whether it is of version 2. */
    boolean version2() {
        return ntResponse.length >= PROOF_BYTES + BLOB_BEFORE_PAIRS_BYTES;
    }

    /** What the client tells in the response of version 2, under its proof. */
    AvPairs clientPairs() throws MalformedMessageException {
        var in = new WireReader(ByteBuffer.wrap(ntResponse), ByteOrder.LITTLE_ENDIAN);
        in.skip(PROOF_BYTES + BLOB_BEFORE_PAIRS_BYTES);
        return in.remaining() == 0 ? AvPairs.NONE : AvPairs.decode(in);
    }

    @Override
    public String toString() {
        return "AuthenticateMessage";
    }
}
