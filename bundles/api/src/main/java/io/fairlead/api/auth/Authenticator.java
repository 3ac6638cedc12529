// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns credentials into identities; an OSGi service with the property {@link #NAME}. Thread-safe, and may block (a
 * directory's answer, a slow hash): servers call it on a session's own thread, which may be a virtual one. Work for a
 * processor, as a slow hash is, belongs on a few threads of the authenticator's own, with a short queue before them.
 *
 * <p>Time and answer for an unknown or disabled user must not differ from those for a wrong password. Failures are counted
 * by the authenticator itself through {@link LoginThrottle}, so that guessing is slowed over all protocols together.
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

    /**
     * As {@link #authenticate(Credential, Peer)}, for a caller whose peer may go away meanwhile. One that waits should
     * look here now and then; by default nobody does.
     *
     * @param wanted false once nobody waits for the answer any more; cheap, does not block
     */
    default Authentication authenticate(Credential credential, Peer peer, BooleanSupplier wanted)
            throws AuthenticationException {
        return authenticate(credential, peer);
    }

    /**
     * Another number whenever an account may have changed or gone: then servers ask {@link #current} for each session.
     * They look several times a second, so it must cost nothing. By default accounts are not followed, as far as
     * sessions go. An authenticator over a directory that can't tell may change it every so often.
     */
    default long revision() {
        return 0;
    }

    /**
     * What a login that this authenticator let in would give now. A changed password alone changes nothing.
     *
     * @param known what it gave before
     * @return who it is now, with the rights and limits in force; empty if the account has gone or is disabled, whose
     *     sessions end then
     * @throws AuthenticationException {@link AuthenticationException.Refusal#UNAVAILABLE} if the accounts can't be
     *     asked: sessions go on as they are, and the question comes again
     */
    default Optional<Identity> current(Identity known) throws AuthenticationException {
        return Optional.of(known);
    }

    /**
     * The account of this name, for an authenticator that proves by other means who somebody is, as Kerberos does, and takes
     * from here what they may do. By default there is none.
     *
     * @param user in any case, if the case of its accounts does not matter
     * @return who would be logged in, with the rights and limits in force; empty if there is no such account, or it is
     *     disabled, or this authenticator can't tell without a credential
     * @throws AuthenticationException {@link AuthenticationException.Refusal#UNAVAILABLE} if the accounts can't be asked
     */
    default Optional<Identity> account(String user) throws AuthenticationException {
        return Optional.empty();
    }
}
