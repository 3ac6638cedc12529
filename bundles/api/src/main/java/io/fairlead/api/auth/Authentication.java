// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.util.Optional;

/**
 * A successful answer.
 *
 * @param identity who it is
 * @param sessionBaseKey 16 bytes for {@link Credential.NtlmResponse} ([MS-NLMP] 3.3.2), the session key for
 *     {@link Credential.GssToken}, else empty
 * @param responseToken what a GSS acceptor sends back, else empty
 */
public record Authentication(Identity identity, Optional<byte[]> sessionBaseKey, Optional<byte[]> responseToken) {
    public static Authentication of(Identity identity) {
        return new Authentication(identity, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return "Authentication[" + identity.name() + "]";
    }
}
