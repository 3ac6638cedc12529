// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.inventory.Format;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FairleadCommandsTest {
    private final FairleadCommands commands = new FairleadCommands();

    @BeforeEach
    void serve() {
        FileServer server = Fakes.server("ftp", "default", List.of(Fakes.session("7", "alice", "RETR")));
        Export export =
                Fakes.export("files", null, new Export.OpenInfo(new OpenId(0, 7), "/a", "alice", "x", "READ", 0));
        commands.servers = List.of(Map.entry(Map.of(FileServer.NAME, "default"), server));
        commands.exports = List.of(Map.entry(Map.of(Export.NAME, "files"), export));
        commands.storages = List.of(Map.entry(Map.of(Export.NAME, "files"), (Storage) export));
        commands.problems = () -> List.of("x\tfailed");
    }

    @Test
    void commandsPrint() {
        assertThat(printed(commands::status))
                .contains("ftp       default  RUNNING")
                .contains("Storages: none")
                .contains("  x     failed");
        assertThat(printed(commands::sessions)).contains("alice");
        assertThat(printed(() -> commands.sessions("smb"))).isEqualTo("Sessions: none\n");
        assertThat(printed(commands::exports)).contains("files  there");
        assertThat(printed(commands::opens)).contains("/a");
        assertThat(printed(() -> commands.opens("other"))).isEqualTo("Open files: none\n");
    }

    @Test
    void refusedConfigurationsAreTold() {
        commands.refusals = List.of(
                new RefusedConfiguration("x~2", "the server", "port = 7; expected 8", true),
                new RefusedConfiguration("w~1", "the server", "tls = 1\n2; expected off", false));
        assertThat(printed(commands::status))
                .containsSubsequence("w~1   not started: tls = 1", "x     failed", "x~2   goes on as it was: port = 7");
    }

    @Test
    void bansAreShownAndLifted() {
        List<Object> lifted = new ArrayList<>();
        commands.throttles = List.of(Fakes.fake(
                LoginThrottle.class,
                Map.of(
                        "bans",
                        given -> List.of(new LoginThrottle.Ban("", "192.0.2.7", Duration.ofSeconds(9))),
                        "unban",
                        given -> {
                            lifted.add(given[0]);
                            return 1;
                        })));
        assertThat(printed(commands::bans)).contains("192.0.2.7  every    9s");
        assertThat(printed(commands::status)).contains("192.0.2.7  every    9s");
        assertThat(printed(() -> commands.unban("192.0.2.7"))).isEqualTo("Bans lifted: 1\n");
        assertThat(lifted).containsExactly("192.0.2.7");
    }

    @Test
    void withoutARuntimeToAskNoProblemIsKnown() {
        commands.problems = null;
        assertThat(printed(commands::status)).endsWith("Not running, or not whole: none\n");
    }

    @Test
    void thePageHasTheSameText() {
        var text = new StringWriter();
        new FairleadPage(commands).print(new PrintWriter(text), Format.TEXT, false);
        assertThat(text.toString()).contains("Servers\n").contains("Sessions\n").contains("Open files\n");
    }

    private static String printed(Runnable command) {
        PrintStream before = System.out;
        var bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            command.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
