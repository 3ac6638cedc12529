// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What consoles tell of SMB, and what they do to it. */
class SmbCommandsTest extends FileTest {
    private Console console;

    @BeforeEach
    void serve() throws Exception {
        SmbClient.require();
        console = new Console(framework);
        site.share("name = Docs");
        site.smb();
        await().untilAsserted(() -> new SmbClient(site.port(), "docs").run("ls").succeeds());
    }

    private SmbClient.Held hold() throws Exception {
        return new SmbClient(site.port(), "docs").hold(() -> site.server("smb"));
    }

    @Test
    void whoIsConnectedAndWhatIsOpenIsTold() throws Exception {
        try (SmbClient.Held client = hold()) {
            client.type("open f");
            await().untilAsserted(() -> assertThat(console.run("fairlead:opens filed"))
                    .containsPattern("filed +/f +alice +smb[^ ]* 127\\.0\\.0\\.1"));
            assertThat(console.run("fairlead:sessions smb/filed"))
                    .contains("alice")
                    .contains("1 open");
            assertThat(console.run("fairlead:servers"))
                    .containsPattern("smb/filed +see its shares +- +filed")
                    .containsPattern("smb/filed +Docs +filed +1\n");
            assertThat(console.run("fairlead:locks filed")).isEqualTo("Locks: none\n");
            assertThat(console.run("fairlead:status")).contains("Shares");
        }
        await().untilAsserted(
                        () -> assertThat(console.run("fairlead:opens filed")).isEqualTo("Open files: none\n"));
    }

    @Test
    void aSessionIsEndedAndAServerDrained() throws Exception {
        FileServer server = site.server("smb");
        try (SmbClient.Held client = hold()) {
            String id = server.sessions().get(0).id();
            assertThat(console.run("fairlead:disconnect smb/filed " + id)).contains("Session " + id);
            await().until(() -> server.sessions().isEmpty());
            assertThatThrownBy(() -> console.execute("fairlead:disconnect smb/filed " + id))
                    .hasMessageContaining("no session " + id);
        }
        try (SmbClient.Held client = hold()) {
            console.run("fairlead:drain smb");
            await().until(() -> server.state() == FileServer.State.STOPPED);
            assertThat(console.run("fairlead:servers")).contains("STOPPED");
        }
        site.smb("computerName = AGAIN");
        await().untilAsserted(() -> new SmbClient(site.port(), "docs").run("ls").succeeds());
    }
}
