// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private final List<String> told = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<Integer> attempts = new ArrayList<>();

    private int failing(int most, IOException... failures) throws IOException {
        return new Retries(most, told::add, pauses::add).call(attempt -> {
            attempts.add(attempt);
            if (attempt < failures.length) {
                throw failures[attempt];
            }
            return 7;
        });
    }

    @Test
    void aLostConnectionIsTriedAgainAfterLongerAndLongerPauses() throws IOException {
        IOException lost = new IOException("x", new SocketException("Connection reset"));
        assertThat(failing(3, lost, lost)).isEqualTo(7);
        assertThat(attempts).containsExactly(0, 1, 2);
        assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(told).hasSize(2).first().asString().contains("Connection reset", "attempt 2 of 4 in 0.5 s");
    }

    @Test
    void theLastFailureIsThatOfAll() {
        IOException busy = new IOException("listing", new StorageException(Reason.UNAVAILABLE, "busy"));
        assertThatThrownBy(() -> failing(1, busy, busy)).isSameAs(busy);
        assertThat(attempts).hasSize(2);
    }

    @Test
    void pausesHaveALongest() throws IOException {
        IOException[] failures = new IOException[9];
        Arrays.fill(failures, new Retries.CutShortException("short"));
        failing(9, failures);
        assertThat(pauses).hasSize(9).endsWith(Duration.ofSeconds(30));
    }

    @Test
    void whatDoesNotPassIsNotTriedAgain() {
        for (IOException lasting : List.of(
                new IOException("x", new StorageException(Reason.ACCESS_DENIED, "no")),
                new IOException("x", new StorageException(Reason.NOT_FOUND, "none")),
                new FileNotFoundException("none"))) {
            assertThatThrownBy(() -> failing(5, lasting)).isSameAs(lasting);
        }
        assertThat(pauses).isEmpty();
    }
}
