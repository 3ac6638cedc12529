// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that people use. */
class InteropTest {
    @TempDir
    private Path folder;

    private ServerFixture fixture;
    private byte[] content;

    @BeforeEach
    void start() throws IOException {
        fixture = ServerFixture.start();
        content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Files.write(folder.resolve("f"), content);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--disable-epsv", "-P -", "--ssl-reqd -k --tls-max 1.2", "--ssl-reqd -k --tlsv1.3"})
    void curl(String options) throws IOException {
        Tools.require("curl");
        curl(options, "--ftp-create-dirs -T f", "a/b/f");
        assertThat(fixture.read("/a/b/f")).isEqualTo(content);
        curl(options, "-o got", "a/b/f");
        assertThat(folder.resolve("got")).hasBinaryContent(content);

        Files.write(folder.resolve("part"), java.util.Arrays.copyOf(content, 1_000_000));
        curl(options, "-C - -o part", "a/b/f");
        assertThat(folder.resolve("part")).hasBinaryContent(content);
        Files.write(folder.resolve("tail"), new byte[] {1, 2, 3});
        curl(options, "-a -T tail", "a/b/f");
        assertThat(fixture.read("/a/b/f")).hasSize(3_000_003).endsWith(1, 2, 3);

        assertThat(curl(options, "-I", "a/b/f").out()).contains("Content-Length: 3000003", "Last-Modified");
        assertThat(curl(options, "", "a/b/").out()).matches("(?s)-rw.*3000003.* f\\R");
        curl(
                options,
                "-T tail -Q -RNFR|up -Q -RNTO|renamed -Q -DELE|a/b/f"
                        .replace("-Q -", "-Q -")
                        .replace('|', ' '),
                "up");
        assertThat(fixture.names("/")).containsExactly("a", "renamed");
        assertThat(fixture.names("/a/b")).isEmpty();
    }

    private Tools.Result curl(String options, String what, String path) {
        String quoted = what.replace("-Q -RNFR up", "-Q '-RNFR up'")
                .replace("-Q -RNTO renamed", "-Q '-RNTO renamed'")
                .replace("-Q -DELE a/b/f", "-Q '-DELE a/b/f'");
        String url = " ftp://127.0.0.1:" + fixture.port() + "/" + path;
        String command = "curl -sS --max-time 30 -u me:" + ServerFixture.PASSWORD + " " + options + " " + quoted + url;
        return Tools.run(java.time.Duration.ofSeconds(40), folder, "sh", "-c", command)
                .succeeded();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set ftp:ssl-allow no",
                "set ftp:ssl-allow no; set ftp:passive-mode no",
                "set ssl:verify-certificate no; set ftp:ssl-force yes; set ftp:ssl-protect-data yes"
            })
    void lftp(String settings) throws IOException {
        Tools.require("lftp");
        Path tree = Files.createDirectories(folder.resolve("tree/sub dir"));
        Files.write(tree.resolve("f"), content);
        Files.writeString(tree.resolveSibling("ä ö"), "umlaut");
        Instant time = Instant.parse("2020-01-02T03:04:05Z");
        Files.setLastModifiedTime(tree.resolve("f"), FileTime.from(time));

        lftp(
                settings,
                "mirror -R tree r; mirror r back; pget -n 4 'r/sub dir/f' -o big; mv r/ä\\ ö r/moved; cls -1 r; rm -r r");
        assertThat(folder.resolve("back/sub dir/f")).hasBinaryContent(content);
        assertThat(folder.resolve("back/ä ö")).hasContent("umlaut");
        assertThat(folder.resolve("big")).hasBinaryContent(content);
        assertThat(Files.getLastModifiedTime(folder.resolve("back/sub dir/f")).toInstant())
                .isEqualTo(time);
        assertThat(fixture.names("/")).isEmpty();
    }

    private void lftp(String settings, String commands) {
        String script = "set net:max-retries 1; set net:timeout 10; " + settings + "; " + commands + "; bye";
        String url = "ftp://127.0.0.1:" + fixture.port();
        Tools.run(
                        java.time.Duration.ofSeconds(50),
                        folder,
                        "lftp",
                        "-u",
                        "me," + ServerFixture.PASSWORD,
                        "-e",
                        script,
                        url)
                .succeeded();
    }

    @Test
    void pythonsFtplib() throws IOException {
        Tools.require("python3");
        Files.writeString(
                folder.resolve("t.py"),
                """
                import ftplib, io, sys
                class Reuse(ftplib.FTP_TLS):
                    def ntransfercmd(self, cmd, rest=None):
                        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
                        conn = self.context.wrap_socket(conn, server_hostname=self.host, session=self.sock.session)
                        return conn, size
                for cls in (ftplib.FTP, Reuse):
                    f = cls()
                    f.connect('127.0.0.1', int(sys.argv[1]))
                    f.login('me', sys.argv[2])
                    if cls is Reuse:
                        f.prot_p()
                    data = open('f', 'rb').read()
                    f.storbinary('STOR p', io.BytesIO(data))
                    back = io.BytesIO()
                    f.retrbinary('RETR p', back.write)
                    assert back.getvalue() == data
                    assert f.nlst() == ['p'], f.nlst()
                    assert dict(f.mlsd())['p']['size'] == '3000000'
                    lines = []
                    f.storlines('STOR t', io.BytesIO(b'a\\nb\\n'))
                    f.retrlines('RETR t', lines.append)
                    assert lines == ['a', 'b'], lines
                    conn = f.transfercmd('RETR p')
                    f.abort()
                    conn.close()
                    f.voidcmd('NOOP')
                    f.delete('p'); f.delete('t')
                    f.quit()
                """);
        Tools.run(
                        java.time.Duration.ofSeconds(40),
                        folder,
                        "python3",
                        "t.py",
                        "" + fixture.port(),
                        ServerFixture.PASSWORD)
                .succeeded();
    }
}
