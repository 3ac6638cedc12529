// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an administrator types at a plain Gogo shell. */
class CommandsTest extends FrameworkTest {
    private FtpSite site;
    private Console console;

    @BeforeEach
    void serve() throws Exception {
        site = FtpSite.start(framework, "typed", scratch);
        console = new Console(framework);
    }

    @Test
    void everythingThatIsAskedForIsTold() throws Exception {
        site.write("f", new byte[5]);
        try (FtpPeer peer = site.login()) {
            peer.command("SIZE f", 213);
            assertThat(console.run("fairlead:servers"))
                    .contains("127.0.0.1:" + site.port())
                    .containsPattern("ftp/typed +typed +typed +typed");
            assertThat(console.run("fairlead:sessions ftp/typed")).contains("alice");
            assertThat(console.run("fairlead:exports")).containsPattern("typed +typed +there");
            assertThat(console.run("fairlead:storages")).contains("typed").contains("random_write");
            assertThat(console.run("fairlead:opens typed")).isEqualTo("Open files: none\n");
            assertThat(console.run("fairlead:locks typed")).isEqualTo("Locks: none\n");
            assertThat(console.run("fairlead:bans")).isEqualTo("Bans: none\n");
        }
    }

    @Test
    void anUnknownNameIsAnErrorThatSaysWhichThereAre() {
        for (String command : new String[] {"sessions", "drain"}) {
            assertThatThrownBy(() -> console.execute("fairlead:" + command + " nobody"))
                    .hasMessage("no server nobody; there is ftp/typed");
        }
        for (String command : new String[] {"opens", "locks"}) {
            assertThatThrownBy(() -> console.execute("fairlead:" + command + " nothing"))
                    .hasMessage("no export nothing; there is typed");
        }
        assertThatThrownBy(() -> console.execute("fairlead:disconnect typed 999"))
                .hasMessage("no session 999 of ftp/typed; there is none");
        assertThatThrownBy(() -> console.execute("fairlead:unban mallory")).hasMessageContaining("no ban of mallory");
        assertThatThrownBy(() -> console.execute("vfs:ls gopher://x/")).hasMessageContaining("file: ftp: ftps:");
    }

    @Test
    void aSessionIsEndedAndAServerDrained() throws Exception {
        FileServer server = site.server();
        try (FtpPeer peer = site.login()) {
            String id = server.sessions().get(0).id();
            assertThat(console.run("fairlead:disconnect ftp/typed " + id)).contains("Session " + id);
            assertThat(peer.expect(421)).contains("administrator");
        }
        await().until(() -> server.sessions().isEmpty());
        try (FtpPeer peer = site.login()) {
            console.run("fairlead:drain typed");
            peer.expect(421);
            await().until(() -> server.state() == FileServer.State.STOPPED);
        }
        assertThat(console.run("fairlead:servers")).contains("STOPPED");
        assertThatThrownBy(() -> site.login().close()).isInstanceOf(java.net.ConnectException.class);
        site.configureServer("welcome", "again");
        await().untilAsserted(() -> site.login().close());
    }

    @Test
    void accountsAreMadeAndChanged() throws Exception {
        Path password = Files.writeString(scratch.resolve("password"), "correct horse\n");
        assertThat(console.run("fairlead:user-add --password-file " + password + " bob rights=list,read"))
                .contains("bob can log in");
        await().untilAsserted(
                        () -> FtpPeer.login(site.port(), "bob", "correct horse").close());
        Files.writeString(password, "battery staple\n");
        console.run("fairlead:user-passwd --authenticator typed --password-file " + password + " bob");
        await().untilAsserted(() ->
                FtpPeer.login(site.port(), "bob", "battery staple").close());
        assertThatThrownBy(() -> console.execute("fairlead:user-add --password-file " + password + " bob"))
                .hasMessageContaining("user bob is in");
        assertThatThrownBy(() -> console.execute("fairlead:user-passwd --password-file " + password + " carol"))
                .hasMessageContaining("no user carol");
        assertThatThrownBy(() -> console.execute("fairlead:user-add --password-file " + password + " eve colour=red"))
                .hasMessageContaining("colour");
        assertThatThrownBy(() -> console.execute("fairlead:user-add eve")).hasMessageContaining("--password-file");
        assertThatThrownBy(() -> console.execute("fairlead:user-add")).hasMessageStartingWith("usage:");
    }

    @Test
    void filesByUrl() throws Exception {
        Path local = Files.writeString(scratch.resolve("local.txt"), "hello");
        assertThat(console.run("vfs:cp " + local.toUri() + " " + site.url("/a.txt")))
                .contains("a.txt: 5 bytes");
        assertThat(console.run("vfs:ls " + site.url("/"))).containsPattern("file +5 .* a\\.txt");
        assertThat(console.run("vfs:stat " + site.url("/a.txt")))
                .contains("size      5 bytes")
                .doesNotContain("secret");
        assertThat(console.run("vfs:cat " + site.url("/a.txt"))).isEqualTo("hello");
        assertThat(console.run("vfs:rm " + site.url("/a.txt")))
                .contains("is deleted")
                .doesNotContain("secret");
        assertThatThrownBy(() -> console.execute("vfs:cat " + site.url("/a.txt")))
                .hasMessageContaining("there is no ")
                .hasMessageNotContaining("secret");
        assertThat(Files.readString(local, UTF_8)).isEqualTo("hello");
    }
}
