// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The home of a server is not what it serves. */
@DisabledOnOs(OS.WINDOWS)
class ServedFoldersTest {
    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void make() throws IOException {
        home = Files.createDirectories(folder.resolve("person/home"));
        Files.createDirectories(home.resolve("files/sub"));
        Files.createDirectories(home.resolve("etc"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("person"));
        Files.createSymbolicLink(folder.resolve("linkIn"), home.resolve("etc"));
    }

    @Test
    void refusesTheHomeAndWhatIsAroundItOrInIt() {
        refused("is the server's home", home);
        refused("contains the server's home", folder.resolve("person"));
        refused("contains the server's home", folder.resolve("link"));
        refused("contains the server's home", folder.resolve("person/home/.."));
        refused("contains the server's home", Path.of("/"));
        refused("lies in the server's home", home.resolve("etc"));
        refused("lies in the server's home", folder.resolve("linkIn"));
    }

    @Test
    void refusesAFolderThatTheHomeWouldBeMadeIn() throws Exception {
        Path later = folder.resolve("link/new/home");
        assertThatThrownBy(() -> ServedFolders.check(folder.resolve("person"), later))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("contains the server's home");
        ServedFolders.check(home, folder.resolve("new"));
    }

    @Test
    void servesWhatIsBesideAndTheFilesInIt() throws Exception {
        ServedFolders.check(null, home);
        ServedFolders.check(home.resolve("files"), home);
        ServedFolders.check(home.resolve("files/sub"), folder.resolve("link/home"));
        ServedFolders.check(Files.createDirectory(folder.resolve("person/home2")), home);
    }

    @Test
    void refusesWhatAnOwnersFileNames() throws Exception {
        try (Home open = Home.owned(home)) {
            configure("path = ${fairlead.home}/files\n");
            ServedFolders.checkConfigured(open);
            configure("path = ${elsewhere}/files\n");
            ServedFolders.checkConfigured(open);
            for (String path : new String[] {"/", "${fairlead.home}", "${fairlead.home}/etc"}) {
                configure("name = other\npath = " + path + "\n");
                assertThatThrownBy(() -> ServedFolders.checkConfigured(open))
                        .isInstanceOf(StartFailure.class)
                        .hasMessageContaining("io.fairlead.storage.local-other.cfg: folder ");
            }
        }
    }

    private void configure(String text) throws IOException {
        Files.writeString(home.resolve("etc/io.fairlead.storage.local-other.cfg"), text);
    }

    private void refused(String why, Path served) {
        assertThatThrownBy(() -> ServedFolders.check(served, home))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(why)
                .hasMessageContaining("folder " + served);
    }
}
