// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // clocks may wrap

    private RateLimit limit(long bytesPerSecond) {
        return new RateLimit(bytesPerSecond, nanos::get, nanos::addAndGet);
    }

    @Test
    void bytesTakeTheirTime() {
        long start = nanos.get();
        RateLimit limit = limit(1000);
        for (int i = 0; i < 30; i++) {
            limit.moved(100);
        }
        assertThat(nanos.get() - start).isEqualTo(3_000_000_000L);
    }

    @Test
    void whatWasNotUsedIsNotSavedButForATenthOfASecond() {
        RateLimit limit = limit(1000);
        nanos.addAndGet(60_000_000_000L);
        long start = nanos.get();
        limit.moved(1000);
        assertThat(nanos.get() - start).isEqualTo(900_000_000L);
    }

    @Test
    void chunksAreSmallWhereTheRateIs() {
        assertThat(limit(50_000).grain(64 * 1024)).isEqualTo(5_000);
        assertThat(limit(1).grain(64 * 1024)).isEqualTo(1);
        assertThat(limit(1L << 40).grain(64 * 1024)).isEqualTo(64 * 1024);
        assertThat(RateLimit.NONE.grain(64 * 1024)).isEqualTo(64 * 1024);
    }

    @Test
    void anInterruptShortensNothingAndIsNotLost() {
        long start = System.nanoTime();
        Thread.currentThread().interrupt();
        RateLimit.of(1_000_000).moved(150_000);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(40_000_000L);
    }

    @Test
    void withoutALimitNobodyWaits() {
        long start = nanos.get();
        RateLimit.NONE.moved(Integer.MAX_VALUE);
        assertThat(nanos.get()).isEqualTo(start);
    }
}
