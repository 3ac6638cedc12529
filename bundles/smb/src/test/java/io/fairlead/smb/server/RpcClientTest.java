// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.acl.Sid;
import io.fairlead.testing.Tools;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Samba's rpcclient: what it is told of the server, by who asks. */
@Timeout(120)
class RpcClientTest {
    private static final String OTHER = "torture2%Passw0rd!2";

    @TempDir
    Path folder;

    private Served served;

    @BeforeEach
    void serve() throws Exception {
        Tools.require("rpcclient");
        served = new Served(folder, 0, settings -> settings.withAdministrators(Set.of(Served.USER)));
    }

    @AfterEach
    void stop() throws Exception {
        if (served != null) {
            served.close();
        }
    }

    /** What it prints, and what it has read off the wire. */
    private String ask(String account, String command) {
        Tools.Result result = Tools.run(
                        "rpcclient",
                        "-d",
                        "10",
                        "-p",
                        String.valueOf(served.port()),
                        "-s",
                        "/dev/null",
                        "-U",
                        account,
                        "-c",
                        command,
                        "127.0.0.1")
                .succeeded();
        return result.out()
                + result.err()
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.matches("(\\w+) +: .*"))
                        .map(line -> line.replaceAll(" +: ", ": "))
                        .collect(Collectors.joining("\n"));
    }

    private String administrator(String command) {
        return ask(Served.USER + "%" + Served.PASSWORD, command);
    }

    @Test
    void whomSecurityDescriptorsMean() {
        Sid other = Sid.ofAccount("torture2"); // who has not logged in
        assertThat(administrator("lookupnames torture1 torture2 Everyone nobody"))
                .contains("torture1 " + Sid.ofAccount(Served.USER) + " (User: 1)")
                .contains("torture2 " + other + " (User: 1)")
                .contains("Everyone S-1-1-0")
                .contains("nobody S-0-0 (UNKNOWN: 8)");
        assertThat(administrator("lookupsids S-1-5-32-544 " + other))
                .contains("S-1-5-32-544 BUILTIN\\Administrators (4)")
                .contains(other + " FAIRLEAD\\torture2 (1)");
        assertThat(administrator("lsaquery")).contains("Domain Name: FAIRLEAD");
    }

    @Test
    void sharesAndServer() {
        assertThat(administrator("netshareenum 1")).contains("netname: share", "netname: IPC$");
        assertThat(administrator("netshareenum 502")).contains("path:\tC:\\share");
        assertThat(administrator("netsharegetinfo share")).contains("netname: share", "max_uses");
        assertThat(administrator("srvinfo")).contains("FAIRLEAD");
    }

    @Test
    void anAdministratorSeesEverySession() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            peer.open("a.txt");
            for (String level : new String[] {"0", "1", "2", "10", "502"}) {
                assertThat(administrator("netsessenum 127.0.0.1 " + Served.USER + " " + level))
                        .as("level " + level)
                        .contains("Received 2 entries")
                        .contains("result: WERR_OK");
            }
            assertThat(administrator("netsessenum nowhere")).contains("Received 0 entries");
            assertThat(ask(OTHER, "netsessenum"))
                    .as("somebody else sees their own only")
                    .contains("Received 1 entries");
        }
    }

    @Test
    void anAdministratorSeesEveryOpenFile() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            assertThat(peer.open("a.txt").fileId()).isNotNull();
            assertThat(administrator("netfileenum 3"))
                    .contains("C:\\share\\a.txt")
                    .contains("user: 'torture1'");
            assertThat(ask(OTHER, "netfileenum 3")).doesNotContain("a.txt").contains("\\PIPE\\srvsvc");
        }
    }
}
