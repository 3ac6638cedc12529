// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortRangeTest {
    @ParameterizedTest
    @CsvSource({
        "40000-40100, 40000, 40100, 101",
        "' 40000 - 40100 ', 40000, 40100, 101",
        "50000, 50000, 50000, 1",
        "1-65535, 1, 65535, 65535"
    })
    void reads(String text, int first, int last, int count) {
        PortRange ports = PortRange.parse(text);
        assertThat(ports).isEqualTo(new PortRange(first, last));
        assertThat(ports.any()).isFalse();
        assertThat(ports.count()).isEqualTo(count);
    }

    @Test
    void zeroIsAny() {
        assertThat(PortRange.parse("0")).isEqualTo(PortRange.ANY);
        assertThat(PortRange.ANY.any()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1-",
                "-1",
                "0-5",
                "5-0",
                "2-1",
                "1-65536",
                "65536",
                "1-2-3",
                "40000-x-40100",
                "+5",
                "1 2"
            })
    void refusesWhatIsNoRange(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PortRange.parse(text));
    }
}
