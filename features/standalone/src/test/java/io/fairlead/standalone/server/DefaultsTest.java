// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.standalone.server.Metatype.Key;
import io.fairlead.standalone.server.Metatype.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the options of {@code serve} make of TFTP's default configuration; that it works, TftpIT shows. */
class DefaultsTest {
    private static final String TFTP = "io.fairlead.tftp.server";

    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void open() throws StartFailure {
        home = Home.owned(folder);
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    @Test
    void aNewHomeServesTftpForReadingOnly() throws Exception {
        write(null, false, null, null);
        assertThat(set()).isEmpty(); // all as the keys' defaults have it
    }

    @Test
    void optionsBecomeKeys() throws Exception {
        write("127.0.0.2", false, "7069", true);
        assertThat(set()).containsExactlyInAnyOrder("host = 127.0.0.2", "port = 7069", "write = replace");
        write(null, false, null, false);
        assertThat(set()).containsExactlyInAnyOrder("host = 127.0.0.2", "port = 7069", "write = none");
        Files.writeString(file(), Files.readString(file()).replace("write = none", "write = versioned"));
        write(null, false, "7070", null);
        assertThat(set()).containsExactlyInAnyOrder("host = 127.0.0.2", "port = 7070", "write = versioned");
    }

    @Test
    void offStaysOffUntilAPortIsNamed() throws Exception {
        write(null, false, "off", null);
        assertThat(file()).doesNotExist();
        write(null, false, "7069", null);
        write(null, false, "off", null);
        write(null, false, null, null);
        assertThat(file()).doesNotExist();
        write(null, false, "7070", null);
        assertThat(set()).containsExactly("port = 7070");
    }

    @Test
    void tftpStaysOnThisMachineUnlessThatIsSaidToBeNoMatter() throws Exception {
        write("0.0.0.0", false, null, null);
        assertThat(set()).isEmpty();
        assertThatThrownBy(() -> write("0.0.0.0", false, "7069", null))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("--allow-plaintext");
        write("0.0.0.0", true, null, null);
        assertThat(set()).containsExactly("host = 0.0.0.0");
    }

    @Test
    void aHomeFromBeforeTftpIsLeftAsItIs() throws Exception {
        Files.writeString(folder.resolve("etc/io.fairlead.export-default.cfg"), "");
        write(null, false, null, null);
        assertThat(file()).doesNotExist();
    }

    private void write(String host, boolean plaintext, String port, Boolean tftpWrite) throws Exception {
        Port parsed = port == null ? null : new Port.Converter().convert(port);
        var network = new ServeSettings.Network(host, plaintext, null, parsed, null, tftpWrite, null);
        new Defaults(home, new ServeSettings(null, null, List.of(), null, network), kinds()).write();
    }

    private static Map<String, Kind> kinds() {
        List<Key> keys = List.of(
                new Key("host", "Address", "127.0.0.1"),
                new Key("port", "Port", "6969"),
                new Key("write", "Policy", "none"));
        Map<String, Kind> kinds = new TreeMap<>();
        for (String pid : List.of("io.fairlead.export", TFTP)) {
            kinds.put(pid, new Kind(pid, "name", "description", keys));
        }
        return kinds;
    }

    private Path file() {
        return folder.resolve("etc/" + TFTP + "-default.cfg");
    }

    /** The lines that are not commented out. */
    private List<String> set() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.removeIf(line -> line.isBlank() || line.startsWith("#"));
        return lines;
    }
}
