// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Counts failed logins per account and per address, over every protocol and authenticator that asks it; an OSGi service
 * of {@code core}. An attempt is reserved before its credential is looked at, and counts as a failure until its outcome
 * is told, so that guesses in parallel are no more than guesses one after the other:
 *
 * <pre>{@code
 * try (LoginThrottle.Attempt attempt = throttle.begin(user, address)) {
 *     if (!verify(user, password)) {
 *         attempt.failed();
 *         throw new AuthenticationException(Refusal.WRONG_CREDENTIAL, user);
 *     }
 *     attempt.succeeded();
 * }
 * }</pre>
 *
 * <p>Thread-safe. Memory is bounded: the oldest innocent entries go first.
 */
@ProviderType
public interface LoginThrottle {
    /**
     * Reserves an attempt. Blocks for the delay that earlier failures cost, and while too many attempts of the same
     * account or address are under way: on the calling thread, which must not be one that others wait for.
     *
     * @param account as it is spelled by its source; case does not matter
     * @param wanted asked several times a second while it blocks; false ends that: nobody waits for the answer any more
     * @return to be told of the outcome, and to be closed
     * @throws AuthenticationException {@link AuthenticationException.Refusal#BANNED} while a ban lasts;
     *     {@link AuthenticationException.Refusal#BUSY} if it did not become this attempt's turn in time
     */
    Attempt begin(String account, InetAddress address, BooleanSupplier wanted) throws AuthenticationException;

    /** As {@link #begin(String, InetAddress, BooleanSupplier)}, for a caller that stays. */
    default Attempt begin(String account, InetAddress address) throws AuthenticationException {
        return begin(account, address, () -> true);
    }

    /** Every ban in force, in no particular order. */
    List<Ban> bans();

    /**
     * Lifts every ban of an account, or of an address, and forgets what was counted of it.
     *
     * @param accountOrAddress an address in numbers ({@code /64} behind one of IPv6 changes nothing), else an account
     * @return how many bans were lifted
     */
    int unban(String accountOrAddress);

    /** An attempt under way. Only the first outcome counts. Thread-safe; nothing here blocks. */
    interface Attempt extends AutoCloseable {
        /** The credential was wrong, or there is no such account. */
        void failed();

        /**
         * The credential was right. Forgets the failures of this account from this address; those of the address itself
         * fade with time.
         *
         * @throws AuthenticationException {@link AuthenticationException.Refusal#BANNED} if a ban has begun since
         *     {@link LoginThrottle#begin}: then the login is refused
         */
        void succeeded() throws AuthenticationException;

        /** Withdraws the attempt, unless its outcome was told: the credential was not looked at. */
        @Override
        void close();
    }

    /**
     * A ban.
     *
     * @param account which may not log in from {@code address}; empty for every account
     * @param address an address in numbers; of IPv6 a network, with {@code /64} behind it
     * @param left how long it lasts
     */
    record Ban(String account, String address, Duration left) {}

    /** One that never waits nor bans; for tests, and for authenticators that throttle by themselves. */
    LoginThrottle NONE = new LoginThrottle() {
        private final Attempt free = new Attempt() {
            @Override
            public void failed() {}

            @Override
            public void succeeded() {}

            @Override
            public void close() {}
        };

        @Override
        public Attempt begin(String account, InetAddress address, BooleanSupplier wanted) {
            return free;
        }

        @Override
        public List<Ban> bans() {
            return List.of();
        }

        @Override
        public int unban(String accountOrAddress) {
            return 0;
        }
    };
}
