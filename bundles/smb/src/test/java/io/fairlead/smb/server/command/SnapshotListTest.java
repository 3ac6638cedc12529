// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SRV_SNAPSHOT_ARRAY, [MS-SMB2] 2.2.32.2 and 3.3.5.15.1, byte by byte. */
class SnapshotListTest {
    private static final List<Instant> TWO =
            List.of(Instant.parse("2018-06-30T19:34:17Z"), Instant.parse("2018-06-30T19:33:37Z"));

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String text(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_16LE));
    }

    @Test
    void tellsAllThatThereAre() {
        String array = text("@GMT-2018.06.30-19.34.17\0@GMT-2018.06.30-19.33.37\0\0");
        assertThat(hex(SnapshotList.encode(TWO, 65_536))).isEqualTo("020000000200000066000000" + array);
        assertThat(hex(SnapshotList.encode(TWO, 12 + 102)))
                .as("a buffer that just fits")
                .isEqualTo("020000000200000066000000" + array);
    }

    @Test
    void tellsTheSizeWhereTheyDoNotFit() {
        for (int most : new int[] {16, 64, 12 + 101}) {
            assertThat(hex(SnapshotList.encode(TWO, most))).isEqualTo("020000000000000066000000" + "00000000");
        }
    }

    @Test
    void tellsThatThereAreNone() {
        assertThat(hex(SnapshotList.encode(List.of(), 16))).isEqualTo("00000000000000000200000000000000");
        assertThat(hex(SnapshotList.encode(List.of(), 65_536))).isEqualTo("00000000000000000200000000000000");
    }
}
