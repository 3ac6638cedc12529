// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * CHALLENGE_MESSAGE, [MS-NLMP] 2.2.1.2.
 *
 * @param flags {@link NtlmFlags}
 * @param targetName the server's, or its domain's
 * @param serverChallenge 8 bytes
 * @param targetInfo empty if the server sent none
 * @param version 8 bytes, for debugging
 */
record ChallengeMessage(int flags, String targetName, byte[] serverChallenge, AvPairs targetInfo, byte[] version) {
    static final int TYPE = 2;
    static final int CHALLENGE_BYTES = 8;
    private static final int TARGET_NAME_FIELDS = 12;
    private static final int TARGET_INFO_FIELDS = 40;

    static ChallengeMessage decode(byte[] token) throws MalformedMessageException {
        WireReader in = NtlmWire.open(token, TYPE);
        var targetName = NtlmWire.Field.decode(in);
        int flags = (int) in.u32();
        byte[] challenge = in.bytes(CHALLENGE_BYTES);
        in.skip(8); // Reserved
        var targetInfo = NtlmWire.Field.decode(in);
        byte[] version = in.bytes(NtlmWire.VERSION_BYTES);
        AvPairs pairs = targetInfo.length() == 0
                ? AvPairs.NONE
                : AvPairs.decode(in.slice(targetInfo.offset(), targetInfo.length(), "TargetInfo"));
        return new ChallengeMessage(flags, targetName.text(in, "TargetName"), challenge, pairs, version);
    }

    byte[] encode() {
        WireWriter out = NtlmWire.begin(TYPE)
                .zero(NtlmWire.Field.BYTES)
                .u32(Integer.toUnsignedLong(flags))
                .bytes(serverChallenge)
                .zero(8) // Reserved
                .zero(NtlmWire.Field.BYTES)
                .bytes(version);
        NtlmWire.payload(out, TARGET_NAME_FIELDS, NtlmWire.utf16(targetName));
        NtlmWire.payload(out, TARGET_INFO_FIELDS, targetInfo.toBytes());
        return out.toBytes();
    }

    @Override
    public String toString() {
        return "ChallengeMessage";
    }
}
