// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.0 KiB", "1610612736, 1.5 GiB", "9223372036854775807, 8.0 EiB"})
    void bytesHaveAUnit(long bytes, String text) {
        assertThat(Text.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0s", "59, 59s", "60, 1m00s", "3599, 59m59s", "3600, 1h00m", "86400, 1d00h", "180000, 2d02h"})
    void durationsHaveTwoUnits(long seconds, String text) {
        assertThat(Text.duration(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void manyWordsAreLines() {
        assertThat(Text.lines(List.of())).containsExactly("");
        assertThat(Text.lines(List.of("a", "b"))).containsExactly("a b");
        assertThat(Text.lines(List.of("a".repeat(90), "b".repeat(40), "c".repeat(39), "d")))
                .containsExactly("a".repeat(90), "b".repeat(40) + " " + "c".repeat(39), "d");
    }

    @Test
    void addressesAreShort() throws Exception {
        assertThat(Text.of(new InetSocketAddress(InetAddress.getAllByName("::1")[0], 21)))
                .isEqualTo("[0:0:0:0:0:0:0:1]:21");
        assertThat(Text.of(InetSocketAddress.createUnresolved("h", 21)))
                .startsWith("h")
                .endsWith(":21");
        assertThat(Text.of(new int[] {1, 2})).isEqualTo("1, 2");
    }
}
