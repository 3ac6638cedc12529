// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** As smbd and Windows Server 2016 tell times. */
class LastWriteTest {
    private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant FIRST = BEFORE.plusSeconds(100);
    private static final Instant SECOND = BEFORE.plusSeconds(200);

    private final AtomicLong now = new AtomicLong();
    private final LastWrite time = new LastWrite(now::get, Clock.fixed(FIRST, ZoneOffset.UTC));

    private void pass(int millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    @Test
    void theFirstWriteShowsAfterTwoSeconds() {
        assertThat(time.tell(BEFORE)).isEqualTo(BEFORE);
        time.wrote();
        pass(1999);
        assertThat(time.tell(FIRST)).isEqualTo(BEFORE);
        pass(1);
        assertThat(time.tell(FIRST)).isEqualTo(FIRST);
        assertThat(time.isBehind()).isFalse();
    }

    @Test
    void laterOnesShowAtTheEnd() {
        time.tell(BEFORE);
        time.wrote();
        pass(3000);
        time.wrote();
        assertThat(time.tell(SECOND)).isEqualTo(FIRST);
        assertThat(time.isBehind()).isTrue();
        time.flush();
        assertThat(time.tell(SECOND)).isEqualTo(SECOND);
        assertThat(time.isBehind()).isFalse();
    }

    @Test
    void aFlushShowsWhatWasHeldBack() {
        time.tell(BEFORE);
        time.wrote();
        time.flush();
        assertThat(time.tell(FIRST)).isEqualTo(FIRST);
    }

    @Test
    void whatTheClientSetsStays() {
        time.tell(BEFORE);
        time.set(SECOND);
        time.wrote();
        assertThat(time.tell(SECOND)).isEqualTo(SECOND);
        assertThat(time.set()).isEqualTo(SECOND);
        time.set(null);
        time.wrote();
        assertThat(time.tell(FIRST)).isEqualTo(SECOND);
    }
}
