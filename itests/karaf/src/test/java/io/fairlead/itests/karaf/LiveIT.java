// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Karaf that serves is reconfigured by its commands and its files, and each of our modules is swapped in it. */
@DisabledForJreRange(minVersion = 22, disabledReason = "Karaf 4.4 is made for Java 17 and 21")
class LiveIT {
    private static final String SERVER = "io.fairlead.ftp.server~default";
    private static final String WHOLE = "Not running, or not whole: none";

    private static Karaf karaf;
    private static Site site;

    @BeforeAll
    static void start() throws Exception {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        Awaitility.ignoreExceptionsByDefault(); // such as a refused login, while something is on its way
        karaf = Karaf.start("live");
        site = new Site(karaf);
        site.configureFtp();
        site.configureTftp();
        site.configureSmb();
        karaf.run("feature:install fairlead-all fairlead-tftp");
        site.awaitFtp();
        site.uploadAndDownload();
    }

    @AfterAll
    static void stop() throws Exception {
        if (karaf != null) {
            karaf.close();
        }
    }

    @Test
    void aCommandChangesARunningServer() throws Exception {
        karaf.run("config:property-set -p " + SERVER + " welcome \"From the console\"");
        await().until(() -> FtpSession.greeting(site.ftpPort()).contains("From the console"));
        assertThat(Files.readString(karaf.etc(Site.FTP + ".cfg")))
                .contains("welcome = From the console")
                .contains("# Whether anonymous may log in");
        site.uploadAndDownload();
        karaf.run("config:property-delete -p " + SERVER + " welcome");
        await().until(() -> FtpSession.greeting(site.ftpPort()).contains("Fairlead FTP ready"));
    }

    @Test
    void aFileChangesWhatASessionMayDo() throws Exception {
        Path export = karaf.etc("io.fairlead.export-default.cfg");
        try (FtpSession session = FtpSession.login(site)) {
            assertThat(makeFolder(session)).startsWith("257");
            String text = Files.readString(export);
            write(export, text + "readOnly = true\n");
            await().until(() -> makeFolder(session).startsWith("550"));
            write(export, text);
            await().until(() -> makeFolder(session).startsWith("257"));
        }
    }

    private static String makeFolder(FtpSession session) throws IOException {
        return session.command("MKD " + UUID.randomUUID());
    }

    @Test
    void aBadValueIsToldAndChangesNothing() throws Exception {
        Path file = karaf.etc(Site.FTP + ".cfg");
        String text = Files.readString(file);
        write(file, text.replaceFirst("\nport = \\d+", "\nport = 99999"));
        await().until(() -> karaf.run("fairlead:status").contains("port = 99999; expected 0 to 65535"));
        site.uploadAndDownload();
        write(file, text);
        await().until(() -> karaf.run("fairlead:status").endsWith(WHOLE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"storage.local", "auth.users", "core", "tftp", "smb"})
    void aSessionOutlivesASwap(String bundle) throws Exception {
        try (FtpSession session = FtpSession.login(site)) {
            session.expect("SIZE up.bin", "213");
            karaf.run("bundle:update -r io.fairlead." + bundle);
            await().until(() -> session.command("SIZE up.bin").startsWith("213"));
        }
        await().untilAsserted(() -> site.uploadAndDownload());
        await().untilAsserted(() -> site.downloadByTftp());
        await().untilAsserted(() -> site.uploadAndDownloadBySmb());
        await().until(() -> karaf.run("fairlead:status").endsWith(WHOLE));
    }

    @Test
    void aTransferOutlivesASwapOfItsServer() throws Exception {
        byte[] content = new byte[20_000_000];
        new Random(2).nextBytes(content);
        Files.write(karaf.home().resolve("fairlead/files/big"), content);
        try (FtpSession idle = FtpSession.login(site);
                FtpSession session = FtpSession.login(site);
                Socket data = session.retrieve("big")) {
            int first = data.getInputStream().read();
            CompletableFuture<String> update =
                    CompletableFuture.supplyAsync(() -> karaf.run("bundle:update -r io.fairlead.ftp"));
            assertThat(idle.reply()).as("the server stops").startsWith("421");
            byte[] rest = data.getInputStream().readAllBytes();
            assertThat(first).isEqualTo(content[0] & 0xff);
            assertThat(rest).isEqualTo(Arrays.copyOfRange(content, 1, content.length));
            assertThat(session.reply()).startsWith("226");
            update.get();
        }
        site.uploadAndDownload();
        await().until(() -> karaf.run("fairlead:status").endsWith(WHOLE));
    }

    @Test
    void commandsExplainThemselvesAndNameWhatThereIs() {
        assertThat(karaf.run("fairlead:disconnect --help"))
                .contains("Ends a session", "SERVER", "ID of the session, as fairlead:sessions shows it");
        assertThat(karaf.run("help fairlead:drain")).contains("SYNTAX");
        assertThat(karaf.run("fairlead:sessions nobody"))
                .contains("no server nobody; there is ftp/ftp, smb/smb, tftp/tftp");
        assertThat(karaf.run("vfs:ls " + karaf.home().resolve("fairlead").toUri()))
                .contains("files");
    }

    @Test
    void aCommandIsForThoseWithItsRole() throws IOException {
        assertThat(karaf.runAs("viewer", "fairlead:servers")).contains("ftp/ftp");
        for (String command : List.of("fairlead:bans", "fairlead:drain ftp", "vfs:ls file:///")) {
            String name = command.split(" ")[0];
            assertThat(karaf.runAs("viewer", command)).contains("Command not found: " + name);
        }
        site.uploadAndDownload();
    }

    /** Plain Gogo commands and Karaf's have the same names, of which Karaf takes away whichever is there. */
    @ParameterizedTest
    @ValueSource(strings = {"shell", "shell.karaf", "shell io.fairlead.shell.karaf", "shell.karaf io.fairlead.shell"})
    void commandsAreThereInWhateverOrderTheirBundlesCome(String bundles) {
        karaf.run("bundle:stop io.fairlead." + bundles);
        karaf.run("bundle:start io.fairlead." + bundles);
        await().until(() -> karaf.run("fairlead:disconnect --help").contains("Ends a session"));
        assertThat(karaf.run("fairlead:status")).endsWith(WHOLE);
        assertThat(karaf.run("bundle:list -s")).contains("Active").doesNotContain("Waiting");
    }

    @Test
    void withoutKarafsOwnThePlainCommandsAnswer() {
        karaf.run("bundle:stop io.fairlead.shell.karaf");
        assertThat(karaf.run("fairlead:status")).endsWith(WHOLE);
        karaf.run("bundle:start io.fairlead.shell.karaf");
        await().until(() -> karaf.run("fairlead:disconnect --help").contains("Ends a session"));
    }

    /** File Install reads a file that changes while it is written. */
    private static void write(Path file, String text) throws IOException {
        Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
