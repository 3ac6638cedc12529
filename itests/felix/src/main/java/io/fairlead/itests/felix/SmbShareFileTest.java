// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a file says of an SMB share, as a client sees it, while the server runs. */
class SmbShareFileTest extends FileTest {
    @BeforeEach
    void serve() throws Exception {
        SmbClient.require();
        site.smb();
    }

    private SmbClient named(String share) {
        return new SmbClient(site.port(), share);
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.SHARE,
            value = {"name", "comment", "export.target"})
    void names() throws Exception {
        site.share("name = Archiv \\u00e4", "comment = All that was");
        await().untilAsserted(() -> named("archiv ä").run("ls").succeeds());
        assertThat(site.client().shares()).contains("Disk|Archiv ä|All that was");
        site.share();
        await().untilAsserted(() -> site.client().run("ls").succeeds());
        named("archiv ä").run("ls").fails();
        site.share("export.target = (export.name=other)");
        await().untilAsserted(() -> site.client().run("ls").fails());
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.SHARE,
            value = {"servers"})
    void whoOffersIt() throws Exception {
        site.share("servers = another");
        await().untilAsserted(() -> assertThat(site.client().shares()).doesNotContain("filed"));
        site.share("servers = another, filed");
        await().untilAsserted(() -> site.client().run("ls").succeeds());
    }

    @Test
    @ShowsKeys(
            pid = FiledSite.SHARE,
            value = {"encrypt", "readOnly", "allow", "maxSessions", "followLinks"})
    void rules() throws Exception {
        site.share("encrypt = true");
        await().untilAsserted(() -> site.client().run("ls", "-m", "SMB3_11").succeeds());
        site.client().run("ls", "-m", "SMB2_10").fails();
        site.share("readOnly = true");
        await().untilAsserted(() -> site.client().run("ls", "-m", "SMB2_10").succeeds());
        assertThat(site.client().run("mkdir d").text()).contains("NT_STATUS_ACCESS_DENIED");
        site.share("allow = bob, @staff");
        await().untilAsserted(
                        () -> assertThat(site.client().run("ls").fails().text()).contains("NT_STATUS_ACCESS_DENIED"));
        assertThat(site.client().shares()).doesNotContain("filed");
        site.share("allow = bob, alice", "maxSessions = 1");
        await().untilAsserted(() -> {
            try (SmbClient.Held first = site.client().hold(() -> site.server("smb"))) {
                assertThat(site.client().run("ls").fails().text()).contains("NT_STATUS_REQUEST_NOT_ACCEPTED");
            }
        });
        await().untilAsserted(() -> site.client().run("ls").succeeds());
        Files.createSymbolicLink(site.file("d/f", "content").resolveSibling("link"), Path.of("f"));
        assertThat(site.client().run("get d/link /dev/null").text()).doesNotContain("NT_STATUS");
        site.share("followLinks = false");
        await().untilAsserted(() ->
                assertThat(site.client().run("get d/link /dev/null").text()).contains("NT_STATUS_STOPPED_ON_SYMLINK"));
    }
}
