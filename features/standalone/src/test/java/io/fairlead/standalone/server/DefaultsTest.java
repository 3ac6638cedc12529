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

/** What the options of {@code serve} make of the servers' default configurations; that it works, TftpIT shows. */
class DefaultsTest {
    private static final String FTP = "io.fairlead.ftp.server";
    private static final String TFTP = "io.fairlead.tftp.server";
    private static final String SMB = "io.fairlead.smb.server";
    private static final String SHARE = "io.fairlead.smb.share";

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
    void aNewHomeServesNoTftp() throws Exception {
        write(null, false, null, null);
        assertThat(file()).doesNotExist();
        assertThat(set(FTP)).isEmpty();
    }

    @Test
    void whoAsksForTftpGetsItForReadingOnly() throws Exception {
        write(null, false, "on", null);
        assertThat(set()).isEmpty(); // all as the keys' defaults have it
    }

    @Test
    void whoAsksForWritingByTftpAsksForTftp() throws Exception {
        write(null, false, null, true);
        assertThat(set()).containsExactly("write = replace");
        write(null, false, null, false);
        assertThat(file()).doesNotExist();
    }

    @Test
    void optionsAreForTheirStartAlone() throws Exception {
        write("127.0.0.2", false, "7069", true);
        assertThat(set()).containsExactlyInAnyOrder("host = 127.0.0.2", "port = 7069", "write = replace");
        assertThat(set(FTP)).containsExactly("host = 127.0.0.2");
        write(null, false, "on", null);
        assertThat(set()).isEmpty();
        assertThat(set(FTP)).isEmpty();
        write("0.0.0.0", true, null, null);
        assertThat(set(FTP)).containsExactlyInAnyOrder("host = 0.0.0.0", "allowPlaintext = true");
        write("0.0.0.0", false, null, null);
        assertThat(set(FTP)).containsExactlyInAnyOrder("host = 0.0.0.0", "tls = required");
        write(null, false, null, null);
        assertThat(set(FTP)).isEmpty();
    }

    @Test
    void whatTheOwnerWroteStays() throws Exception {
        write(null, false, "on", null);
        Files.writeString(file(), Files.readString(file()).replace("#write = none", "write = versioned"));
        write("127.0.0.3", false, "7070", null);
        assertThat(set()).containsExactlyInAnyOrder("host = 127.0.0.3", "port = 7070", "write = versioned");
        write(null, false, "7070", true);
        assertThat(set()).containsExactlyInAnyOrder("port = 7070", "write = replace");
        write(null, false, "on", null);
        assertThat(set()).containsExactly("write = versioned");
    }

    @Test
    void tftpIsOffUntilItIsAskedForAgain() throws Exception {
        write(null, false, "7069", null);
        Files.writeString(file(), Files.readString(file()) + "\nname = mine\n");
        for (String off : new String[] {"off", null}) {
            write(null, false, off, null);
            assertThat(file()).doesNotExist();
        }
        write(null, false, "7070", null);
        assertThat(set()).containsExactlyInAnyOrder("port = 7070", "name = mine");
    }

    @Test
    void tftpStaysOnThisMachineUnlessThatIsSaidToBeNoMatter() throws Exception {
        assertThatThrownBy(() -> write("0.0.0.0", false, "7069", null))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("--allow-plaintext");
        assertThatThrownBy(() -> write("0.0.0.0", false, null, true)).isInstanceOf(StartFailure.class);
        write("0.0.0.0", true, "on", null);
        assertThat(set()).containsExactly("host = 0.0.0.0");
    }

    @Test
    void otherTftpServersOfTheOwnerAreLeftAsTheyAre() throws Exception {
        Path other = folder.resolve("etc/" + TFTP + "-boot.cfg");
        Files.writeString(other, "port = 69\n");
        write(null, false, null, null);
        assertThat(file()).doesNotExist();
        assertThat(other).hasContent("port = 69\n");
    }

    @Test
    void smbIsServedUnlessItIsSwitchedOff() throws Exception {
        assertThat(writeSmb(null, false, null, null)).isTrue();
        assertThat(set(SMB)).isEmpty();
        assertThat(set(SHARE)).isEmpty();
        assertThat(writeSmb("0.0.0.0", false, "445", "Our files")).isTrue();
        assertThat(set(SMB)).containsExactlyInAnyOrder("host = 0.0.0.0", "port = 445", "encryption = required");
        assertThat(set(SHARE)).containsExactly("name = Our files");
        assertThat(writeSmb("0.0.0.0", true, null, null)).isTrue();
        assertThat(set(SMB)).containsExactlyInAnyOrder("host = 0.0.0.0", "port = 445");
        assertThat(writeSmb(null, false, "off", null)).isFalse();
        assertThat(file(SMB)).doesNotExist();
        assertThat(writeSmb(null, false, null, null)).isFalse();
        assertThat(writeSmb(null, false, "on", null)).isTrue();
        assertThat(set(SMB)).containsExactly("port = 445");
    }

    @Test
    void aHomeThatBeganWithoutSmbHasItWhenItIsAskedFor() throws Exception {
        assertThat(writeSmb(null, false, "off", null)).isFalse();
        assertThat(file(SHARE)).doesNotExist();
        assertThat(writeSmb(null, false, "4451", null)).isTrue();
        assertThat(set(SHARE)).isEmpty();
    }

    private boolean writeSmb(String host, boolean plaintext, String port, String share) throws Exception {
        Port parsed = port == null ? null : new Port.Converter().convert(port);
        var network = new ServeSettings.Network(host, plaintext, null, null, parsed, null, share);
        var defaults =
                new Defaults(home, new ServeSettings(null, null, List.of(), null, null, false, network), kinds());
        defaults.write();
        return defaults.servesSmb();
    }

    private void write(String host, boolean plaintext, String port, Boolean tftpWrite) throws Exception {
        Port parsed = port == null ? null : new Port.Converter().convert(port);
        var network = new ServeSettings.Network(host, plaintext, null, parsed, null, tftpWrite, null);
        new Defaults(home, new ServeSettings(null, null, List.of(), null, null, false, network), kinds()).write();
    }

    private static Map<String, Kind> kinds() {
        List<Key> keys = List.of(
                new Key("host", "Address", "127.0.0.1"),
                new Key("port", "Port", "6969"),
                new Key("write", "Policy", "none"),
                new Key("allowPlaintext", "Clear text", "false"),
                new Key("name", "Name", "files"),
                new Key("encryption", "Encryption", "offered"),
                new Key("tls", "TLS", "offered"));
        Map<String, Kind> kinds = new TreeMap<>();
        for (String pid : List.of("io.fairlead.export", FTP, TFTP, SMB, SHARE)) {
            kinds.put(pid, new Kind(pid, "name", "description", keys));
        }
        return kinds;
    }

    private Path file() {
        return file(TFTP);
    }

    private Path file(String pid) {
        return folder.resolve("etc/" + pid + "-default.cfg");
    }

    private List<String> set() throws IOException {
        return set(TFTP);
    }

    /** The lines that are not commented out. */
    private List<String> set(String pid) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file(pid)));
        lines.removeIf(line -> line.isBlank() || line.startsWith("#") || line.startsWith("tlsSelf"));
        return lines;
    }
}
