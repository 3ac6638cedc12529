// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Samba's smbclient, in each dialect and with each algorithm. */
@Timeout(120)
class SmbClientTest {
    @TempDir
    Path folder;

    private Served served;

    @BeforeEach
    void serve() throws Exception {
        Tools.require("smbclient");
        served = new Served(folder, 0, UnaryOperator.identity());
    }

    @AfterEach
    void stop() throws Exception {
        if (served != null) {
            served.close();
        }
    }

    private Tools.Result smbclient(String commands, String... options) {
        List<String> line = new ArrayList<>(List.of(
                "smbclient",
                "-p",
                String.valueOf(served.port()),
                "-s",
                "/dev/null",
                "-U",
                Served.USER + "%" + Served.PASSWORD));
        line.addAll(List.of(options));
        line.addAll(List.of("//127.0.0.1/share", "-c", commands));
        return Tools.run(line.toArray(new String[0]));
    }

    private void thereAndBack(String... options) throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Files.write(folder.resolve("up"), content);
        smbclient("put " + folder.resolve("up") + " a.bin; get a.bin " + folder.resolve("down"), options)
                .succeeded();
        assertThat(folder.resolve("files/a.bin")).hasBinaryContent(content);
        assertThat(folder.resolve("down")).hasBinaryContent(content);
    }

    @ParameterizedTest
    @CsvSource({
        "SMB2_02, sign",
        "SMB2_10, sign",
        "SMB3_00, sign",
        "SMB3_00, encrypt",
        "SMB3_02, sign",
        "SMB3_02, encrypt",
        "SMB3_11, sign",
        "SMB3_11, encrypt"
    })
    void movesFilesInEachDialect(String dialect, String protection) throws Exception {
        thereAndBack("-m", dialect, "--client-protection=" + protection);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes-128-ccm", "aes-128-gcm", "aes-256-ccm", "aes-256-gcm"})
    void movesFilesWithEachCipher(String cipher) throws Exception {
        thereAndBack("--client-protection=encrypt", "--option=client smb3 encryption algorithms=" + cipher);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hmac-sha256", "aes-128-cmac", "aes-128-gmac"})
    void movesFilesWithEachSignature(String algorithm) throws Exception {
        thereAndBack("--client-protection=sign", "--option=client smb3 signing algorithms=" + algorithm);
    }

    @Test
    void worksOnATree() throws Exception {
        Files.writeString(folder.resolve("up"), "text");
        String name = "größe 中 [1].txt";
        Tools.Result all = smbclient("mkdir d; put " + folder.resolve("up") + " \"d\\" + name
                        + "\"; ls d\\*; rename \"d\\" + name
                        + "\" d\\b.txt; scopy d\\b.txt d\\c.txt; del d\\b.txt; ls d\\*.txt;"
                        + " allinfo d\\c.txt; rename d e")
                .succeeded();

        assertThat(all.out()).contains(name, "c.txt").contains("attributes: A");
        assertThat(folder.resolve("files/e/c.txt")).hasContent("text");
        assertThat(folder.resolve("files/e/b.txt")).doesNotExist();
        smbclient("del e\\c.txt; rmdir e").succeeded();
        assertThat(folder.resolve("files")).isEmptyDirectory();
    }

    @Test
    void listsManyFiles() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            Files.createFile(folder.resolve("files/" + "file-with-a-longer-name-" + i));
        }
        assertThat(smbclient("ls").succeeded().out().lines().filter(line -> line.contains("file-with")))
                .hasSize(3_000);
    }

    @Test
    void findsTheShare() {
        Tools.Result list = Tools.run(
                "smbclient",
                "-p",
                String.valueOf(served.port()),
                "-s",
                "/dev/null",
                "-U",
                Served.USER + "%" + Served.PASSWORD,
                "-L",
                "127.0.0.1");

        assertThat(list.succeeded().out()).containsPattern("share +Disk").containsPattern("IPC\\$ +IPC");
    }

    @Test
    void isRefusedWithoutTheRightPassword() {
        Tools.Result wrong = Tools.run(
                "smbclient",
                "-p",
                String.valueOf(served.port()),
                "-s",
                "/dev/null",
                "-U",
                Served.USER + "%wrong",
                "//127.0.0.1/share",
                "-c",
                "ls");
        Tools.Result nobody = Tools.run(
                "smbclient",
                "-p",
                String.valueOf(served.port()),
                "-s",
                "/dev/null",
                "-N",
                "//127.0.0.1/share",
                "-c",
                "ls");

        assertThat(wrong.exitCode()).isNotZero();
        assertThat(wrong.out() + wrong.err()).contains("NT_STATUS_LOGON_FAILURE");
        assertThat(nobody.exitCode()).isNotZero();
    }
}
