// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CryptoWarmUpTest {
    @Test
    void endsByItself() {
        CryptoWarmUp warmUp = CryptoWarmUp.again(Duration.ofMillis(100).toNanos());
        await().until(warmUp::done);
    }

    @Test
    void endsWhenItIsClosed() {
        CryptoWarmUp warmUp = CryptoWarmUp.again(Duration.ofDays(1).toNanos());
        warmUp.close();
        await().until(warmUp::done);
    }

    @Test
    void runsOnceInAProcess() {
        try (CryptoWarmUp first = CryptoWarmUp.begin();
                CryptoWarmUp second = CryptoWarmUp.begin()) {
            assertThat(second.done()).as("the second one never began").isTrue();
            first.close();
            await().until(first::done);
        }
    }

    @Test
    void beginsWithTheFirstLargeMessageOfAClient() {
        CryptoWarmUp.seen(1 << 20);
        assertThat(CryptoWarmUp.hasBegun()).isTrue();
        CryptoWarmUp.seen(1 << 20);
        CryptoWarmUp.endSeen();
        CryptoWarmUp.endSeen();
    }
}
