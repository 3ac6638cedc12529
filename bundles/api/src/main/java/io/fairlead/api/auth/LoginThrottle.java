// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.net.InetAddress;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Counts failed logins per account and per address, over every protocol and authenticator that asks it; an OSGi service
 * of {@code core}. Thread-safe, does not block. Memory is bounded: the oldest innocent entries go first.
 */
@ProviderType
public interface LoginThrottle {
    /**
     * Asked before a credential is looked at.
     *
     * @return how long to wait before verifying it; zero for a peer without recent failures
     * @throws AuthenticationException {@link AuthenticationException.Refusal#BANNED} while a ban lasts
     */
    Duration delay(String account, InetAddress address) throws AuthenticationException;

    /** One more failure, whether or not the account exists. */
    void failed(String account, InetAddress address);

    /** Forgets the failures of this account from this address; those of the address itself fade with time. */
    void succeeded(String account, InetAddress address);

    /** One that never waits nor bans; for tests, and for authenticators that throttle by themselves. */
    LoginThrottle NONE = new LoginThrottle() {
        @Override
        public Duration delay(String account, InetAddress address) {
            return Duration.ZERO;
        }

        @Override
        public void failed(String account, InetAddress address) {}

        @Override
        public void succeeded(String account, InetAddress address) {}
    };
}
