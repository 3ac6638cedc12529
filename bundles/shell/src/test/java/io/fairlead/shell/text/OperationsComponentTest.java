// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Accounts;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.config.ConfigurationReview;
import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.storage.Storage;
import io.fairlead.shell.Operations.Names;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationsComponentTest {
    private final OperationsComponent operations = new OperationsComponent();
    private final FileServer server = Fakes.server("ftp", "default", List.of(Fakes.session("7", "alice", "RETR")));

    @BeforeEach
    void serve() {
        Export export = Fakes.export(
                "files", null, new Export.OpenInfo(new OpenId(0, 7), "/a", "alice", "x", "READ", 1, Set.of()));
        operations.servers = List.of(Map.entry(Fakes.properties(server), server));
        operations.exports = List.of(Map.entry(Map.of(Export.NAME, "files"), export));
        operations.storages = List.of(Map.entry(Map.of(Export.NAME, "files"), (Storage) export));
        operations.components = new Components() {
            @Override
            public List<String> problems() {
                return List.of("x\tfailed");
            }

            @Override
            public Map<String, String> uses(long bundle, String name) {
                return Map.of("Export", bundle + "-" + name);
            }
        };
    }

    @Test
    void tellsWhatThereIs() {
        assertThat(operations.status())
                .contains("ftp       default  RUNNING")
                .contains("ftp/default  7-default")
                .contains("Storages: none")
                .contains("  x     failed");
        assertThat(operations.servers()).contains("ftp       default  RUNNING").contains("7-default");
        assertThat(operations.sessions(null)).contains("alice");
        assertThat(operations.exports()).contains("files  -        there");
        assertThat(operations.storages()).isEqualTo("Storages: none\n");
        assertThat(operations.opens(null)).contains("/a");
        assertThat(operations.locks("files")).contains("exclusive");
    }

    @Test
    void anUnknownNameIsAnError() {
        assertThatThrownBy(() -> operations.sessions("smb")).hasMessage("no server smb; there is ftp/default");
        assertThatThrownBy(() -> operations.opens("file")).hasMessage("no export file; there is files");
        assertThatThrownBy(() -> operations.locks("\u001b[2J")).hasMessage("no export ?[2J; there is files");
        assertThatThrownBy(() -> operations.disconnect("ftp", "8"))
                .hasMessage("no session 8 of ftp/default; there is 7");
        assertThatThrownBy(() -> operations.drain("tftp")).hasMessage("no server tftp; there is ftp/default");
        assertThatThrownBy(() -> operations.unban("bob")).hasMessageStartingWith("no ban of bob; banned is none");
        assertThatThrownBy(() -> operations.setPassword("users", "bob", new char[0]))
                .hasMessage("no authenticator whose accounts can be changed here users; there is none");
        assertThat(operations.sessionIds("smb")).isEmpty();
    }

    @Test
    void refusedConfigurationsAreTold() {
        operations.refusals = List.of(
                new RefusedConfiguration("x~2", "the server", "port = 7; expected 8", true),
                new RefusedConfiguration("w~1", "the server", "tls = 1\n2; expected off", false));
        assertThat(operations.status())
                .containsSubsequence("w~1   not started: tls = 1", "x     failed", "x~2   goes on as it was: port = 7");
    }

    @Test
    void doubtfulConfigurationsAreTold() {
        operations.reviews = List.of(() -> List.of(new ConfigurationReview.Doubt("v~1", "nobody reads the key prot")));
        assertThat(operations.status()).contains("v~1   nobody reads the key prot");
    }

    @Test
    void sessionsAreEndedAndServersDrained() {
        assertThat(operations.sessionIds("ftp")).containsExactly("7");
        assertThat(operations.disconnect("default", "7")).isEqualTo("Session 7 of ftp/default ends\n");
        assertThat(operations.drain("ftp/default")).startsWith("ftp/default takes no new sessions");
        assertThat(server.state()).isEqualTo(FileServer.State.DRAINING);
    }

    @Test
    void bansAreShownAndLifted() {
        List<Object> lifted = new ArrayList<>();
        operations.throttles = List.of(Fakes.fake(
                LoginThrottle.class,
                Map.of(
                        "bans",
                        given -> List.of(new LoginThrottle.Ban("", "192.0.2.7", Duration.ofSeconds(9))),
                        "unban",
                        given -> {
                            lifted.add(given[0]);
                            return given[0].equals("192.0.2.7") ? 1 : 0;
                        })));
        assertThat(operations.bans()).contains("192.0.2.7  every    9s");
        assertThat(operations.status()).contains("192.0.2.7  every    9s");
        assertThat(operations.names(Names.BANNED)).containsExactly("192.0.2.7");
        assertThat(operations.unban("192.0.2.7")).isEqualTo("Bans lifted: 1\n");
        assertThatThrownBy(() -> operations.unban("192.0.2.8"))
                .hasMessage("no ban of 192.0.2.8; banned is 192.0.2.7. Its failures, if any, are forgotten");
        assertThat(lifted).containsExactly("192.0.2.7", "192.0.2.8");
    }

    @Test
    void accountsAreChanged() throws IOException {
        List<String> changes = new ArrayList<>();
        operations.accounts = List.of(Map.entry(
                Map.of(Authenticator.NAME, "users"),
                Fakes.fake(
                        Accounts.class,
                        Map.of(
                                "names",
                                given -> List.of("bob", "alice"),
                                "add",
                                given -> changes.add("+" + given[0] + new String((char[]) given[1]) + given[2]),
                                "setPassword",
                                given -> changes.add("!" + given[0] + new String((char[]) given[1]))))));
        assertThat(operations.names(Names.USERS)).containsExactly("alice", "bob");
        assertThat(operations.names(Names.AUTHENTICATORS)).containsExactly("users");
        assertThat(operations.addUser(null, "eve", "pw".toCharArray(), "home=/x"))
                .contains("eve can log in");
        assertThat(operations.setPassword("users", "bob", "pw".toCharArray())).contains("new password of bob");
        assertThat(changes).containsExactly("+evepwhome=/x", "!bobpw");
    }

    @Test
    void namesAreCompleted() {
        assertThat(operations.names(Names.SERVERS)).containsExactly("ftp/default");
        assertThat(operations.names(Names.EXPORTS)).containsExactly("files");
        assertThat(operations.names(Names.BANNED)).isEmpty();
    }

    @Test
    void withoutARuntimeToAskNoProblemIsKnown() {
        operations.components = null;
        assertThat(operations.status())
                .endsWith("Not running, or not whole: none\n")
                .contains("ftp/default  -       -        -");
    }
}
