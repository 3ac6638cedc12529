// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Peer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets in whom another one lets in, for some time. */
public final class ExpiringAuthenticator implements Authenticator {
    private final Authenticator other;
    private final AtomicInteger logins = new AtomicInteger();
    private volatile Duration life;
    private volatile Instant end = Instant.MIN;

    public ExpiringAuthenticator(Authenticator other, Duration life) {
        this.other = other;
        this.life = life;
    }

    /** From the next login on. */
    public void life(Duration next) {
        life = next;
    }

    /** Whether the last login has ended. */
    public boolean ended() {
        return Instant.now().isAfter(end);
    }

    /** How many were let in. */
    public int logins() {
        return logins.get();
    }

    @Override
    public boolean accepts(Class<? extends Credential> kind) {
        return other.accepts(kind);
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException {
        Authentication done = other.authenticate(credential, peer);
        logins.incrementAndGet();
        end = Instant.now().plus(life);
        return new Authentication(
                done.identity(), done.sessionBaseKey(), done.responseToken(), Optional.of(end), Optional.empty());
    }
}
