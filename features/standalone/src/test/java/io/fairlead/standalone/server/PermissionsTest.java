// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A home is its owner's alone, and code runs only from where nobody else may put it. */
@DisabledOnOs(OS.WINDOWS)
class PermissionsTest {
    @TempDir
    Path folder;

    @Test
    void aNewHomeIsItsOwnersAlone() throws Exception {
        try (Home home = Home.owned(folder.resolve("a/home"))) {
            for (Path path : List.of(home.root(), home.etc(), home.bundles(), home.tls(), home.log())) {
                assertThat(mode(path)).as(path.toString()).isEqualTo("rwx------");
            }
            assertThat(Permissions.tighten(home)).isEmpty();
        }
    }

    @Test
    void anOldHomeBecomesSo() throws Exception {
        try (Home home = Home.owned(folder)) {
            Path config = Files.writeString(home.etc().resolve("x.cfg"), "");
            Path script = Files.writeString(home.etc().resolve("y.cfg"), "");
            Path link = Files.createSymbolicLink(home.etc().resolve("z.cfg"), Files.writeString(outside(), ""));
            mode(home.root(), "rwxrwxr-x");
            mode(home.etc(), "rwxr-xr-x");
            mode(config, "rw-rw-r--");
            mode(script, "r--r--r--");
            mode(outside(), "rw-r--r--");
            assertThat(Permissions.tighten(home))
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("others could write " + folder));
            assertThat(mode(home.root())).isEqualTo("rwx------");
            assertThat(mode(home.etc())).isEqualTo("rwx------");
            assertThat(mode(config)).isEqualTo("rw-------");
            assertThat(mode(script)).isEqualTo("r--------");
            assertThat(mode(link)).as("what a link points to").isEqualTo("rw-r--r--");
        }
    }

    private Path outside() {
        return folder.resolve("log/outside");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bundles", "bundles/x.jar"})
    void refusesCodeThatOthersMayWrite(String path) throws Exception {
        try (Home home = Home.owned(folder)) {
            Files.writeString(home.bundles().resolve("x.jar"), "");
            Permissions.requireOwn(home);
            Path loose = folder.resolve(path);
            String before = mode(loose);
            for (String bits : new String[] {"rwx-w----", "rwx----w-"}) {
                mode(loose, bits);
                assertThatThrownBy(() -> Permissions.requireOwn(home))
                        .isInstanceOf(StartFailure.class)
                        .hasMessage("--deploy: others may write " + loose.toRealPath() + "; chmod go-w it");
            }
            mode(loose, before);
            Permissions.requireOwn(home);
        }
    }

    @Test
    void refusesCodeBehindALink() throws Exception {
        try (Home home = Home.owned(folder)) {
            Files.createSymbolicLink(home.bundles().resolve("x.jar"), Files.writeString(outside(), ""));
            assertThatThrownBy(() -> Permissions.requireOwn(home))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("symbolic link");
        }
    }

    @Test
    void refusesCodeOfAnotherUser() throws Exception {
        try (Home home = Home.owned(folder)) {
            Path jar = Files.writeString(home.bundles().resolve("x.jar"), "");
            try {
                Files.setAttribute(jar, "unix:uid", 65534);
            } catch (IOException notRoot) {
                return;
            }
            assertThatThrownBy(() -> Permissions.requireOwn(home))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("belongs to another user (uid 65534)");
        }
    }

    @Test
    void aFolderOfEverybodysIsNoHome() throws Exception {
        mode(folder, "rwxrwxrwx");
        Files.setAttribute(folder, "unix:mode", 01777);
        assertThatThrownBy(() -> Home.owned(folder))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("a folder of everybody's");
        Home.owned(folder.resolve("inside")).close();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void mode(Path path, String bits) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(bits));
    }
}
