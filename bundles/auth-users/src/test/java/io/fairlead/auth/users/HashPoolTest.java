// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HashPoolTest {
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final HashPool pool = new HashPool(1, 3, 5);

    @BeforeEach
    void occupy() {
        callers.submit(() -> pool.run("first", () -> true, () -> await(release)));
        Awaitility.await().until(() -> pool.runs() == 1);
    }

    @AfterEach
    void end() {
        release.countDown();
        callers.shutdown();
    }

    static boolean await(CountDownLatch latch) {
        try {
            return latch.await(50, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Future<Boolean> ask(String origin, String name) {
        return ask(origin, () -> pool.run(origin, () -> true, () -> done.add(name)));
    }

    /** Returns when it stands in the line, or is refused. */
    private Future<Boolean> ask(String origin, Callable<Boolean> call) {
        AtomicReference<Thread> thread = new AtomicReference<>();
        Future<Boolean> asked = callers.submit(() -> {
            thread.set(Thread.currentThread());
            return call.call();
        });
        Awaitility.await()
                .until(() -> asked.isDone()
                        || (thread.get() != null && thread.get().getState() == Thread.State.TIMED_WAITING));
        return asked;
    }

    @Test
    void originsTakeTurns() throws Exception {
        ask("a", "a1");
        ask("a", "a2");
        ask("a", "a3");
        Future<Boolean> last = ask("b", "b1");
        release.countDown();
        assertThat(last.get()).isTrue();
        Awaitility.await().until(() -> done.size() == 4);
        assertThat(done).containsExactly("a1", "b1", "a2", "a3");
    }

    @Test
    void oneOriginWaitsInAShortLine() {
        ask("a", "a1");
        ask("a", "a2");
        ask("a", "a3");
        assertBusy(ask("a", "a4"));
    }

    @Test
    void whenAllIsFullTheLongestLineLosesItsLast() throws Exception {
        ask("a", "a1");
        ask("a", "a2");
        Future<Boolean> last = ask("a", "a3");
        ask("b", "b1");
        ask("b", "b2");
        Future<Boolean> newcomer = ask("c", "c1");
        assertBusy(last);
        release.countDown();
        assertThat(newcomer.get()).isTrue();
        Awaitility.await().until(() -> done.size() == 5);
        assertThat(done).containsExactly("a1", "b1", "c1", "a2", "b2");
    }

    @Test
    void whoHasGoneLeavesTheLine() throws Exception {
        AtomicBoolean there = new AtomicBoolean(true);
        Future<Boolean> gone = ask("a", () -> pool.run("a", there::get, () -> done.add("gone")));
        there.set(false);
        assertBusy(gone);
        release.countDown();
        assertThat(ask("a", "a1").get()).isTrue();
        assertThat(done).containsExactly("a1");
    }

    @Test
    void aHashThatFailsIsNobodysFault() {
        release.countDown();
        assertThatThrownBy(() -> pool.run("a", () -> true, () -> {
                    throw new OutOfMemoryError("a hash of many GiB");
                }))
                .isInstanceOfSatisfying(AuthenticationException.class, e -> assertThat(e.refusal())
                        .isEqualTo(Refusal.UNAVAILABLE));
        assertThat(ask("a", "a1")).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void worksOnPlatformThreadsOfItsOwn() throws Exception {
        release.countDown();
        assertThat(pool.run("a", () -> true, () -> Thread.currentThread().getName()))
                .startsWith("password-hash-");
    }

    private static void assertBusy(Future<Boolean> asked) {
        assertThatThrownBy(() -> asked.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(AuthenticationException.class, e -> assertThat(e.refusal())
                        .isEqualTo(Refusal.BUSY));
    }
}
