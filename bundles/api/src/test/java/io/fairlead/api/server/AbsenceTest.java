// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AbsenceTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void whatComesBackIsFound() {
        AtomicInteger asked = new AtomicInteger();
        Absence absence = new Absence(LONG);
        Optional<String> found =
                absence.await(() -> asked.incrementAndGet() < 5 ? Optional.empty() : Optional.of("here"), () -> true);
        assertThat(found).contains("here");
        assertThat(asked).hasValue(5);
    }

    @Test
    void whatDoesNotComeBackInTimeIsNotFound() {
        assertThat(new Absence(Duration.ofMillis(50)).await(Optional::empty, () -> true))
                .isEmpty();
    }

    @Test
    void withoutPatienceItIsLookedForOnce() {
        AtomicInteger asked = new AtomicInteger();
        Optional<String> found = new Absence(Duration.ZERO)
                .await(
                        () -> {
                            asked.incrementAndGet();
                            return Optional.empty();
                        },
                        () -> true);
        assertThat(found).isEmpty();
        assertThat(asked).hasValue(1);
    }

    @Test
    void aWaitThatNobodyWantsAnyMoreEnds() {
        AtomicBoolean wanted = new AtomicBoolean(true);
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Optional<String>> waiting = CompletableFuture.supplyAsync(() -> new Absence(LONG)
                .await(
                        () -> {
                            asked.incrementAndGet();
                            return Optional.empty();
                        },
                        wanted::get));
        await().until(() -> asked.get() > 2);
        wanted.set(false);
        assertThat(waiting.join()).isEmpty();
    }

    @Test
    void whatIsThereIsNotWaitedFor() {
        Absence.Wait wait = new Absence(LONG).begin(() -> true);
        assertThat(wait.again(new StorageException(Reason.UNAVAILABLE, "away"))).isTrue();
        assertThat(wait.again(new StorageException(Reason.NOT_FOUND, "there"))).isFalse();
    }

    @Test
    void whatIsMissedForLongIsNotWaitedForButWhatIsMissedNowAndThenIs() {
        AtomicLong now = new AtomicLong();
        Absence absence = new Absence(LONG, now::get);
        boolean waited = true;
        for (int i = 0; i < 31 && waited; i++) {
            waited = absence.begin(() -> true).again();
            now.addAndGet(Duration.ofMillis(999).toNanos());
        }
        assertThat(waited).isTrue();
        assertThat(absence.begin(() -> true).again()).isFalse();
        now.addAndGet(Duration.ofSeconds(2).toNanos()); // perhaps it was there, and nobody came by
        assertThat(absence.begin(() -> true).again()).isTrue();
    }

    @Test
    void aWaitBeginsAnewAfterItWasThere() {
        AtomicLong now = new AtomicLong();
        Absence.Wait wait = new Absence(Duration.ofSeconds(2), now::get).begin(() -> true);
        now.addAndGet(Duration.ofMillis(900).toNanos());
        assertThat(wait.again()).isTrue();
        now.addAndGet(Duration.ofSeconds(5).toNanos()); // a call that took its time, until it was replaced once more
        assertThat(wait.again()).isTrue();
        for (int i = 0; i < 2; i++) {
            now.addAndGet(Duration.ofMillis(900).toNanos());
            assertThat(wait.again()).isTrue();
        }
        now.addAndGet(Duration.ofMillis(900).toNanos());
        assertThat(wait.again()).isFalse();
    }
}
