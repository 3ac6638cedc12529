// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccountWatchTest {
    private final Directory directory = new Directory();
    private final List<Session> sessions = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AccountWatch watch =
            new AccountWatch(() -> Optional.of(directory), () -> List.copyOf(sessions).stream(), threads);

    @AfterEach
    void stop() {
        directory.released.countDown();
        threads.shutdown();
    }

    private Session login(String name) {
        Session session = new Session(name);
        sessions.add(session);
        return session;
    }

    private void lookUntil(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            watch.look();
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void tellsWhatHasChanged() throws Exception {
        Session gone = login("gone");
        Session less = login("less");
        Session same = login("same");
        directory.gone.add("gone");
        directory.less.add("less");
        directory.revision.incrementAndGet();
        lookUntil(() -> gone.gone.get() > 0 && less.identity.rights().equals(Set.of(Right.READ)));
        lookUntil(() -> directory.asked.get() == 3);
        assertThat(same.identity).isEqualTo(Identity.of("same"));
        watch.look();
        assertThat(directory.asked).hasValue(3);
        assertThat(gone.gone).hasValue(1);
    }

    @Test
    void aQuestionThatHangsHoldsUpNobodyElse() throws Exception {
        for (int i = 0; i < 20; i++) {
            login("slow" + i);
        }
        Session gone = login("gone");
        directory.gone.add("gone");
        directory.revision.incrementAndGet();
        long began = System.nanoTime();
        lookUntil(() -> gone.gone.get() > 0);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        directory.released.countDown();
        lookUntil(() -> directory.asked.get() == 21); // each once
    }

    @Test
    void aFaultOfOneHoldsUpNobodyElse() throws Exception {
        login("faulty");
        Session gone = login("gone");
        directory.gone.add("gone");
        directory.revision.incrementAndGet();
        lookUntil(() -> gone.gone.get() > 0);
    }

    private final class Session implements AccountWatch.Follower {
        final Account account = new Account(directory, directory.revision());
        final AtomicInteger gone = new AtomicInteger();
        volatile Identity identity;

        Session(String name) {
            identity = Identity.of(name);
        }

        @Override
        public String who() {
            return identity.name();
        }

        @Override
        public Account account() {
            return account;
        }

        @Override
        public Identity identity() {
            return identity;
        }

        @Override
        public void gone() {
            gone.incrementAndGet();
        }

        @Override
        public void changed(Identity now) {
            identity = now;
        }
    }

    /** Does not answer about some until it is told to. */
    private static final class Directory implements Authenticator {
        final Set<String> gone = ConcurrentHashMap.newKeySet();
        final Set<String> less = ConcurrentHashMap.newKeySet();
        final AtomicLong revision = new AtomicLong(1);
        final AtomicInteger asked = new AtomicInteger();
        final CountDownLatch released = new CountDownLatch(1);

        @Override
        public boolean accepts(Class<? extends Credential> kind) {
            return false;
        }

        @Override
        public Authentication authenticate(Credential credential, Peer peer) {
            throw new AssertionError("nobody logs in");
        }

        @Override
        public long revision() {
            return revision.get();
        }

        @Override
        public Optional<Identity> current(Identity known) {
            asked.incrementAndGet();
            if (known.name().startsWith("slow")) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            if (known.name().equals("faulty")) {
                throw new IllegalStateException("a fault");
            }
            Identity less = new Identity(known.name(), Set.of(), known.home(), Set.of(Right.READ), known.limits());
            return gone.contains(known.name())
                    ? Optional.empty()
                    : Optional.of(this.less.contains(known.name()) ? less : known);
        }
    }
}
