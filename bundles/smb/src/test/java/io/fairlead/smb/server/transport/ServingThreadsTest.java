// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.net.Threads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServingThreadsTest {
    private final ServingThreads threads = new ServingThreads("test");

    @AfterEach
    void shutdown() {
        threads.shutdown();
    }

    @Test
    void busyTasksGetPlatformThreadsOnlyWhereOthersDoNot() throws Exception {
        var name = new CompletableFuture<String>();
        assertThat(threads.executeBusy(
                        () -> name.complete(Thread.currentThread().getName())))
                .isEqualTo(Threads.virtual());
        if (Threads.virtual()) {
            assertThat(name.get(10, TimeUnit.SECONDS)).startsWith("smb-busy-test-");
        }
    }

    @Test
    void busyThreadsAreBoundedAndComeBack() throws Exception {
        int most = Threads.virtual() ? 64 : 0;
        var end = new CountDownLatch(1);
        int begun = 0;
        while (begun <= most && threads.executeBusy(() -> await(end))) {
            begun++;
        }
        assertThat(begun).isEqualTo(most);

        end.countDown();

        Awaitility.await().until(() -> threads.executeBusy(() -> {}) == Threads.virtual());
    }

    @Test
    void endsWithAllItsTasks() throws Exception {
        var end = new CountDownLatch(1);
        threads.execute(() -> await(end));
        boolean busy = threads.executeBusy(() -> await(end));
        threads.shutdown();
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> threads.execute(() -> {}));
        assertThat(threads.executeBusy(() -> {})).isFalse();
        assertThat(threads.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
        end.countDown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(busy).isEqualTo(Threads.virtual());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
