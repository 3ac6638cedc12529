// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the accounts of who is logged in at a server: who has gone or was disabled is told so, and who may do something
 * else now. {@link #look} looks whether there is news; asking, which may take a while, is done by other threads. A question
 * that hangs holds up nobody else's for long: then others go on with the rest. Thread-safe.
 */
public final class AccountWatch {
    /** How often to {@link #look}. */
    public static final Duration INTERVAL = Duration.ofMillis(200);

    private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);
    private static final long STUCK_NANOS = Duration.ofMillis(250).toNanos();
    private static final int MOST_ASKERS = 64;

    private final Supplier<Optional<Authenticator>> authenticator;
    private final Supplier<? extends Stream<? extends Follower>> followers;
    private final Executor threads;
    private final Set<Asker> askers = ConcurrentHashMap.newKeySet();

    /** Somebody logged in, whose account is followed. */
    public interface Follower {
        /** Who it is, for the log. */
        String who();

        /** What the authenticator knows it by. */
        Account account();

        /** Who it is, as was said last. */
        Identity identity();

        /** The account has gone, or is disabled. Returns soon. */
        void gone();

        /** The account has changed. Returns soon. */
        void changed(Identity now);
    }

    /**
     * @param authenticator who may log in; empty while there is none
     * @param followers all there are at the moment
     * @param threads for what may take a while; may refuse
     */
    public AccountWatch(
            Supplier<Optional<Authenticator>> authenticator,
            Supplier<? extends Stream<? extends Follower>> followers,
            Executor threads) {
        this.authenticator = authenticator;
        this.followers = followers;
        this.threads = threads;
    }

    /** Looks, and has others ask if there is news; returns at once. For one thread. */
    public void look() {
        try {
            Authenticator present = authenticator.get().orElse(null);
            if (present != null && areStuck()) {
                long revision = present.revision();
                if (followers.get().anyMatch(follower -> follower.account().isDue(present, revision))) {
                    askLater(present);
                }
            }
        } catch (RuntimeException e) { // an authenticator that is going, or broken
            LOG.debug("looking for changed accounts", e);
        }
    }

    /** Whether nobody asks but those who have waited for an answer for long. */
    private boolean areStuck() {
        long now = System.nanoTime();
        return askers.stream().allMatch(asker -> now - asker.since > STUCK_NANOS);
    }

    /** Each time that all are stuck, as many again begin. */
    private void askLater(Authenticator present) {
        int before = askers.size();
        int more = Math.min(Math.max(1, before), MOST_ASKERS - before);
        for (int i = 0; i < more; i++) {
            Asker asker = new Asker(present);
            askers.add(asker);
            try {
                threads.execute(asker);
            } catch (RejectedExecutionException e) { // stopped, or out of threads
                askers.remove(asker);
                LOG.debug("nobody can ask for changed accounts now", e);
                return;
            }
        }
    }

    /** Asks for all that nobody else asks for. */
    private final class Asker implements Runnable {
        private final Authenticator present;
        private volatile long since = System.nanoTime();

        Asker(Authenticator present) {
            this.present = present;
        }

        @Override
        public void run() {
            try {
                followers.get().forEach(this::ask);
            } finally {
                askers.remove(this);
            }
        }

        private void ask(Follower follower) {
            Account account = follower.account();
            if (!account.beginAsking()) {
                return; // another does
            }
            since = System.nanoTime();
            try {
                if (account.isStale(present, present.revision())) {
                    ask(follower, account);
                }
            } catch (AuthenticationException e) {
                LOG.warn("{} goes on, for the account could not be looked up: {}", follower.who(), e.getMessage());
            } catch (RuntimeException | Error e) { // a fault of an authenticator or a storage, which others outlive
                LOG.error("{}: looking up the account", follower.who(), e);
            } finally {
                account.endAsking();
            }
        }

        private void ask(Follower follower, Account account) throws AuthenticationException {
            Identity known = follower.identity();
            Optional<Identity> now = account.ask(present, known);
            if (follower.account() != account) {
                return; // who has logged in again meanwhile has newer news
            }
            if (now.isEmpty()) {
                follower.gone();
            } else if (!now.get().equals(known)) {
                follower.changed(now.get());
            }
        }
    }
}
