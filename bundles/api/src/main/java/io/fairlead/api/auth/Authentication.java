// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.time.Instant;
import java.util.Optional;

/**
 * A successful answer.
 *
 * @param identity who it is
 * @param sessionBaseKey 16 bytes for {@link Credential.NtlmResponse} ([MS-NLMP] 3.3.2), the session key for
 *     {@link Credential.GssToken}, else empty
 * @param responseToken what a GSS acceptor sends back, else empty
 * @param validUntil when the proof ends, as a ticket does: then the peer has to prove again who it is; empty for never
 * @param signatures by the key of a GSS context, else empty
 */
public record Authentication(
        Identity identity,
        Optional<byte[]> sessionBaseKey,
        Optional<byte[]> responseToken,
        Optional<Instant> validUntil,
        Optional<Signatures> signatures) {

    /** GSS_GetMIC and GSS_VerifyMIC of a mechanism, RFC 2743 2.3. Used by one thread at a time. */
    public interface Signatures {
        byte[] sign(byte[] message);

        /** Whether it is the peer's, in constant time. */
        boolean verify(byte[] signature, byte[] message);
    }

    /** One whose proof has no end, without signatures. */
    public Authentication(Identity identity, Optional<byte[]> sessionBaseKey, Optional<byte[]> responseToken) {
        this(identity, sessionBaseKey, responseToken, Optional.empty(), Optional.empty());
    }

    public static Authentication of(Identity identity) {
        return new Authentication(identity, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return "Authentication[" + identity.name() + "]";
    }
}
