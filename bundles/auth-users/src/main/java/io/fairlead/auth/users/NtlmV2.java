// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import io.fairlead.api.auth.Credential.NtlmResponse;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies NTLMv2 responses, [MS-NLMP] 3.3.2. */
final class NtlmV2 {
    private static final int PROOF_BYTES = 16;
    private static final int LEAST_BLOB_BYTES =
            28; // NTLMv2_CLIENT_CHALLENGE without AvPairs, 2.2.2.7; NTLMv1 is shorter
    private static final NtHash NOBODY = NtHash.of(new char[0]);

    private NtlmV2() {}

    /**
     * The session base key, if the response proves the knowledge of the hash.
     *
     * @param hash null for a user without one, who takes as long
     */
    static Optional<byte[]> sessionBaseKey(NtlmResponse response, NtHash hash) {
        byte[] sent = response.ntChallengeResponse();
        if (sent.length < PROOF_BYTES + LEAST_BLOB_BYTES || response.serverChallenge().length != 8) {
            return Optional.empty();
        }
        byte[] key = (hash == null ? NOBODY : hash).responseKey(response.user(), response.domain());
        byte[] blob = Arrays.copyOfRange(sent, PROOF_BYTES, sent.length);
        byte[] proof = hmacMd5(key, response.serverChallenge(), blob);
        boolean proven = MessageDigest.isEqual(proof, Arrays.copyOf(sent, PROOF_BYTES));
        byte[] sessionBaseKey = hmacMd5(key, proof);
        return proven && hash != null ? Optional.of(sessionBaseKey) : Optional.empty();
    }

    static byte[] hmacMd5(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(key, "HmacMD5"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacMD5", e);
        }
    }
}
