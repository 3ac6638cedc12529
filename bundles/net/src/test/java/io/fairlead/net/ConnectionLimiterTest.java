// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectionLimiterTest {
    @Test
    void boundsTheTotal() throws Exception {
        var limiter = new ConnectionLimiter(2, 0);
        var first = limiter.tryAcquire(ip("192.0.2.1")).orElseThrow();
        assertThat(limiter.tryAcquire(ip("192.0.2.1"))).isPresent();
        assertThat(limiter.tryAcquire(ip("192.0.2.2"))).isEmpty();
        assertThat(limiter.open()).isEqualTo(2);
        first.close();
        first.close();
        assertThat(limiter.open()).isEqualTo(1);
        assertThat(limiter.tryAcquire(ip("192.0.2.2"))).isPresent();
        assertThat(limiter.tryAcquire(ip("192.0.2.2"))).isEmpty();
    }

    @Test
    void boundsEachOrigin() throws Exception {
        var limiter = new ConnectionLimiter(0, 1);
        var first = limiter.tryAcquire(ip("192.0.2.1")).orElseThrow();
        assertThat(limiter.tryAcquire(ip("192.0.2.1"))).isEmpty();
        assertThat(limiter.tryAcquire(ip("192.0.2.2"))).isPresent();
        assertThat(limiter.open()).isEqualTo(2);
        first.close();
        assertThat(limiter.tryAcquire(ip("192.0.2.1"))).isPresent();
    }

    @Test
    void newLimitsCountWhatIsOpen() throws Exception {
        var limiter = new ConnectionLimiter(0, 0);
        List<ConnectionLimiter.Permit> permits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            permits.add(limiter.tryAcquire(ip("192.0.2.1")).orElseThrow());
        }
        limiter.limit(5, 0);
        assertThat(limiter.tryAcquire(ip("192.0.2.2"))).isEmpty();
        permits.get(0).close();
        assertThat(limiter.tryAcquire(ip("192.0.2.2"))).isPresent();
    }

    @Test
    void refusesNegativeLimits() {
        assertThatThrownBy(() -> new ConnectionLimiter(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyThreadsNeverExceedTheLimitAndLeaveNothingBehind() throws Exception {
        var limiter = new ConnectionLimiter(10, 6);
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var executor = Threads.perTask("limiter");
        List<Future<?>> tasks = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            InetAddress from = ip("192.0.2." + t % 2);
            tasks.add(executor.submit(() -> {
                for (int i = 0; i < 20_000; i++) {
                    Optional<ConnectionLimiter.Permit> permit = limiter.tryAcquire(from);
                    if (permit.isPresent()) {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        now.decrementAndGet();
                        permit.get().close();
                    }
                }
            }));
        }
        for (Future<?> task : tasks) {
            task.get();
        }
        executor.shutdown();
        assertThat(most.get()).isBetween(1, 10);
        assertThat(limiter.open()).isZero();
    }

    private static InetAddress ip(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }
}
