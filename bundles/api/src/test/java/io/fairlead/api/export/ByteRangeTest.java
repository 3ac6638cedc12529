// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {
    @ParameterizedTest(name = "[{0}+{1}] and [{2}+{3}]: {4}")
    @CsvSource({
        "0,  10, 5,  10, true",
        "0,  10, 9,  1,  true",
        "0,  10, 10, 1,  false",
        "5,  1,  0,  10, true",
        "0,  1,  0,  1,  true",
        "0,  -1, 7,  1,  true", // the whole file
        "-2, 1,  -1, 1,  false", // the last bytes there are
        "-2, 2,  -1, 1,  true",
        "-2, 2,  0,  1,  false",
        "5,  0,  5,  0,  false", // two without a byte
        "5,  0,  0,  10, true", // strictly inside
        "0,  0,  0,  10, false",
        "10, 0,  0,  10, false",
        "9,  0,  0,  10, true",
        "1,  0,  0,  1,  false"
    })
    void overlaps(long offset, long length, long otherOffset, long otherLength, boolean expected) {
        ByteRange one = new ByteRange(offset, length);
        ByteRange other = new ByteRange(otherOffset, otherLength);
        assertThat(one.overlaps(other)).isEqualTo(expected);
        assertThat(other.overlaps(one)).isEqualTo(expected);
    }

    @Test
    void overlapsWhereAByteIsInBoth() {
        Random random = new Random(3);
        for (int round = 0; round < 10_000; round++) {
            int offset = random.nextInt(12);
            int length = 1 + random.nextInt(6);
            int otherOffset = random.nextInt(12);
            int otherLength = 1 + random.nextInt(6);
            boolean common = false;
            for (int at = offset; at < offset + length; at++) {
                common |= at >= otherOffset && at < otherOffset + otherLength;
            }
            assertThat(new ByteRange(offset, length).overlaps(new ByteRange(otherOffset, otherLength)))
                    .isEqualTo(common);
        }
    }

    @Test
    void goesUpToTheEndOfTheSpaceAndNoFurther() {
        assertThat(new ByteRange(-1, 1).overlaps(ByteRange.ALL)).isFalse(); // ALL ends one byte before it
        assertThat(new ByteRange(-2, 1).overlaps(ByteRange.ALL)).isTrue();
        assertThat(new ByteRange(-1, 0)).isEqualTo(new ByteRange(-1, 0));
        assertThatThrownBy(() -> new ByteRange(-1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteRange(2, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
