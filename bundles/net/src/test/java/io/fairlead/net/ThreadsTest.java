// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    @Test
    void aTaskHasANamedDaemonThread() throws Exception {
        ExecutorService executor = Threads.perTask("session");
        try {
            assertThat(executor.submit(() -> Thread.currentThread().getName()).get())
                    .matches("session-\\d+");
            assertThat(executor.submit(() -> Thread.currentThread().isDaemon()).get())
                    .isTrue();
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void threadsAreVirtualFromJava21On() {
        assertThat(Threads.virtual()).isEqualTo(Runtime.version().feature() >= 21);
    }
}
