// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns credentials into identities; an OSGi service with the property {@link #NAME}. Thread-safe, and may block (a
 * directory's answer, a slow hash): servers call it on a session's own thread.
 *
 * <p>Time and answer for an unknown user must not differ from those for a wrong password. Failures are counted by the
 * authenticator itself through {@link LoginThrottle}, so that guessing is slowed over all protocols together.
 */
@ConsumerType
public interface Authenticator {
    /** Service property: the name that servers refer to, as {@code (authenticator.name=...)}. */
    String NAME = "authenticator.name";

    /** Whether this kind of credential can be verified at all; fixed for its life. Servers offer mechanisms by it. */
    boolean accepts(Class<? extends Credential> kind);

    /**
     * Verifies.
     *
     * @throws AuthenticationException to refuse, with the reason for the log
     */
    Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException;
}
