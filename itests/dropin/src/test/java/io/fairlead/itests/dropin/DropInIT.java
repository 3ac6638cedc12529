// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.testing.Tools;
import io.fairlead.vfs.FtpFileProvider;
import io.fairlead.vfs.TftpFileProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each choice of the page, installed into plain Felix as the page says, and used. */
class DropInIT {
    private static final String FTP_FILE = "etc/io.fairlead.ftp.server-default.cfg";
    private static final String TFTP_FILE = "etc/io.fairlead.tftp.server-default.cfg";
    private static final String SMB_FILE = "etc/io.fairlead.smb.server-default.cfg";
    private static final String VFS_FILE = "etc/io.fairlead.storage.vfs-default.cfg";

    @TempDir
    Path folder;

    private final InstallPage page = InstallPage.read();
    private final DefaultFileSystemManager client = new DefaultFileSystemManager();

    @BeforeEach
    void client() throws FileSystemException {
        client.addProvider("ftp", new FtpFileProvider());
        client.addProvider("tftp", new TftpFileProvider());
        client.init();
    }

    @AfterEach
    void close() {
        client.close();
    }

    /** Nothing is asked of Bouncy Castle by a client. */
    @Test
    void servesByFtpAndReadsByTheClient() throws Exception {
        try (PlainFelix server = server("FTP server");
                PlainFelix user = new PlainFelix(folder.resolve("user"))) {
            server.change(FTP_FILE, "port = 2121", "port = 0");
            server.start();
            String url = ftp(server);
            serves(url);

            user.install(page.choice("client only"));
            probe(user.home().resolve("bundle/probe.jar"));
            user.start("-Dprobe.url=" + url + "hello.txt");
            assertThat(user.awaitLine("PROBE (.*)")).isEqualTo("hello from FTP server");
            assertThat(user.home().resolve("bundle")).isDirectoryNotContaining("glob:**bcprov*");
            assertThat(server.said() + user.said()).doesNotContain("ERROR", "DEBUG", "Unable to");
        }
    }

    @Test
    void servesByTftp() throws Exception {
        try (PlainFelix server = server("TFTP server")) {
            server.change(TFTP_FILE, "port = 6969", "port = 0");
            server.start();
            serves("tftp://127.0.0.1:" + server.port("udp") + "/");
            assertThat(server.said()).doesNotContain("ERROR", "DEBUG", "Unable to");
        }
    }

    @Test
    void servesBySmb() throws Exception {
        try (PlainFelix server = server("SMB server")) {
            server.change(SMB_FILE, "port = 4450", "port = 0");
            server.start();
            servesBySmb(server);
            assertThat(server.said()).doesNotContain("ERROR", "DEBUG", "Unable to");
        }
    }

    @Test
    void servesAnotherServersFiles() throws Exception {
        try (PlainFelix other = server("FTP server");
                PlainFelix gateway = new PlainFelix(folder.resolve("gateway"))) {
            other.change(FTP_FILE, "port = 2121", "port = 0");
            other.start();
            String url = ftp(other);
            serves(url);

            gateway.install(page.choice("another server's files"));
            gateway.change(TFTP_FILE, "port = 6969", "port = 0");
            gateway.change(VFS_FILE, "url = ftp://files.example.net/pub/", "url = " + url);
            gateway.start();
            serves("tftp://127.0.0.1:" + gateway.port("udp") + "/");
            assertThat(gateway.said()).doesNotContain("ERROR", "DEBUG", "Unable to", other.password());
        }
    }

    /** The realm's accounts are the keys of a file, by a login module of the JDK. */
    @Test
    void asksARealm() throws Exception {
        try (PlainFelix server = server("users of a JAAS realm, by FTP")) {
            Path etc = server.home().resolve("etc");
            Tools.run(
                            Path.of(System.getProperty("java.home"), "bin/keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "alice",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=alice",
                            "-keystore",
                            etc.resolve("staff.p12").toString(),
                            "-storepass",
                            "secret")
                    .succeeded();
            Files.writeString(
                    etc.resolve("jaas.conf"),
                    "fairlead { com.sun.security.auth.module.KeyStoreLoginModule required"
                            + " keyStoreURL=\"file:etc/staff.p12\" keyStoreType=\"PKCS12\"; };\n");
            server.change(FTP_FILE, "port = 2121", "port = 0");
            server.start("-Djava.security.auth.login.config=etc/jaas.conf");
            String address = "127.0.0.1:" + server.awaitLine("FTP server ftp listens on \\S+:(\\d+)") + "/";
            serves("ftp://alice:secret@" + address);
            assertThatThrownBy(() -> client.resolveFile("ftp://bob:secret@" + address + "hello.txt")
                            .getContent()
                            .getString(StandardCharsets.UTF_8))
                    .hasStackTraceContaining("530");
            assertThat(server.said())
                    .contains("has authenticator users")
                    .doesNotContain("ERROR", "DEBUG", "Unable to", "secret");
        }
    }

    private static void servesBySmb(PlainFelix server) {
        Tools.require("smbclient");
        String port = server.awaitLine("SMB server smb listens on \\S+:(\\d+)");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Tools.Result result = Tools.run(
                    "smbclient",
                    "-p",
                    port,
                    "-s",
                    "/dev/null",
                    "-U",
                    "fairlead%" + server.password(),
                    "//127.0.0.1/files",
                    "-c",
                    "get hello.txt -");
            assertThat(result.out() + result.err()).contains("hello from ");
        });
    }

    @Test
    void servesAll() throws Exception {
        try (PlainFelix server = server("all")) {
            server.change(FTP_FILE, "port = 2121", "port = 0");
            server.change(TFTP_FILE, "port = 6969", "port = 0");
            server.change(SMB_FILE, "port = 4450", "port = 0");
            server.start();
            serves(ftp(server));
            serves("tftp://127.0.0.1:" + server.port("udp") + "/");
            servesBySmb(server);
            assertThat(server.said()).doesNotContain("ERROR", "DEBUG", "Unable to");
        }
    }

    /** The folder for bundles that are swapped: a server comes and goes with its jar. */
    @Test
    void runsWhatIsPutIntoLoad() throws Exception {
        try (PlainFelix server = server("TFTP server")) {
            server.change(TFTP_FILE, "port = 6969", "port = 0");
            server.change("conf/config.properties", "felix.fileinstall.dir=etc", "felix.fileinstall.dir=etc,load");
            Files.createDirectories(server.home().resolve("load"));
            Path jar = jar(server.home().resolve("bundle"), "fairlead-tftp-");
            Path beside = Files.move(jar, server.home().resolve(jar.getFileName()));
            server.start();
            server.awaitLine("(Export files serves storage files)");
            assertThat(server.said()).doesNotContain("Listening");

            Files.move(beside, server.home().resolve("load").resolve(jar.getFileName()));
            serves("tftp://127.0.0.1:" + server.port("udp") + "/");
        }
    }

    private PlainFelix server(String choice) throws IOException {
        PlainFelix felix = new PlainFelix(folder.resolve("server"));
        felix.install(page.choice(choice));
        Files.createDirectories(felix.home().resolve("files"));
        Files.writeString(felix.home().resolve("files/hello.txt"), "hello from " + choice);
        return felix;
    }

    private static String ftp(PlainFelix server) {
        return "ftp://fairlead:" + server.password() + "@127.0.0.1:"
                + server.awaitLine("FTP server ftp listens on \\S+:(\\d+)") + "/";
    }

    private void serves(String url) {
        String expected = "hello from ";
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(IOException.class) // a port is open before the export is there
                .untilAsserted(() -> {
                    try (FileObject file = client.resolveFile(url + "hello.txt")) {
                        assertThat(file.getContent().getString(StandardCharsets.UTF_8))
                                .startsWith(expected);
                    }
                });
    }

    private static Path jar(Path in, String beginning) throws IOException {
        try (var files = Files.newDirectoryStream(in, beginning + "*.jar")) {
            return files.iterator().next();
        }
    }

    private static void probe(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", "probe");
        attributes.putValue("Bundle-Activator", Probe.class.getName());
        attributes.putValue("Import-Package", "org.osgi.framework,org.apache.commons.vfs2");
        String name = Probe.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest);
                var code = Probe.class.getResourceAsStream("/" + name)) {
            entries.putNextEntry(new ZipEntry(name));
            code.transferTo(entries);
            entries.closeEntry();
        }
    }
}
