// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** An authenticator whose accounts change; every password is right. */
final class Accounts implements Authenticator {
    private final Map<String, Identity> open = new ConcurrentHashMap<>();
    final AtomicInteger asked = new AtomicInteger();
    private final AtomicLong revision = new AtomicLong(1);

    void put(Identity identity) {
        open.put(identity.name(), identity);
        revision.incrementAndGet();
    }

    void remove(String name) {
        open.remove(name);
        revision.incrementAndGet();
    }

    @Override
    public boolean accepts(Class<? extends Credential> kind) {
        return kind == Credential.Password.class;
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException {
        Identity identity = open.get(credential.user());
        if (identity == null) {
            throw new AuthenticationException(Refusal.UNKNOWN_USER, credential.user());
        }
        return Authentication.of(identity);
    }

    @Override
    public long revision() {
        return revision.get();
    }

    @Override
    public Optional<Identity> current(Identity known) {
        asked.incrementAndGet();
        return Optional.ofNullable(open.get(known.name()));
    }
}
