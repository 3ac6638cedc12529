// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** What a file says of an SMB server, as a client sees it. */
class SmbServerFileTest extends FileTest {
    @BeforeEach
    void share() throws Exception {
        SmbClient.require();
        site.share();
    }

    private void lists(String... options) {
        await().untilAsserted(() ->
                assertThat(site.client().run("ls", options).succeeds().text()).contains(" f "));
    }

    private void refuses(String... options) {
        await().untilAsserted(() -> site.client().run("ls", options).fails());
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.SMB,
            value = {"name", "host", "port", "authenticator.target", "computerName"})
    void names() throws Exception {
        FileServer server = site.smb("host = 127.0.0.2", "computerName = RACK-7");
        assertThat(server.name()).isEqualTo("filed");
        assertThat(server.protocol()).isEqualTo("smb");
        assertThat(server.addresses())
                .singleElement()
                .hasToString(InetAddress.getByName("127.0.0.2") + ":" + site.port());
        await().untilAsserted(() -> assertThat(
                        site.client().runAt("127.0.0.2", "ls").succeeds().text())
                .contains(" f "));
        site.smb("computerName = RACK-8");
        await().untilAsserted(() -> assertThat(site.client().call("srvinfo")).contains("RACK-8"));
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.SMB,
            value = {"encryption", "ciphers"})
    void whetherItIsEncrypted() throws Exception {
        site.smb();
        lists("-m", "SMB2_10");
        lists("--client-protection=encrypt");
        site.smb("encryption = required");
        refuses("-m", "SMB2_10");
        lists("-m", "SMB3_11");
        site.smb("encryption = off");
        refuses("--client-protection=encrypt");
        site.smb("ciphers = AES-256-GCM, AES-256-CCM");
        lists("--client-protection=encrypt", "--option=client smb3 encryption algorithms=aes-256-gcm");
        refuses("--client-protection=encrypt", "--option=client smb3 encryption algorithms=aes-128-gcm");
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.SMB,
            value = {"oldestDialect", "newestDialect"})
    void whichDialects() throws Exception {
        site.smb("oldestDialect = 3.0", "newestDialect = 3.0.2");
        refuses("-m", "SMB2_10");
        lists("-m", "SMB3_11");
        refuses("--option=client min protocol=SMB3_11");
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.SMB,
            value = {"maxConnections", "maxConnectionsPerAddress", "maxSessions"})
    void howMany() throws Exception {
        for (String key : new String[] {"maxConnections", "maxConnectionsPerAddress", "maxSessions"}) {
            site.smb(key + " = 1");
            await(key).untilAsserted(() -> {
                try (SmbClient.Held first = site.client().hold(() -> site.server("smb"))) {
                    site.client().run("ls").fails();
                }
            });
        }
        site.smb();
        await().untilAsserted(() -> {
            try (SmbClient.Held first = site.client().hold(() -> site.server("smb"))) {
                site.client().run("ls").succeeds();
            }
        });
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.SMB,
            value = {"maxUnauthenticated", "loginTimeoutSeconds"})
    void howManyWhoSayNothing() throws Exception {
        site.smb("maxUnauthenticated = 1");
        await().untilAsserted(() -> {
            try (Socket first = connect();
                    Socket second = connect()) {
                assertThat(first.getInputStream().read()).isNegative();
                assertThat(second.isConnected()).isTrue();
            }
        });
        site.smb("loginTimeoutSeconds = 1");
        await().untilAsserted(() -> {
            try (Socket stranger = connect()) {
                assertThat(stranger.getInputStream().read()).isNegative();
            }
        });
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port());
        socket.setSoTimeout(5_000);
        return socket;
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.SMB,
            value = {"drainSeconds", "lingerSeconds"})
    void howItStops() throws Exception {
        site.smb("drainSeconds = 0", "lingerSeconds = 0");
        lists();
        Bundle module = framework.bundle("smb");
        module.stop();
        assertThatThrownBy(() -> connect().close()).isInstanceOf(IOException.class);
        module.start();
        lists();
    }
}
