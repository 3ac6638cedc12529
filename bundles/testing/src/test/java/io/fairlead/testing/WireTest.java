// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WireTest {
    @Test
    void readsGoldens() {
        assertThat(Wire.golden(WireTest.class, "sample.hex")).containsExactly(0, 1, 0x7f, 0xff, 0x80);
        assertThat(Wire.goldens(WireTest.class)).containsOnlyKeys("empty.hex", "sample.hex");
        assertThat(Wire.goldens(WireTest.class).get("empty.hex")).isEmpty();
        assertThatThrownBy(() -> Wire.golden(WireTest.class, "none.hex")).hasMessageContaining("none.hex");
    }

    @Test
    void refusesWhatIsNotHex() {
        assertThat(Wire.hex("0a # 0b\n0c")).containsExactly(10, 12);
        assertThatThrownBy(() -> Wire.hex("0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Wire.hex("0g")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Wire.toHex(new byte[] {1, -1})).isEqualTo("01 ff");
    }

    @Test
    void mutatesTheSameWayForASeed() {
        List<byte[]> goldens = List.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, new byte[0], new byte[100]);
        List<byte[]> first = Wire.mutations(5, 2000, goldens).toList();
        assertThat(first).hasSize(2000);
        assertThat(Wire.mutations(5, 2000, goldens).toList())
                .usingRecursiveComparison()
                .isEqualTo(first);
        assertThat(Wire.mutations(6, 2000, goldens).toList())
                .usingRecursiveComparison()
                .isNotEqualTo(first);
        assertThat(first).anySatisfy(bytes -> assertThat(bytes).hasSizeGreaterThan(108));
        assertThat(goldens.get(0)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }
}
