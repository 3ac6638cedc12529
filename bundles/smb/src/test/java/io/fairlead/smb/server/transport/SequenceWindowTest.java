// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceWindowTest {
    private final SequenceWindow window = new SequenceWindow(8192);

    @Test
    void beginsWithOne() {
        assertThat(window.take(1, 1)).isFalse();
        assertThat(window.take(0, 1)).isTrue();
        assertThat(window.take(0, 1)).isFalse();
        assertThat(window.available()).isZero();
    }

    @Test
    void grantsWhatIsAskedUpToTheBound() {
        assertThat(window.take(0, 1)).isTrue();
        assertThat(window.grant(65_535, 1)).isEqualTo(8192);
        assertThat(window.grant(1, 1)).isZero();
        assertThat(window.take(1, 128)).isTrue();
        assertThat(window.grant(0, 128)).isEqualTo(128);
    }

    @Test
    void takesAChargeAtOnceOrNotAtAll() {
        window.grant(10, 1);
        assertThat(window.take(5, 1)).isTrue();
        assertThat(window.take(3, 4)).isFalse();
        assertThat(window.take(3, 2)).isTrue();
        assertThat(window.take(8, 4)).isFalse();
        assertThat(window.take(-1, 1)).isFalse();
        assertThat(window.take(Long.MAX_VALUE, 2)).isFalse();
    }

    @Test
    void takesEveryIdOnceInAnyOrder() {
        Random random = new Random(1);
        List<Long> granted = new ArrayList<>(List.of(0L));
        long next = 1;
        for (int round = 0; round < 20_000; round++) {
            Collections.swap(granted, random.nextInt(Math.min(64, granted.size())), 0);
            long id = granted.remove(0);
            assertThat(window.take(id, 1)).isTrue();
            assertThat(window.take(id, 1)).isFalse();
            int more = window.grant(1 + random.nextInt(2), 1);
            for (int i = 0; i < more && granted.size() < 500; i++) {
                granted.add(next + i);
            }
            next += more;
            if (granted.isEmpty()) {
                return;
            }
        }
    }

    @Test
    void doesNotGrowForOneThatLeavesAnIdUnused() {
        window.take(0, 1);
        window.grant(8192, 1);
        long id = 2; // 1 stays unused
        int last = 1;
        while (last > 0 && id < 100_000) {
            for (int i = 0; i < last; i++) {
                window.take(id++, 1);
            }
            last = window.grant(1, 1);
        }
        assertThat(id).isLessThan(20_000);
    }
}
