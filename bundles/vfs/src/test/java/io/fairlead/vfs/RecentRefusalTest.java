// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentRefusalTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000); // it wraps around
    private final RecentRefusal refusal = new RecentRefusal(now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void attempt(Reason reason, Duration took) {
        long since = now.get();
        pass(took);
        StorageException cause = new StorageException(reason, "why");
        ConnectorFileException failure = new ConnectorFileException("no connection", cause);
        assertThat(refusal.noted(failure, cause, since)).isSameAs(failure);
    }

    private boolean isRemembered() {
        try {
            refusal.check();
            return false;
        } catch (ConnectorFileException e) {
            assertThat(e).hasMessage("no connection").hasRootCauseMessage("ACCESS_DENIED: why");
            return true;
        }
    }

    @Test
    void aWrongPasswordIsNotTriedAgainAtOnce() {
        assertThat(isRemembered()).isFalse();
        attempt(Reason.ACCESS_DENIED, Duration.ZERO);
        assertThat(isRemembered()).isTrue();
        pass(Duration.ofMillis(2_900));
        assertThat(isRemembered()).isTrue();
        pass(Duration.ofMillis(200));
        assertThat(isRemembered()).isFalse();
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForTwiceInARow() throws Exception {
        attempt(Reason.UNAVAILABLE, Duration.ofSeconds(30));
        assertThatThrownBy(refusal::check).hasMessage("no connection");
        pass(Duration.ofMillis(400));
        refusal.check();
    }

    @Test
    void whatFailsAtOnceIsTriedAgain() throws Exception {
        attempt(Reason.UNAVAILABLE, Duration.ofMillis(10));
        refusal.check();
        attempt(Reason.IO, Duration.ofSeconds(30));
        refusal.check();
    }
}
