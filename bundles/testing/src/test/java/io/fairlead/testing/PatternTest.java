// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PatternTest {
    private final Pattern pattern = new Pattern(42);

    @Test
    void isTheSameFromAnywhere() throws Exception {
        byte[] all = pattern.bytes(0, 1000);
        assertThat(pattern.stream(1000).readAllBytes()).isEqualTo(all);
        for (int from : new int[] {1, 7, 8, 9, 500}) {
            byte[] part = pattern.bytes(from, 100);
            assertThat(part).isEqualTo(Arrays.copyOfRange(all, from, from + 100));
        }
        assertThat(new Pattern(43).bytes(0, 1000)).isNotEqualTo(all);
        assertThat(pattern.bytes(1L << 40, 8)).isNotEqualTo(pattern.bytes(0, 8));
    }

    @Test
    void findsTheFirstWrongByte() {
        byte[] bytes = pattern.bytes(100, 50);
        Pattern.Verifier verifier = pattern.verifier(100);
        verifier.write(ByteBuffer.wrap(bytes, 0, 20));
        assertThat(verifier.position()).isEqualTo(120);
        bytes[30] ^= 1;
        assertThatThrownBy(() -> verifier.write(ByteBuffer.wrap(bytes, 20, 30)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("byte 130 ");
    }
}
