// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import io.fairlead.api.auth.Credential.NtlmResponse;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies NTLMv2 responses, [MS-NLMP] 3.3.2, for authenticators that keep the NT hashes of their users: what logs users in by SMB.
 */
public final class NtlmV2 {
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
    public static Optional<byte[]> sessionBaseKey(NtlmResponse response, NtHash hash) {
        byte[] sent = response.ntChallengeResponse();
        if (sent.length < PROOF_BYTES + LEAST_BLOB_BYTES || response.serverChallenge().length != 8) {
            return Optional.empty();
        }
        byte[] blob = Arrays.copyOfRange(sent, PROOF_BYTES, sent.length);
        Optional<byte[]> proven = Optional.empty();
        for (String domain : domains(response.domain())) {
            byte[] key = (hash == null ? NOBODY : hash).responseKey(response.user(), domain);
            byte[] proof = hmacMd5(key, response.serverChallenge(), blob);
            byte[] sessionBaseKey = hmacMd5(key, proof);
            if (MessageDigest.isEqual(proof, Arrays.copyOf(sent, PROOF_BYTES)) && hash != null) {
                proven = Optional.of(sessionBaseKey);
            }
        }
        return proven;
    }

    /**
     * What clients take for the domain: the one they send; the same in capitals, or none at all, whatever they send
     * (Interop: old clients, and libraries told no domain). Tried here, so that one wrong password is one failure.
     */
    private static Set<String> domains(String sent) {
        Set<String> domains = new LinkedHashSet<>();
        domains.add(sent);
        domains.add(sent.toUpperCase(Locale.ROOT));
        domains.add("");
        return domains;
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
