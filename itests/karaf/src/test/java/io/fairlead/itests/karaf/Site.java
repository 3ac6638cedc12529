// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.testing.FreePort;
import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What our features serve in a Karaf, on free ports, seen by curl and smbclient. */
final class Site {
    static final String FTP = "io.fairlead.ftp.server-default";
    private static final String TFTP = "io.fairlead.tftp.server-default";
    private static final String SMB = "io.fairlead.smb.server-default";

    private final Karaf karaf;
    private final Path up;
    private int ftpPort;
    private int tftpPort;
    private int smbPort;

    Site(Karaf karaf) throws IOException {
        this.karaf = karaf;
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        up = Files.write(karaf.home().resolve("up.bin"), content);
    }

    /** Writes the server's file as its feature would, but for the port: a file that is there stays as it is. */
    void configureFtp() throws IOException {
        ftpPort = FreePort.find();
        Files.writeString(karaf.etc(FTP + ".cfg"), packaged(FTP).replace("port = 2121", "port = " + ftpPort));
    }

    void configureTftp() throws IOException {
        tftpPort = FreePort.find();
        Files.writeString(karaf.etc(TFTP + ".cfg"), packaged(TFTP).replace("port = 6969", "port = " + tftpPort));
    }

    void configureSmb() throws IOException {
        smbPort = FreePort.find();
        Files.writeString(karaf.etc(SMB + ".cfg"), packaged(SMB).replace("port = 4450", "port = " + smbPort));
    }

    private static String packaged(String config) throws IOException {
        String features = Files.readString(Path.of(System.getProperty("fairlead.features")));
        Matcher text = Pattern.compile("<config name=\"" + Pattern.quote(config) + "\">(.*?)</config>", Pattern.DOTALL)
                .matcher(features);
        assertThat(text.find()).as(config).isTrue();
        return text.group(1);
    }

    int ftpPort() {
        return ftpPort;
    }

    /** A file that was there before its feature is read by File Install, which looks once a second. */
    void awaitFtp() {
        await("FTP").atMost(Duration.ofSeconds(60)).until(() -> Karaf.answers(ftpPort));
    }

    String password() throws IOException {
        return Files.readString(karaf.etc("fairlead-users.password")).strip();
    }

    /** By FTP, with these options of curl. */
    void uploadAndDownload(Object... options) throws IOException {
        String url = "ftp://127.0.0.1:" + ftpPort + "/up.bin";
        curl(with(options, "-u", "fairlead:" + password(), "-T", up, url));
        assertThat(karaf.home().resolve("fairlead/files/up.bin")).hasSameBinaryContentAs(up);
        Path down = karaf.home().resolve("down.bin");
        curl(with(options, "-u", "fairlead:" + password(), "-o", down, url));
        assertThat(down).hasSameBinaryContentAs(up);
    }

    /** By SMB. */
    void uploadAndDownloadBySmb() throws IOException {
        Tools.require("smbclient");
        Path down = karaf.home().resolve("smb.bin");
        Tools.run(
                        "smbclient",
                        "-p",
                        String.valueOf(smbPort),
                        "-s",
                        "/dev/null",
                        "-U",
                        "fairlead%" + password(),
                        "//127.0.0.1/files",
                        "-c",
                        "put " + up + " smb.bin; get smb.bin " + down)
                .succeeded();
        assertThat(karaf.home().resolve("fairlead/files/smb.bin")).hasSameBinaryContentAs(up);
        assertThat(down).hasSameBinaryContentAs(up);
    }

    void downloadByTftp() throws IOException {
        Path down = Files.createTempFile(karaf.home(), "tftp", ".bin");
        curl("-o", down, "tftp://127.0.0.1:" + tftpPort + "/up.bin");
        assertThat(down).hasSameBinaryContentAs(up);
    }

    private static Object[] with(Object[] options, Object... more) {
        return Stream.concat(Arrays.stream(options), Arrays.stream(more)).toArray();
    }

    static void curl(Object... arguments) {
        Tools.require("curl");
        String[] command = Stream.concat(
                        Stream.of("curl", "-sS", "--max-time", "60"),
                        Arrays.stream(arguments).map(Object::toString))
                .toArray(String[]::new);
        Tools.run(command).succeeded();
    }

    /** Deletes what an administrator keeps when our features are uninstalled. */
    void forget() throws IOException {
        try (Stream<Path> files = Files.list(karaf.home().resolve("etc"))) {
            Pattern kept = Pattern.compile("io\\.fairlead\\..*\\.cfg|.*\\.acl\\.(fairlead|vfs)\\.cfg|fairlead-users.*");
            for (Path file : files.filter(
                            f -> kept.matcher(f.getFileName().toString()).matches())
                    .toList()) {
                Files.delete(file);
            }
        }
    }
}
