// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Credential.NtlmResponse;
import io.fairlead.api.auth.Identity;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Verifies as an authenticator does, and counts how often it is asked. */
public final class TestAccounts implements NtlmAcceptor.Verifier {
    private final Map<String, String> passwords;
    private final boolean anonymousWelcome;
    public int asked;

    public TestAccounts(Map<String, String> passwords, boolean anonymousWelcome) {
        this.passwords = passwords;
        this.anonymousWelcome = anonymousWelcome;
    }

    @Override
    public Authentication verify(NtlmResponse response) throws AuthenticationException {
        asked++;
        String password = passwords.get(response.user());
        if (password == null) {
            throw new AuthenticationException(Refusal.UNKNOWN_USER, response.user());
        }
        byte[] hash = NtlmKeys.ntHash(password.toCharArray());
        byte[] key = NtlmKeys.responseKey(hash, response.user(), response.domain());
        byte[] sent = response.ntChallengeResponse();
        byte[] proof = NtlmKeys.hmacMd5(key, response.serverChallenge(), Arrays.copyOfRange(sent, 16, sent.length));
        if (!Arrays.equals(proof, Arrays.copyOf(sent, 16))) {
            throw new AuthenticationException(Refusal.WRONG_CREDENTIAL, response.user());
        }
        return new Authentication(
                Identity.of(response.user()), Optional.of(NtlmKeys.hmacMd5(key, proof)), Optional.empty());
    }

    @Override
    public Authentication anonymous() throws AuthenticationException {
        return anonymousWelcome ? Authentication.of(Identity.ANONYMOUS) : NtlmAcceptor.Verifier.super.anonymous();
    }
}
