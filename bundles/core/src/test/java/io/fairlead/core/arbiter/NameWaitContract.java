// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import static io.fairlead.core.arbiter.ArbiterTables.join;
import static io.fairlead.core.arbiter.ArbiterTables.key;
import static io.fairlead.core.arbiter.ArbiterTables.path;
import static io.fairlead.core.arbiter.ArbiterTables.refused;
import static io.fairlead.core.arbiter.ArbiterTables.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Calls that meet another one at a name. */
interface NameWaitContract extends ArbiterTables {
    @Test
    default void looksPassTogetherAndMakingExcludes() throws Exception {
        try (Passage look = enter("/a", false);
                Passage other = enter("/a", false)) {
            Future<Void> maker = start(() -> enter("/a", true).close());
            assertThat(maker.isDone()).isFalse();
            look.close();
            other.close();
            join(maker);
        }
    }

    @Test
    default void aCancelledWaitLeavesNothing() throws Exception {
        OpenId folder = open("/d", key(1), DELETER);
        OpenId file = open("/d/a", key(2), DELETER);
        Passage held = opens().enterRemoval(folder, Patience.none());
        for (Waits waits : new Waits[] {
            patience -> opens().enter(path("/d/a"), false, patience),
            patience -> opens().enter(path("/d/b"), true, patience),
            patience -> opens().enter(path("/d/a"), "s", true, patience),
            patience -> opens().enterRemoval(file, patience),
            patience -> opens().enterRename(file, path("/e"), patience),
            patience -> opens().enterStreamRename(file, "s", patience)
        }) {
            CountDownLatch told = new CountDownLatch(1);
            AtomicInteger times = new AtomicInteger();
            Patience patience = Patience.of(SOON).onWait(() -> {
                times.incrementAndGet();
                told.countDown();
            });
            Future<Void> waiting = start(() -> waits.enter(patience));
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
            patience.cancel();
            refused(Reason.CANCELLED, () -> join(waiting));
            assertThat(times).hasValue(1);
        }
        held.close();
        close(file);
        close(folder);
        assertThat(opens().isEmpty()).isTrue();
    }

    /** A call that waits. */
    interface Waits {
        Passage enter(Patience patience) throws Exception;
    }

    @Test
    default void noLockIsHeldWhileTheWaitIsTold() throws Exception {
        Passage held = enter("/a", true);
        Patience patience = Patience.of(SOON).onWait(() -> {
            try {
                join(start(() -> {
                    close(open("/b", key(2), READER));
                    held.close(); // so that the wait is over before it has begun
                }));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        opens().enter(path("/a"), true, patience).close();
        assertThat(patience.hasWaited()).isTrue();
        assertThat(opens().isEmpty()).isTrue();
    }

    @Test
    default void aWaitForANameIsBounded() throws Exception {
        OpenTable hasty = make(FEATURES, Duration.ofMillis(50)).opens();
        try (Passage held = hasty.enter(path("/a"), true, Patience.none())) {
            refused(Reason.UNAVAILABLE, () -> hasty.enter(path("/a"), true, Patience.of(SOON)));
        }
        hasty.enter(path("/a"), true, Patience.none()).close();
        assertThat(hasty.isEmpty()).isTrue();
    }

    @Test
    default void newcomersStandBehindARemovalThatWaits() throws Exception {
        OpenId file = open("/a", key(1), DELETER);
        Passage look = enter("/a", false);
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Future<Void> removal = start(() -> {
            try (Passage passage = opens().enterRemoval(file, Patience.of(SOON).onWait(told::countDown))) {
                entered.countDown();
                go.await();
                opens().unlinked(passage);
            }
        });
        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        look.close();
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
        Future<Void> late = start(() -> enter("/a", false).close());
        assertThat(late.isDone()).isFalse();
        go.countDown();
        join(removal);
        join(late);
        close(file);
        assertThat(opens().isEmpty()).isTrue();
    }

    @Test
    default void makersOfStreamsDoNotWaitForOneAnother() throws Exception {
        for (int round = 0; round < 20; round++) {
            CountDownLatch told = new CountDownLatch(2);
            Passage held = enter("/a", true);
            Future<Void> one =
                    start(() -> opens().enter(path("/a"), "s", true, told(told)).close());
            Future<Void> other =
                    start(() -> opens().enter(path("/a"), "t", true, told(told)).close());
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
            Thread.yield(); // they are to be in their waits
            held.close();
            join(one);
            join(other);
        }
        assertThat(opens().isEmpty()).isTrue();
    }

    @Test
    default void whoGivesUpLetsThoseBehindGo() throws Exception {
        OpenId file = open("/a", key(1), DELETER);
        try (Passage look = enter("/a", false)) {
            for (int round = 0; round < 20; round++) {
                CountDownLatch first = new CountDownLatch(1);
                Future<Void> removal =
                        start(() -> opens().enterRemoval(file, told(first)).close());
                assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
                CountDownLatch second = new CountDownLatch(1);
                Future<Void> late = start(() -> {
                    opens().enter(path("/a"), false, told(second)).close();
                    second.countDown(); // it came before the removal was waiting
                });
                assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
                Thread.yield();
                removal.cancel(true);
                join(late);
            }
        }
        close(file);
        Awaitility.await().until(opens()::isEmpty); // who was interrupted last may be on his way still
    }

    private static Patience told(CountDownLatch waits) {
        return Patience.of(SOON).onWait(waits::countDown);
    }
}
