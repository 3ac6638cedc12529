// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.smb.ntlm.NtlmInitiator;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that proves who somebody is, and no key, gets into a log, however much it tells. */
@Timeout(120)
class SecretsTest {
    private static final String WRONG = "T0ken-that-is-wr0ng";

    @TempDir
    Path folder;

    @Test
    void areNotLogged() throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                        "-Dorg.slf4j.simpleLogger.log.io.fairlead=trace",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Served.class.getName(),
                        folder.toString(),
                        "0")
                .redirectError(log.toFile())
                .start();
        List<String> secrets = new ArrayList<>(List.of(Served.PASSWORD, WRONG));
        try {
            String ready = process.inputReader().readLine();
            secrets.addAll(work(Integer.parseInt(ready.substring("READY ".length()))));
        } finally {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
        String text = Files.readString(log);
        assertThat(text).contains("SESSION_SETUP").contains("CREATE"); // it does tell
        for (String secret : secrets) {
            assertThat(text).doesNotContainIgnoringCase(secret);
        }
    }

    /** Every way to be let in or not; the keys that it came to. */
    private static List<String> work(int port) throws IOException {
        List<String> keys = new ArrayList<>();
        for (Dialect dialect : List.of(Dialect.SMB_2_1, Dialect.SMB_3_0, Dialect.SMB_3_1_1)) {
            try (SmbPeer stranger = new SmbPeer(port)) {
                stranger.negotiate(dialect);
                assertThat(stranger.login(Served.USER, WRONG).status()).isEqualTo(NtStatus.LOGON_FAILURE.code());
            }
            try (SmbPeer peer = new SmbPeer(port)) {
                peer.negotiate(dialect);
                assertThat(peer.login(Served.USER, Served.PASSWORD).status()).isZero();
                peer.connectTree("\\\\s\\share");
                peer.open("f");
                keys.addAll(texts(peer.keys.signing()));
                keys.addAll(texts(peer.keys.clientToServer()));
                keys.addAll(texts(peer.keys.serverToClient()));
                peer.ask(Command.LOGOFF, new Empty());
            }
        }
        return keys;
    }

    private static List<String> texts(byte[] key) {
        return key == null || key.length == 0
                ? List.of()
                : List.of(HexFormat.of().formatHex(key), Base64.getEncoder().encodeToString(key), Arrays.toString(key));
    }

    @Test
    void areNotInTheTextsOfWhatHoldsThem() {
        var account = NtlmInitiator.Account.of("me", "", Served.PASSWORD.toCharArray());
        ConnectOptions options =
                ConnectOptions.NONE.with(ConnectOptions.USER, "me").with(ConnectOptions.PASSWORD, Served.PASSWORD);
        for (Object holder : List.of(account, options)) {
            assertThat(holder.toString()).doesNotContain(Served.PASSWORD);
        }
    }
}
