// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.smb.ntlm.NtlmInitiator;
import io.fairlead.smb.ntlm.NtlmInitiator.Account;
import io.fairlead.smb.ntlm.ServerNames;
import io.fairlead.smb.ntlm.TestAccounts;
import io.fairlead.smb.spnego.Mechanism.Step;
import io.fairlead.testing.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logins with Samba at the other end, by its program {@code ntlm_auth}. */
@Timeout(60)
class NtlmAuthTest {
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path folder;

    private Path configuration;

    @BeforeEach
    void configure() throws IOException {
        Tools.require("ntlm_auth");
        configuration = folder.resolve("smb.conf");
        Files.writeString(configuration, "[global]\nworkgroup = HOME\nnetbios name = PEER\n");
    }

    /** The program: a line of a code and a token in, one out. */
    private final class Samba implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;

        Samba(String protocol) throws IOException {
            List<String> command = new ArrayList<>(List.of("ntlm_auth", "--configfile=" + configuration));
            command.add("--helper-protocol=" + protocol);
            command.addAll(List.of("--username=alice", "--domain=HOME", "--password=secret"));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        }

        String[] ask(String line) throws IOException {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            String answer = out.readLine();
            assertThat(answer).as("answer to %s", line).isNotNull();
            return answer.split(" ");
        }

        String[] ask(String code, byte[] token) throws IOException {
            return ask(code + " " + Base64.getEncoder().encodeToString(token));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static byte[] token(String[] answer) {
        return Base64.getDecoder().decode(answer[1]);
    }

    private static SpnegoAcceptor acceptor(String password) {
        var accounts = new TestAccounts(Map.of("alice", password), false);
        return new SpnegoAcceptor(
                List.of(new NtlmMechanism(ServerNames.standalone("files.example.org"), CLOCK, accounts)));
    }

    @Test
    void sambasClientLogsInWithinSpnego() throws Exception {
        try (Samba client = new Samba("gss-spnego-client")) {
            SpnegoAcceptor acceptor = acceptor("secret");
            Step challenge = acceptor.step(token(client.ask("YR")));
            Step done = acceptor.step(token(client.ask("TT", challenge.token())));
            Login login = done.login().orElseThrow();
            assertThat(login.account()).isEqualTo("HOME\\alice");
            assertThat(client.ask("TT", done.token())[0])
                    .as("it has verified our signature of the list")
                    .isEqualTo("AF");
        }
    }

    @Test
    void sambasClientHasTheSameKeyWithoutSpnego() throws Exception {
        try (Samba client = new Samba("ntlmssp-client-1")) {
            client.ask("SF NTLMSSP_FEATURE_SESSION_KEY NTLMSSP_FEATURE_SIGN");
            SpnegoAcceptor acceptor = acceptor("secret");
            Step challenge = acceptor.step(token(client.ask("YR")));
            Step done = acceptor.step(token(client.ask("TT", challenge.token())));
            assertThat(done.login().orElseThrow().sessionKey()).isEqualTo(token(client.ask("GK")));
        }
    }

    @Test
    void sambasServerLetsUsIn() throws Exception {
        try (Samba server = new Samba("gss-spnego")) {
            var ntlm = new NtlmInitiator(Account.of("alice", "HOME", "secret".toCharArray()), "cifs/peer", CLOCK);
            var client = new SpnegoInitiator(ntlm);
            byte[] first = client.first(token(server.ask("YR")));
            byte[] answer = client.step(token(server.ask("KK", first))).orElseThrow();
            String[] last = server.ask("KK", answer);
            assertThat(last[0]).as("it has verified our MIC and signature").isEqualTo("AF");
            client.step(token(last));
            assertThat(client.done()).isTrue();
        }
    }

    @Test
    void sambasServerHasTheSameKeyWithoutSpnego() throws Exception {
        try (Samba server = new Samba("squid-2.5-ntlmssp")) {
            server.ask("SF NTLMSSP_FEATURE_SESSION_KEY NTLMSSP_FEATURE_SIGN");
            var client = new NtlmInitiator(Account.of("alice", "HOME", "secret".toCharArray()), "cifs/peer", CLOCK);
            byte[] challenge = token(server.ask("YR", client.negotiate()));
            assertThat(server.ask("KK", client.authenticate(challenge))[0]).isEqualTo("AF");
            assertThat(token(server.ask("GK"))).isEqualTo(client.sessionKey());
        }
    }
}
