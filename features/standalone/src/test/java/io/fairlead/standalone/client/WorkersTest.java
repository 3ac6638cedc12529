// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @Test
    void oneIsTheCallersThread() throws IOException {
        Thread[] did = new Thread[1];
        try (Workers workers = new Workers(1)) {
            workers.run(() -> did[0] = Thread.currentThread());
            assertThat(did[0]).isSameAs(Thread.currentThread());
            assertThatThrownBy(() -> workers.run(() -> {
                        throw new IOException("at once");
                    }))
                    .hasMessage("at once");
        }
    }

    @Test
    void severalWorkAtOneTime() throws IOException {
        CyclicBarrier together = new CyclicBarrier(3);
        AtomicInteger done = new AtomicInteger();
        try (Workers workers = new Workers(3)) {
            for (int i = 0; i < 6; i++) {
                workers.run(() -> {
                    meet(together);
                    done.incrementAndGet();
                });
            }
            workers.await();
            assertThat(done).hasValue(6);
        }
    }

    private static void meet(CyclicBarrier together) throws IOException {
        try {
            together.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    void aFailureEndsIt() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        try (Workers workers = new Workers(2)) {
            workers.run(() -> {
                failed.countDown();
                throw new IOException("the disk is full");
            });
            assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(workers::await).hasMessage("the disk is full");
            assertThatThrownBy(() -> workers.run(() -> {})).hasMessage("the disk is full");
        }
    }
}
