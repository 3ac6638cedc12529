// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 1, 1",
        "0, 65535, 65535",
        "0, 65536, 0",
        "0, 65537, 1",
        "0, 131072, 0",
        "1, 0, 0",
        "1, 1, 1",
        "1, 65535, 65535",
        "1, 65536, 1",
        "1, 131070, 65535",
        "1, 131071, 1"
    })
    void numbersOnTheWire(int restart, long block, int wire) {
        assertThat(BlockNumbers.restartingAt(restart).onWire(block)).isEqualTo(wire);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theNearestBlockIsMeant(int restart) {
        BlockNumbers numbers = BlockNumbers.restartingAt(restart);
        Random random = new Random(restart);
        for (int i = 0; i < 200_000; i++) {
            long expected = i < 100_000 ? random.nextInt(200_000) : random.nextLong(1L << 40);
            long block = Math.max(1, expected + random.nextInt(32_000) - 16_000);
            assertThat(numbers.nearest(numbers.onWire(block), expected)).isEqualTo(block);
        }
    }

    @Test
    void zeroIsTheOpeningOnlyWhenBlocksRestartAtOne() {
        assertThat(BlockNumbers.FROM_ONE.nearest(0, 70_000)).isZero();
        assertThat(BlockNumbers.FROM_ZERO.nearest(0, 70_000)).isEqualTo(65_536);
    }
}
