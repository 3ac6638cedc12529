// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    private static final Metatype.Kind KIND = new Metatype.Kind(
            "io.fairlead.ftp.server",
            "FTP server",
            "serves an export",
            List.of(
                    new Metatype.Key("port", "TCP port; default 2121", "2121"),
                    new Metatype.Key("host", "Address; default loopback", "127.0.0.1")));

    @TempDir
    Path folder;

    @Test
    void aNewFileShowsEveryKeyWithItsMeaning() throws IOException {
        ConfigFile.render(KIND, "Yours.", Map.of("port", "0")).write(file());
        assertThat(file())
                .hasContent(
                        """
                        # FTP server. serves an export
                        # Yours.

                        # TCP port; default 2121
                        port = 0

                        # Address; default loopback
                        #host = 127.0.0.1
                        """);
    }

    @Test
    void changingOneKeyLeavesTheRest() throws IOException {
        Files.writeString(file(), "# mine\nhost=::1\n  port : 1\n# port = 9\nother = a \\\n  b\n");
        ConfigFile config = ConfigFile.read(file());
        config.set("port", "2");
        config.set("fresh", "new");
        config.write(file());
        assertThat(file()).hasContent("# mine\nhost=::1\nport = 2\n# port = 9\nother = a \\\n  b\nfresh = new\n");
    }

    @Test
    void aValueOverSeveralLinesIsReplacedWhole() throws IOException {
        Files.writeString(file(), "a = 1 \\\n  2 \\\n  3\nb = c\\\\\nd = 4\n");
        ConfigFile config = ConfigFile.read(file());
        config.set("a", "one");
        config.set("b", "two");
        config.write(file());
        assertThat(file()).hasContent("a = one\nb = two\nd = 4\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp/a b", " leading", "C:\\new\\files", "/srv/grüße/中", "a=b:c#d!", "x\ty"})
    void anyValueArrivesAsItWas(String value) throws IOException {
        ConfigFile.render(KIND, "Yours.", Map.of("host", value)).write(file());
        assertThat(properties().getProperty("host")).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# a\n#host = 127.0.0.1\n\nport = 1\n",
                "# a\nhost = ::1\nport = 1\n",
                "port = 1\n",
                "host = a \\\n  b\nport = 1\nhost: c\n",
                "#host = 127.0.0.1\nhost=0.0.0.0\n"
            })
    void whatWasLentIsTakenBack(String before) throws IOException {
        Files.writeString(file(), before);
        for (int i = 0; i < 2; i++) { // once more without taking back in between: a server that was killed
            edit(config -> config.lend("host", "0.0.0.0"));
            assertThat(properties().getProperty("host")).isEqualTo("0.0.0.0");
        }
        edit(config -> config.lend("host", null));
        assertThat(file()).hasContent(before);
        edit(config -> config.lend("host", null));
        assertThat(file()).hasContent(before);
    }

    @Test
    void whatTheOwnerMadeOfALentLineStays() throws IOException {
        Files.writeString(file(), "host = ::1\nport = 1\n");
        edit(config -> config.lend("host", "0.0.0.0"));
        Files.writeString(file(), Files.readString(file()).replace("\nhost = 0.0.0.0", "\nhost = 10.0.0.1"));
        edit(config -> config.lend("host", null));
        assertThat(file()).hasContent("host = 10.0.0.1\nport = 1\n");
        edit(config -> config.lend("host", "10.0.0.1")); // what the owner says already stays the owner's
        edit(config -> config.lend("host", null));
        assertThat(file()).hasContent("host = 10.0.0.1\nport = 1\n");
    }

    @Test
    void isItsOwnersAlone() throws IOException {
        Files.writeString(file(), "port = 1\n");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        edit(config -> config.set("port", "2"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    private void edit(Consumer<ConfigFile> change) throws IOException {
        ConfigFile config = ConfigFile.read(file());
        change.accept(config);
        config.write(file());
    }

    private Properties properties() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file())) {
            properties.load(reader);
        }
        return properties;
    }

    private Path file() {
        return folder.resolve("io.fairlead.ftp.server-default.cfg");
    }
}
