// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.storage.VPath;
import io.fairlead.core.Configs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportComponentTest {
    private static ExportSettings settings(Map<String, Object> values) {
        return ExportComponent.settings(Configs.of(ExportConfig.class, values));
    }

    @Test
    void readsItsConfiguration() throws Exception {
        assertThat(settings(Map.of())).isEqualTo(new ExportSettings("files", VPath.ROOT, false, false, List.of()));
        ExportSettings settings = settings(
                Map.of("path", "/a/b", "readOnly", true, "homes", true, "hidden", new String[] {" *.tmp", "", ".*"}));
        assertThat(settings.subtree()).isEqualTo(VPath.of("/a/b"));
        assertThat(settings.readOnly() && settings.homes()).isTrue();
        assertThat(settings.hidden()).extracting(NamePattern::glob).containsExactly("*.tmp", ".*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    name           | ' '         | name is empty; expected the name that servers refer to
                    path           | a/b         | path = a/b; expected an absolute path like / or /a/b
                    path           | /a/../b     | path = /a/../b; expected an absolute path like / or /a/b
                    storage_target | files       | storage.target = files; expected a filter like (storage.name=files)
                    """)
    void aBadValueIsNamedWithItsKey(String key, String value, String message) {
        assertThatThrownBy(() -> settings(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aBadPatternIsNamedWithItsKey() {
        assertThatThrownBy(() -> settings(Map.of("hidden", new String[] {"a/b"})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hidden = a/b; expected patterns for one name each, as *.tmp");
    }
}
