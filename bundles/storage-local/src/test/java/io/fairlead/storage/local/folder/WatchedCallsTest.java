// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchedCallsTest {
    private static final Path FOLDER = Path.of("folder");
    private static final Path NAME = Path.of("name");

    /** One that stayed would keep every class of a bundle that was replaced. */
    @Test
    void theThreadEndsWithTheCallsAndComesWithTheNext() throws Exception {
        WatchedCalls calls = new WatchedCalls(TimeUnit.MILLISECONDS.toNanos(2));
        assertThat(calls.isWatched()).isFalse();
        for (int i = 0; i < 3; i++) {
            assertThat(calls.make(FOLDER, NAME, () -> 1)).isEqualTo(1);
            try (WatchedCalls.UnderWay longer = calls.begin(FOLDER, NAME)) {
                assertThat(calls.isWatched()).isTrue();
            }
            await().until(() -> !calls.isWatched());
        }
    }
}
