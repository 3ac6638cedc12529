// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.itests.standalone.ForeignFtpServer.Kind;
import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A tree of oddities goes up to FTP servers, down and across, whole but for what is told, and a second time nothing of it is
 * transferred. {@code -Dodd.files=N} says how many plain files are in it besides: 5,000 are the whole test. Servers of
 * others are tried with {@code -Dodd.others=true}, as the profile {@code slow} has it.
 */
@DisabledOnOs(OS.WINDOWS)
class OddTreeIT {
    private static final String VSFTPD_TLS =
            """
            ssl_enable=YES
            allow_anon_ssl=YES
            require_ssl_reuse=YES
            rsa_cert_file=%s
            rsa_private_key_file=%s
            ssl_ciphers=HIGH
            """;
    private static final String PROFTPD_TLS =
            """
            ModulePath /usr/lib/proftpd
            LoadModule mod_tls.c
            TLSEngine on
            TLSRequired on
            TLSProtocol %s
            TLSRSACertificateFile %s
            TLSRSACertificateKeyFile %s
            """;
    private static final String PROFTPD_DIGEST =
            """
            ModulePath /usr/lib/proftpd
            LoadModule mod_digest.c
            """;
    private static final String OPENSSL_LIMITS =
            """
            openssl_conf = all
            [all]
            ssl_conf = ssl
            [ssl]
            system_default = limits
            [limits]
            MaxProtocol = %s
            """;
    private static final int MANY = Integer.getInteger("odd.files", 100);

    @TempDir
    Path folder;

    private OddTree tree;
    private ServeProcess ours;

    @BeforeEach
    void start() throws Exception {
        tree = OddTree.make(folder.resolve("t"), MANY);
        ours = ServeProcess.start(Files.createDirectory(folder.resolve("served")), folder.resolve("home"));
    }

    @AfterEach
    void stop() throws Exception {
        ours.close();
    }

    /** Names that a server does not take as they are. */
    private static Set<String> refused(Kind kind) {
        return kind == Kind.PURE_FTPD ? Set.of("\\", "a\\b", "trail ") : Set.of();
    }

    private static String shown(String name) {
        return "copy names/" + name.replaceAll("\\p{Cntrl}", "?");
    }

    @Test
    void survivesOurServer() throws Exception {
        travels(ours.url("/t"), Set.of());
        goes(ours.url("/t"), ours.url("/other"));
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "odd.others", matches = "true", disabledReason = "-Pslow does so")
    void survivesTheServersOfOthers(Kind kind) throws Exception {
        try (ForeignFtpServer server = ForeignFtpServer.start(kind)) {
            travels(server.url("/t"), refused(kind));
            goes(server.url("/t"), ours.url("/t"));
        }
    }

    /** 5,000 files take a while. */
    private static Tools.Result sync(Object... arguments) {
        Object[] command =
                Stream.concat(Stream.of("sync"), Arrays.stream(arguments)).toArray();
        return Tools.run(
                Duration.ofMinutes(10),
                Path.of("."),
                FairleadJar.command(List.of(), command).toArray(String[]::new));
    }

    /** Up twice, down twice. */
    private void travels(String url, Set<String> refused) throws IOException {
        Tools.Result up = sync(tree.root(), url);
        assertThat(up.exitCode()).as(up.err()).isEqualTo(1);
        assertThat(up.err())
                .contains(
                        "special/pipe: a device, pipe or socket",
                        "special/socket: a device, pipe or socket",
                        "names/a?b");
        Tools.Result again = sync(tree.root(), url);
        List<String> unstorable = Set.of(OddTree.UNSPEAKABLE, refused).stream()
                .flatMap(Set::stream)
                .map(OddTreeIT::shown)
                .toList();
        assertThat(again.out().lines()).as(again.err()).isSubsetOf(unstorable);
        Path down = folder.resolve("down");
        goes(url, down.toString());
        Map<String, String> sent = OddTree.content(tree.root());
        Map<String, String> came = OddTree.content(down);
        OddTree.UNSPEAKABLE.forEach(name -> sent.remove("names/" + name));
        for (String name : refused) {
            sent.remove("names/" + name);
        }
        came.remove("names/trail_"); // what Pure-FTPd makes of a blank at the end
        assertThat(came).isEqualTo(sent);
    }

    /** The whole of it once, and nothing a second time. */
    private static void goes(String from, String to) {
        Tools.Result first = sync(from, to);
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).contains("copy modes/exec", "copy many/f1\n");
        Tools.Result second = sync(from, to);
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void resumesTlsSessionsWhereVsftpdDemandsIt(String version) throws Exception {
        String pin = makeCertificate();
        String more = VSFTPD_TLS.formatted(folder.resolve("certificate"), folder.resolve("key"));
        String limits = OPENSSL_LIMITS.formatted(version);
        Map<String, String> environment = Map.of(
                "OPENSSL_CONF",
                Files.writeString(folder.resolve("openssl"), limits).toString());
        try (ForeignFtpServer server = ForeignFtpServer.start(Kind.VSFTPD, more, environment)) {
            resumes(server, pin);
        }
    }

    /** Which demands it unless it is told otherwise. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void resumesTlsSessionsWhereProftpdDemandsIt(String version) throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/lib/proftpd/mod_tls.so")), "not installed: proftpd-mod-crypto");
        String pin = makeCertificate();
        String more = PROFTPD_TLS.formatted(version, folder.resolve("certificate"), folder.resolve("key"));
        try (ForeignFtpServer server = ForeignFtpServer.start(Kind.PROFTPD, more, Map.of())) {
            resumes(server, pin);
        }
    }

    private void resumes(ForeignFtpServer server, String pin) throws IOException {
        String url = server.url("/t").replace("ftp://", "ftps://");
        Path many = tree.root().resolve("many");
        Path back = folder.resolve("back");
        for (boolean active : new boolean[] {false, true}) {
            Object[] options = {"--tls-fingerprint", pin, "-o", "ftp.active=" + active};
            String there = url + active;
            assertThat(sync(with(options, many, there)).succeeded().err()).isEmpty();
            assertThat(sync(with(options, there, back)).succeeded().err()).isEmpty();
            assertThat(OddTree.content(back)).isEqualTo(OddTree.content(many));
        }
    }

    private static Object[] with(Object[] options, Object from, Object to) {
        return Stream.concat(Arrays.stream(options), Stream.of(from, to)).toArray();
    }

    /** A key and its certificate, of which this is the SHA-256. */
    private String makeCertificate() {
        Tools.require("openssl");
        Path key = folder.resolve("key");
        Path certificate = folder.resolve("certificate");
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", key, "-out", certificate);
        String print = openssl("x509", "-in", certificate, "-noout", "-fingerprint", "-sha256");
        return print.substring(print.indexOf('=') + 1).strip();
    }

    /** The server connects to the client for data. */
    @ParameterizedTest
    @EnumSource
    void transfersInActiveMode(Kind kind) throws Exception {
        try (ForeignFtpServer server = ForeignFtpServer.start(kind)) {
            Path many = tree.root().resolve("many");
            Path back = folder.resolve("back");
            assertThat(sync("-o", "ftp.active=true", many, server.url("/t"))
                            .succeeded()
                            .err())
                    .isEmpty();
            assertThat(sync("-o", "ftp.active=true", server.url("/t"), back)
                            .succeeded()
                            .err())
                    .isEmpty();
            assertThat(OddTree.content(back)).isEqualTo(OddTree.content(many));
        }
    }

    @Test
    void comparesByChecksumsOfProftpd() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/lib/proftpd/mod_digest.so")), "not installed: mod_digest of ProFTPD");
        Path many = tree.root().resolve("many");
        try (ForeignFtpServer server = ForeignFtpServer.start(Kind.PROFTPD, PROFTPD_DIGEST, Map.of())) {
            sync(many, server.url("/t")).succeeded();
            Tools.Result same = Tools.run(FairleadJar.command(List.of(), "check", "--checksum", many, server.url("/t"))
                    .toArray(String[]::new));
            assertThat(same.succeeded().out()).contains("0 differ; compared " + MANY + " by the server's SHA-256");
        }
    }

    private static String openssl(Object... arguments) {
        return Tools.run(Stream.concat(
                                Stream.of("openssl"), Arrays.stream(arguments).map(Object::toString))
                        .toArray(String[]::new))
                .succeeded()
                .out();
    }
}
