// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotNamesTest {
    @ParameterizedTest
    @CsvSource({
        "@GMT-%Y.%m.%d-%H.%M.%S, @GMT-2024.02.29-23.59.58, 2024-02-29T23:59:58Z",
        "zfs-auto-snap_*-%Y-%m-%d-%H%M, zfs-auto-snap_hourly-2024-02-29-1700, 2024-02-29T17:00:00Z",
        "autosnap_%Y-%m-%d_%H:%M:%S_*, autosnap_2024-02-29_17:00:01_daily, 2024-02-29T17:00:01Z",
        "daily.%Y%m%d, daily.20240229, 2024-02-29T00:00:00Z",
        "%d.%m.%Y, 29.02.2024, 2024-02-29T00:00:00Z",
        "btrbk.%s, btrbk.1709251198, 2024-02-29T23:59:58Z",
        "100%%-%s, 100%-1, 1970-01-01T00:00:01Z",
        "(a|b)-%s, (a|b)-1, 1970-01-01T00:00:01Z",
    })
    void tellsWhenASnapshotIsFrom(String pattern, String name, Instant time) {
        assertThat(SnapshotNames.of(pattern).time(name)).contains(time);
    }

    @ParameterizedTest
    @CsvSource({
        "daily.%Y%m%d, daily.20230229",
        "daily.%Y%m%d, daily.20241301",
        "daily.%Y%m%d, daily.2024022",
        "daily.%Y%m%d, daily.20240229.old",
        "daily.%Y%m%d, xdaily.20240229",
        "@GMT-%Y.%m.%d-%H.%M.%S, @GMT-2024.02.29-24.00.00",
        "btrbk.%s, btrbk.123456789012",
        "btrbk.%s, btrbk.-1",
        "(a|b)-%s, a-1",
    })
    void whatHasAnotherNameIsNoSnapshot(String pattern, String name) {
        assertThat(SnapshotNames.of(pattern).time(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "daily",
                "%Y-%m",
                "%Y%m%d%Y",
                "%s-%Y",
                "%Y%m%d%",
                "%Y%m%d%Q",
                "a/%s",
                "a\\%s",
                "*%s*%s",
                "*1*2*3*4*%s"
            })
    void refusesPatternsThatTellNoTime(String pattern) {
        assertThatThrownBy(() -> SnapshotNames.of(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longNamesAreMatchedInTime() {
        SnapshotNames names = SnapshotNames.of("*a*a*a*a%s");
        assertThat(names.time("a".repeat(255))).isEmpty();
    }
}
