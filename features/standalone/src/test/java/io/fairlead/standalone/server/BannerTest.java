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
import java.util.Optional;
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
                .contains("ls ftp://me:PASSWORD@127.0.0.1:2121/")
                .contains("ls --tls-fingerprint AB:CD ftps://me:PASSWORD@127.0.0.1:2121/ ")
                .contains("resolveFile(\"fairlead-ftp://me:PASSWORD@127.0.0.1:2121/\")")
                .contains("this machine only");
    }

    @Test
    void saysHowToGetTftpAndWhatThatMeans() {
        assertThat(banner(new Listening("ftp", "ftp", new InetSocketAddress("127.0.0.1", 2121), true)))
                .contains("TFTP is off. --tftp switches it on: it knows no passwords")
                .contains("\nWARNING: it is open\n");
    }

    @Test
    void saysWhatToTypeForSmb() {
        assertThat(banner(new Listening("smb", "smb", new InetSocketAddress("0.0.0.0", 4450), true)))
                .contains("\n  smbclient -p 4450 -U 'me%PASSWORD' '//127.0.0.1/the files'\n")
                .contains("\n  sudo mount -t cifs -o port=4450,username=me '//127.0.0.1/the files' /mnt\n")
                .contains("\n  smb://me@127.0.0.1:4450/the%20files   (macOS")
                .contains("\n  net use Z: \"\\\\127.0.0.1\\the files\" /user:me /tcpport:4450   (Windows)\n")
                .contains("port 445 only: --smb 445")
                .doesNotContain("no NT hash");
    }

    @Test
    void saysLessForSmbOnItsOwnPort() {
        assertThat(banner(false, new Listening("smb", "smb", new InetSocketAddress("192.0.2.1", 445), true)))
                .contains("\n  smbclient -U 'me%PASSWORD' '//192.0.2.1/the files'\n")
                .contains("\n  net use Z: \"\\\\192.0.2.1\\the files\" /user:me   (Windows)\n")
                .contains("me has no NT hash, which SMB needs: --user me:PASSWORD makes one")
                .doesNotContain("tcpport");
    }

    private static String banner(Listening... servers) {
        return banner(true, servers);
    }

    private static String banner(boolean ntlm, Listening... servers) {
        var out = new ByteArrayOutputStream();
        var accounts = new Accounts(List.of("me"), null, ntlm);
        List<String> shares = List.of("the files");
        new Banner(
                        Path.of("home"),
                        accounts,
                        List.of("/srv/a"),
                        shares,
                        List.of(servers),
                        Optional.of("AB:CD"),
                        List.of("it is open"))
                .print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
