// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Base of authenticators that are another one at any time, as a component is that is configured anew: passes every call on
 * to it. Thread-safe as those are.
 */
public abstract class ForwardingAuthenticator implements Authenticator {
    /** Who answers now; asked once for each call. */
    protected abstract Authenticator delegate();

    @Override
    public boolean accepts(Class<? extends Credential> kind) {
        return delegate().accepts(kind);
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException {
        return delegate().authenticate(credential, peer);
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer, BooleanSupplier wanted)
            throws AuthenticationException {
        return delegate().authenticate(credential, peer, wanted);
    }

    @Override
    public long revision() {
        return delegate().revision();
    }

    @Override
    public Optional<Identity> current(Identity known) throws AuthenticationException {
        return delegate().current(known);
    }

    @Override
    public Optional<Identity> account(String user) throws AuthenticationException {
        return delegate().account(user);
    }
}
