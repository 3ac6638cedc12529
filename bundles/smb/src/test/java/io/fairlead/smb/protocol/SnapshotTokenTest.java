// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTokenTest {
    @ParameterizedTest
    @CsvSource({
        "@GMT-2024.02.29-23.59.58, 2024-02-29T23:59:58Z",
        "@GMT-1970.01.01-00.00.00, 1970-01-01T00:00:00Z",
        "@GMT-9999.12.31-23.59.59, 9999-12-31T23:59:59Z"
    })
    void namesATimeInUtc(String token, Instant time) {
        assertThat(SnapshotToken.of(time)).isEqualTo(token).hasSize(SnapshotToken.LENGTH);
        assertThat(SnapshotToken.parse(token)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@GMT-2023.02.29-00.00.00",
                "@GMT-2024.02.29-24.00.00",
                "@GMT-2024.2.29-23.59.058",
                "@gmt-2024.02.29-23.59.58",
                "@GMT-2024.02.29-23.59.58 ",
                "x@GMT-2024.02.29-23.59.5"
            })
    void whatIsNoTokenIsAName(String name) {
        assertThat(SnapshotToken.parse(name)).isEmpty();
    }

    @Test
    void knowsWhatItCanName() {
        assertThat(SnapshotToken.canName(Instant.EPOCH)).isTrue();
        assertThat(SnapshotToken.canName(Instant.parse("+10000-01-01T00:00:00Z")))
                .isFalse();
        assertThat(SnapshotToken.canName(Instant.parse("-0001-01-01T00:00:00Z")))
                .isFalse();
    }
}
