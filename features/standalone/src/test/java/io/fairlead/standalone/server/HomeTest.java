// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    Path folder;

    @Test
    void anOwnedHomeIsRefusedWhileInUse() throws Exception {
        try (Home first = Home.owned(folder)) {
            assertThatThrownBy(() -> Home.owned(folder))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThat(first.etc()).isDirectory();
        }
        Home.owned(folder).close();
    }

    @Test
    void aSecondServerGetsATemporaryHomeAndTheSameFiles() throws Exception {
        Path root;
        try (Home first = Home.standard(folder);
                Home second = Home.standard(folder)) {
            root = second.root();
            assertThat(first.kind()).isEqualTo(Home.Kind.DEFAULT);
            assertThat(second.kind()).isEqualTo(Home.Kind.TEMPORARY);
            assertThat(second.files()).isEqualTo(first.files());
            assertThat(second.tls()).isEqualTo(first.tls());
            assertThat(second.etc()).isNotEqualTo(first.etc());
            Files.writeString(second.etc().resolve("x"), "x");
        }
        assertThat(root).doesNotExist();
        assertThat(folder.resolve("files")).exists();
    }

    @Test
    void aHomeThatIsAFileIsOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> Home.owned(file))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(file.toString());
    }
}
