// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.KerberosRealm;
import io.fairlead.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/** Samba's smbclient with tickets of MIT's KDC. */
@Timeout(120)
class SmbClientKerberosTest {
    @TempDir
    Path folder;

    private KerberosServed served;

    @BeforeEach
    void serve() throws Exception {
        Tools.require("smbclient");
        KerberosRealm.require();
        served = new KerberosServed(folder, UnaryOperator.identity());
    }

    @AfterEach
    void stop() throws Exception {
        if (served != null) {
            served.close();
        }
    }

    private Tools.Result smbclient(String cache, String commands, List<String> options) {
        List<String> line =
                new ArrayList<>(List.of("env", "KRB5_CONFIG=" + served.realm().configuration(), "KRB5CCNAME=" + cache));
        line.addAll(List.of("smbclient", "-s", "/dev/null", "-I", "127.0.0.1"));
        line.addAll(List.of("-p", String.valueOf(served.port())));
        line.addAll(options);
        line.addAll(List.of("//" + KerberosServed.HOST + "/share", "-c", commands));
        return Tools.run(line.toArray(new String[0]));
    }

    private Tools.Result withTicket(String user, String commands, String... options) throws Exception {
        Path cache = served.realm().tickets(user, KerberosServed.PASSWORD, Duration.ofHours(1));
        List<String> all = new ArrayList<>(List.of("--use-kerberos=required"));
        all.addAll(List.of(options));
        return smbclient("FILE:" + cache, commands, all);
    }

    @ParameterizedTest
    @CsvSource({
        "SMB2_02, sign",
        "SMB2_10, sign",
        "SMB3_00, sign",
        "SMB3_00, encrypt",
        "SMB3_02, encrypt",
        "SMB3_11, sign",
        "SMB3_11, encrypt"
    })
    void movesFiles(String dialect, String protection) throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Files.write(folder.resolve("up"), content);
        withTicket(
                        "alice",
                        "put " + folder.resolve("up") + " a.bin; get a.bin " + folder.resolve("down"),
                        "-m",
                        dialect,
                        "--client-protection=" + protection)
                .succeeded();
        assertThat(folder.resolve("down")).hasBinaryContent(content);
        assertThat(served.realm().log()).contains("cifs/" + KerberosServed.HOST);
    }

    @ParameterizedTest
    @CsvSource({"aes-256-gcm", "aes-256-ccm"})
    void makesLongKeysOfAllOfTheSessionKey(String cipher) throws Exception {
        withTicket("alice", "ls", "--client-protection=encrypt", "--option=client smb3 encryption algorithms=" + cipher)
                .succeeded();
    }

    @Test
    void letsInByNtlmAsWell() {
        smbclient("", "ls", List.of("--use-kerberos=off", "-U", "alice%" + KerberosServed.PASSWORD))
                .succeeded();
    }

    @Test
    void refusesWhoHasNoAccountOrADisabledOne() throws Exception {
        for (String user : List.of("bob", "carol")) {
            Tools.Result refused = withTicket(user, "ls");
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.out() + refused.err()).contains("NT_STATUS_LOGON_FAILURE");
        }
    }

    @Test
    void refusesATicketOfAKeyThatItHasNot() throws Exception {
        served.realm().changeKey("cifs/" + KerberosServed.HOST);
        Tools.Result refused = withTicket("alice", "ls");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.out() + refused.err()).contains("NT_STATUS_LOGON_FAILURE");
    }
}
