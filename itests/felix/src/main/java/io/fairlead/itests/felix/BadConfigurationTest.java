// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import io.fairlead.api.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A wrong value changes nothing, is told in one line of the log and in the status, and the next one is taken. */
class BadConfigurationTest extends FrameworkTest {
    private final LogLines log = new LogLines(framework);

    private FtpSite site;
    private Console console;

    @BeforeEach
    void serve() throws Exception {
        site = FtpSite.start(framework, "bad", scratch);
        site.write("f", new byte[5]);
        console = new Console(framework);
    }

    @AfterEach
    void stopLog() throws Exception {
        log.close();
    }

    @Test
    void aPortOutOfRange() throws Exception {
        try (FtpPeer peer = site.login()) {
            site.configureServer("port", 70_000);
            told("io.fairlead.ftp.server~bad", "port = 70000; expected 0 to 65535", "goes on as it was");
            peer.command("SIZE f", 213);
            site.login().close();
            int other = FtpSite.freePort();
            site.configureServer("port", other);
            await().untilAsserted(() -> FtpPeer.login(other, "alice", "secret").close());
            peer.expect(421);
            takenBack("io.fairlead.ftp.server~bad");
        }
    }

    @Test
    void aFolderThatIsNotThere() throws Exception {
        Path missing = scratch.resolve("missing");
        try (FtpPeer peer = site.login()) {
            site.configureStorage("path", missing.toString());
            told("io.fairlead.storage.local~bad", "path = " + missing + "; expected an existing", "goes on as it was");
            peer.command("SIZE f", 213);
            site.configureStorage("path", missing.toString(), "createPath", true);
            await().untilAsserted(() -> peer.command("SIZE f", 550));
            takenBack("io.fairlead.storage.local~bad");
        }
    }

    @Test
    void anExportThatIsNotThere() throws Exception {
        try (FtpPeer peer = site.login()) {
            site.configureServer("export.target", "(export.name=nobody)");
            await().untilAsserted(() -> {
                try (FtpPeer late = FtpPeer.connect(site.port())) {
                    assertThat(late.expect(421)).contains("try again later");
                }
            });
            peer.expect(421);
            assertThat(console.run("fairlead:status"))
                    .contains("io.fairlead.ftp.server~bad")
                    .contains("does without Export (export.name=nobody)");
            await().untilAsserted(() -> assertThat(log.problems("bad"))
                    .singleElement()
                    .asString()
                    .contains("FTP server bad: no export fits (export.name=nobody); clients are told to try"));
            site.configureServer();
            await().untilAsserted(() -> site.login().close());
            assertThat(console.run("fairlead:status")).doesNotContain("nobody");
        }
    }

    @Test
    void wrongFromTheStart() throws Exception {
        framework.configure(FtpSite.STORAGE, "worse", "name", "worse", "path", scratch.toString(), "sync", "later");
        told("io.fairlead.storage.local~worse", "sync = later; expected one of none, data, full", "not started");
        assertThat(framework.has(Storage.class, "(storage.name=worse)")).isFalse();
        framework.configure(FtpSite.SERVER, "worse", "name", "worse", "port", site.port(), "tls", "sometimes");
        told("io.fairlead.ftp.server~worse", "tls = sometimes; expected one of off", "not started");
        framework.configure(FtpSite.EXPORT, "worse", "name", "worse", "path", "up/../down");
        told("io.fairlead.export~worse", "path = up/../down; expected an absolute path", "not started");
        framework.configure(FtpSite.USERS, "worse", "name", "worse");
        told("io.fairlead.auth.users~worse", "file is empty; expected the path", "not started");
        framework.configure(FtpSite.STORAGE, "worse", "name", "worse", "path", scratch.toString());
        framework.service(Storage.class, "(storage.name=worse)");
        takenBack("io.fairlead.storage.local~worse");
    }

    /** Both name the address, and the second one says whose it is. */
    @Test
    void theAddressOfAnotherServer() throws Exception {
        framework.configure(FtpSite.SERVER, "second", "name", "second", "port", site.port());
        String address = "127.0.0.1:" + site.port();
        told(
                "io.fairlead.ftp.server~second",
                "cannot listen on " + address + ": io.fairlead.ftp.server~bad listens there",
                "not started");
        site.login().close();
        assertThat(framework.services(FileServer.class, "(server.name=second)")).isEmpty();
        framework.configure(FtpSite.SERVER, "second", "name", "second", "port", 0);
        framework.service(FileServer.class, "(server.name=second)");
        takenBack("io.fairlead.ftp.server~second");
    }

    private void told(String pid, String reason, String outcome) {
        await().untilAsserted(() -> assertThat(log.problems(pid)).isNotEmpty());
        await().untilAsserted(() -> assertThat(console.run("fairlead:status").lines())
                .anySatisfy(line -> assertThat(line).contains(pid, reason, outcome)));
        List<String> lines = log.problems(reason);
        assertThat(lines).singleElement().satisfies(line -> assertThat(line)
                .startsWith("ERROR")
                .contains(pid, reason, outcome)
                .doesNotContain("Exception"));
        assertThat(log.problems(pid)).as("nothing else").isEqualTo(lines);
    }

    private void takenBack(String pid) throws Exception {
        await().untilAsserted(() -> assertThat(console.run("fairlead:status").lines())
                .noneSatisfy(line -> assertThat(line).contains(pid).containsAnyOf("not started", "goes on")));
    }
}
