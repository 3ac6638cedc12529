// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.standalone.server.Readiness.Listening;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BannerTest {
    @Test
    void saysWhatToTypeForTftp() {
        assertThat(banner(new Listening("tftp", "tftp", new InetSocketAddress("127.0.0.1", 6969), false)))
                .contains("\nfiles    /srv/a\n")
                .contains("\n  tftp -m binary 127.0.0.1 6969 -c get NAME\n")
                .contains("\n  curl -O tftp://127.0.0.1:6969/NAME\n")
                .contains("resolveFile(\"tftp://127.0.0.1:6969/NAME\")")
                .contains("--tftp-write")
                .doesNotContain("TFTP is off")
                .doesNotContain("curl -T")
                .doesNotContain("this machine only");
    }

    @Test
    void saysHowToUploadWhereTftpWrites() {
        assertThat(banner(new Listening("tftp", "tftp", new InetSocketAddress("::1", 6969), true)))
                .contains("\n  tftp -m binary 0:0:0:0:0:0:0:1 6969 -c get NAME\n")
                .contains("\n  curl -T FILE tftp://[0:0:0:0:0:0:0:1]:6969/\n")
                .doesNotContain("--tftp-write");
    }

    @Test
    void saysThatTftpIsForThisMachineWhereFtpIsNot() {
        assertThat(banner(
                        new Listening("ftp", "ftp", new InetSocketAddress("0.0.0.0", 2121), true),
                        new Listening("tftp", "tftp", new InetSocketAddress("127.0.0.1", 6969), false)))
                .contains("ftp://me:PASSWORD@127.0.0.1:2121/")
                .contains("this machine only");
    }

    @Test
    void saysHowToGetTftpAndWhatThatMeans() {
        assertThat(banner(new Listening("ftp", "ftp", new InetSocketAddress("127.0.0.1", 2121), true)))
                .contains("TFTP is off. --tftp switches it on: it knows no passwords")
                .contains("\nWARNING: it is open\n");
    }

    private static String banner(Listening... servers) {
        var out = new ByteArrayOutputStream();
        var accounts = new Accounts(List.of("me"), null);
        new Banner(Path.of("home"), accounts, List.of("/srv/a"), List.of(servers), List.of("it is open"))
                .print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
