// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent().getParent();

    @Test
    void pageIsWhatTheBundlesCarry() throws IOException {
        Path page = PROJECT.resolve("docs/configuration.md");
        String rendered = ConfigurationPage.render(PROJECT.resolve("bundles"));
        if ("write".equals(System.getProperty("configuration.page"))) {
            Files.writeString(page, rendered);
        }
        assertThat(rendered).contains("io.fairlead.storage.local", "io.fairlead.export", "io.fairlead.ftp.server");
        assertThat(Files.readString(page)).isEqualTo(rendered);
    }
}
