// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TimersTest {
    private final Timers timers = new Timers("test");

    @AfterEach
    void close() {
        timers.close();
    }

    @Test
    void runsOnceAfterTheDelay() throws Exception {
        var done = new CountDownLatch(1);
        long start = System.nanoTime();
        timers.after(Duration.ofMillis(30), done::countDown);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
    }

    @Test
    void aCancelledTaskNeverRuns() throws Exception {
        var runs = new AtomicInteger();
        var later = new CountDownLatch(1);
        try (var timer = timers.after(Duration.ofMillis(30), runs::incrementAndGet)) {
            timers.after(Duration.ofMillis(60), later::countDown);
        }
        later.await();
        assertThat(runs).hasValue(0);
    }

    @Test
    void aTaskThatThrowsHarmsNoOther() throws Exception {
        var done = new CountDownLatch(1);
        timers.after(Duration.ZERO, () -> {
            throw new NoClassDefFoundError("expected by the test");
        });
        timers.after(Duration.ofMillis(1), done::countDown);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aClosedOneTakesTasksAndDropsThem() {
        timers.close();
        timers.after(Duration.ZERO, () -> {
                    throw new AssertionError();
                })
                .close();
    }

    @Test
    void silenceIsToldOnceAndNeverEarly() {
        var fired = new AtomicInteger();
        long start = System.nanoTime();
        var idle = timers.idle(Duration.ofMillis(100), fired::incrementAndGet);
        for (int i = 0; i < 5; i++) {
            long touchAt = start + i * 30_000_000L;
            await().pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() >= touchAt);
            idle.touch();
        }
        await().untilAtomic(fired, org.hamcrest.Matchers.is(1));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000L + 100_000_000L);
        assertThat(idle.silence()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void whoIsNotWatchedMayBeSilent() throws Exception {
        var fired = new AtomicInteger();
        timers.idle(Duration.ZERO, fired::incrementAndGet);
        timers.idle(Duration.ofMillis(20), fired::incrementAndGet).close();
        var later = new CountDownLatch(1);
        timers.after(Duration.ofMillis(60), later::countDown);
        later.await();
        assertThat(fired).hasValue(0);
    }
}
