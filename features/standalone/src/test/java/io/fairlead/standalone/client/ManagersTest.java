// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which manager of Commons VFS has which scheme. */
class ManagersTest {
    @Test
    void aSchemeComesWithItsUrl() throws IOException {
        try (Managers managers = new Managers()) {
            assertThat(managers.speaks("ftp")).isTrue();
            assertThat(managers.local().getSchemes()).containsExactly("file");
            assertThat(managers.of(List.of("zip", "ftp"))).isSameAs(managers.local());
            assertThat(managers.local().getSchemes()).containsExactlyInAnyOrder("file", "zip", "ftp");
        }
    }

    @Test
    void othersComeFromTheConfigurationOfCommonsVfs() throws IOException {
        try (Managers managers = new Managers()) {
            assertThat(managers.speaks("tmp")).isTrue();
            assertThat(managers.of(List.of("tmp"))).isNotSameAs(managers.local());
            assertThat(managers.speaks("gopher")).isFalse();
            assertThat(managers.schemes()).contains("ftp", "ftps", "smb", "tftp", "file", "zip", "tmp");
        }
    }
}
