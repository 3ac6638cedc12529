// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server's life: signals, homes, configuration and bundles changed while it runs. */
class LifecycleIT {
    @TempDir
    Path folder;

    private Path served;

    @BeforeEach
    void prepare() throws IOException {
        served = Files.createDirectory(folder.resolve("served"));
        Files.writeString(served.resolve("a"), "a");
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void signalsStopItCleanly(String signal, int status) throws Exception {
        try (ServeProcess server = ServeProcess.start(served, home());
                FtpControl session = FtpControl.login(server.port())) {
            assertThat(server.lines())
                    .endsWith("READY")
                    .filteredOn("READY"::equals)
                    .hasSize(1);
            assertThat(session.command("NOOP")).startsWith("200");
            assertThat(server.stop(signal)).isEqualTo(status);
            assertThat(session.readLine()).startsWith("421"); // RFC 959 5.4: service closing control connection
        }
    }

    @Test
    void theSecondServerOfAPersonGetsATemporaryHome() throws Exception {
        List<String> user = List.of("-Duser.home=" + folder);
        try (ServeProcess first = ServeProcess.launch(user, "serve", "--ftp", "0", "--smb", "0")
                        .awaitReady();
                ServeProcess second = ServeProcess.launch(user, "serve", "--ftp", "0", "--tftp", "0", "--smb", "0")
                        .awaitReady()) {
            assertThat(first.lines()).anyMatch(l -> l.contains("user     fairlead  password "));
            String line = second.lines().get(0);
            Path temporary = Path.of(line.replaceFirst(".* is in (\\S+) .*", "$1"));
            assertThat(temporary.resolve("etc/users")).exists();
            assertThat(second.stop("TERM")).isEqualTo(143);
            assertThat(temporary).doesNotExist();
            assertThat(first.port()).isNotEqualTo(second.port());
        }
        assertThat(folder.resolve(".fairlead/files")).isDirectory();
        assertThat(Files.readString(folder.resolve(".fairlead/etc/io.fairlead.ftp.server-default.cfg")))
                .contains("WRITTEN ANEW AT EACH START");
    }

    @Test
    void anOwnersFilesStayButForWhatTheCommandLineNames() throws Exception {
        StartedHome.copyTo(home());
        Path ftp = config("io.fairlead.ftp.server");
        String edited = Files.readString(ftp).replace("#welcome =", "# my own words\nwelcome = Hello\n#welcome =");
        Files.writeString(ftp, edited);
        try (ServeProcess server = ServeProcess.start(served, home(), "--read-only");
                FtpControl session = FtpControl.connect(server.port())) {
            assertThat(session.readLine()).isEqualTo("220 Hello");
            assertThat(Files.readString(ftp)).isEqualTo(edited);
            assertThat(Files.readString(config("io.fairlead.export"))).contains("\nreadOnly = true\n");
        }
        assertThat(FairleadJar.run("serve", "--home", home(), "--ftp", "off", "--user", "a b:c")
                        .err())
                .contains("a b");
        assertThat(ftp).doesNotExist();
        assertThat(ftp.resolveSibling(ftp.getFileName() + ".off")).hasContent(edited);
    }

    @Test
    void aHomeWithOnlyItsServersFileIsCompleted() throws Exception {
        Path ftp = config("io.fairlead.ftp.server");
        Files.createDirectories(ftp.getParent());
        Files.writeString(ftp, "welcome = Hello\n");
        try (ServeProcess server = ServeProcess.start(served, home());
                FtpControl session = FtpControl.login(server.port())) {
            assertThat(session.command("SIZE a")).startsWith("213 1");
        }
        assertThat(config("io.fairlead.export")).exists();
    }

    @Test
    void configurationIsFollowedAndMistakesAreNot() throws Exception {
        try (ServeProcess server = ServeProcess.start(served, home());
                FtpControl session = FtpControl.login(server.port())) {
            Path export = config("io.fairlead.export");
            write(export, Files.readString(export).replace("#readOnly = false", "readOnly = true"));
            await().untilAsserted(() -> assertThat(session.command("MKD x")).startsWith("550"));
            Path ftp = config("io.fairlead.ftp.server");
            write(ftp, Files.readString(ftp).replace("#tls = offered", "tls = sometimes"));
            await().untilAsserted(() -> assertThat(server.errors()).contains("sometimes"));
            assertThat(session.command("SIZE a")).startsWith("213 1");
            FtpControl.login(server.port()).close();
        }
    }

    @Test
    void accountsAreFollowed() throws Exception {
        try (ServeProcess server = ServeProcess.start(served, home())) {
            assertThat(FairleadJar.run("user", "rm", "me", "--home", home())
                            .succeeded()
                            .out())
                    .isEqualTo("removed me\n");
            await().untilAsserted(() -> assertThat(loginReply(server)).startsWith("530"));
        }
    }

    @Test
    void optionsThatOpenAreForTheirStartAlone() throws Exception {
        try (ServeProcess server = ServeProcess.start(
                served, home(), "--host", "0.0.0.0", "--allow-plaintext", "--tftp", "0", "--tftp-write")) {
            assertThat(server.lines().stream().filter(line -> line.startsWith("WARNING: ")))
                    .hasSize(6)
                    .anyMatch(line -> line.contains(" FTP on *:") && line.contains("every address"))
                    .anyMatch(line -> line.contains(" SMB on *:") && line.contains("every address"))
                    .anyMatch(line -> line.contains("clear text"))
                    .anyMatch(line -> line.contains(" TFTP on *:") && line.contains("no passwords"))
                    .anyMatch(line -> line.contains("is writable"));
        }
        try (ServeProcess server = ServeProcess.launch(List.of(), "serve", "--home", home(), "--ftp", "0", "--smb", "0")
                .awaitReady()) {
            assertThat(server.lines())
                    .noneMatch(line -> line.startsWith("WARNING: "))
                    .anyMatch(line -> line.contains("TFTP is off. --tftp switches it on"));
            assertThat(Files.readString(config("io.fairlead.ftp.server")))
                    .doesNotContain("\nhost = ", "\nallowPlaintext = ");
            assertThat(config("io.fairlead.tftp.server")).doesNotExist();
        }
    }

    @Test
    void theHomeIsNotServedWhateverTheConfigurationSays() throws Exception {
        try (ServeProcess server = ServeProcess.start(served, home());
                FtpControl session = FtpControl.login(server.port())) {
            Path storage = config("io.fairlead.storage.local");
            write(storage, Files.readString(storage).replaceAll("\npath = .*", "\npath = " + folder));
            await().untilAsserted(
                            () -> assertThat(session.command("SIZE served/a")).startsWith("213 1"));
            assertThat(session.command("SIZE home/etc/users")).startsWith("550");
            assertThat(session.command("CWD home")).startsWith("550");
            assertThat(session.command("MKD home")).startsWith("550");
        }
        assertThat(FairleadJar.run("serve", "--home", home()).err())
                .contains("io.fairlead.storage.local-default.cfg: folder " + folder + " contains the server's home");
    }

    @Test
    void aBundleDroppedInIsNotRunUnlessThatIsAskedFor() throws Exception {
        try (ServeProcess server = ServeProcess.start(served, home());
                FtpControl session = FtpControl.login(server.port())) {
            long before = serves(server);
            Files.copy(systemBundle("fairlead-storage-local"), home().resolve("bundles/storage.jar"));
            Path storage = config("io.fairlead.storage.local"); // its change shows that the folders were looked at
            write(storage, Files.readString(storage).replace("#readOnly = false", "readOnly = true"));
            await().untilAsserted(() -> assertThat(session.command("MKD x")).startsWith("550"));
            assertThat(serves(server)).isLessThanOrEqualTo(before + 1);
        }
    }

    @Test
    void aBundleDroppedInTakesOverAndGoesAgain() throws Exception {
        try (ServeProcess server = ServeProcess.start(served, home(), "--deploy");
                FtpControl session = FtpControl.login(server.port())) {
            Path bundle = home().resolve("bundles/storage.jar");
            Path unfinished = bundle.resolveSibling(".storage.jar");
            Files.copy(systemBundle("fairlead-storage-local"), unfinished);
            long before = serves(server);
            Files.move(unfinished, bundle, StandardCopyOption.ATOMIC_MOVE);
            await().until(() -> serves(server) > before);
            await().untilAsserted(() -> assertThat(session.command("SIZE a")).startsWith("213 1"));
            long swapped = serves(server);
            Files.delete(bundle);
            await().until(() -> serves(server) > swapped);
            await().untilAsserted(() -> assertThat(session.command("SIZE a")).startsWith("213 1"));
            FtpControl.login(server.port()).close();
        }
    }

    @Test
    void manyServersUnpackAtOnce() throws Exception {
        List<String> user = List.of("-Duser.home=" + folder);
        try (ServeProcess one = ServeProcess.launch(user, "serve", "--ftp", "0", "--tftp", "0", "--smb", "0");
                ServeProcess two = ServeProcess.launch(user, "serve", "--ftp", "0", "--tftp", "0", "--smb", "0");
                ServeProcess three = ServeProcess.launch(user, "serve", "--ftp", "0", "--tftp", "0", "--smb", "0")) {
            for (ServeProcess server : List.of(one, two, three)) {
                server.awaitReady();
            }
        }
        try (Stream<Path> unpacked = Files.list(folder.resolve(".fairlead/cache/system"))) {
            assertThat(unpacked).hasSize(1);
        }
    }

    /** How often a storage came into force. */
    private static long serves(ServeProcess server) throws IOException {
        return server.errors().lines().filter(l -> l.contains("serves storage")).count();
    }

    private static String loginReply(ServeProcess server) throws Exception {
        try (FtpControl session = FtpControl.connect(server.port())) {
            session.readLine();
            session.command("USER me");
            return session.command("PASS secret");
        }
    }

    private Path systemBundle(String name) throws IOException {
        try (Stream<Path> files = Files.walk(home().resolve("cache/system"))) {
            return files.filter(f -> f.getFileName().toString().startsWith(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void write(Path file, String content) throws IOException {
        Path fresh = Files.writeString(file.resolveSibling(".fresh"), content);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path config(String pid) {
        return home().resolve("etc/" + pid + "-default.cfg");
    }

    private Path home() {
        return folder.resolve("home");
    }
}
