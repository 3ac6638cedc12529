// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.api.storage.Storage;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What files say of storages on Commons VFS URLs, as FTP shows it. */
class VfsStorageFileTest extends FrameworkTest {
    private static final String VFS = "io.fairlead.storage.vfs";

    private FiledSite site;

    @BeforeEach
    void prepare() throws Exception {
        site = new FiledSite(framework, scratch);
        site.files().ftp();
        await().untilAsserted(() -> site.login().close());
    }

    private void storage(String... lines) throws Exception {
        framework.writeFile(VFS, "remote", List.of(lines));
    }

    @Test
    @ShowsKeys(
            pid = VFS,
            value = {"name", "url"})
    void anythingThatCommonsVfsReachesIsServed() throws Exception {
        storage("name = elsewhere", "url = ram:///");
        site.export("storage.target = (storage.name=elsewhere)");
        await().untilAsserted(() -> {
            try (FtpPeer peer = site.login()) {
                peer.store("a", "first".getBytes(UTF_8));
                peer.store("a", "second".getBytes(UTF_8));
                assertThat(peer.retrieve("a")).isEqualTo("second".getBytes(UTF_8));
            }
        });
        storage("name = elsewhere", "url = zip:" + zip().toUri());
        await().untilAsserted(() -> {
            try (FtpPeer peer = site.login()) {
                assertThat(peer.retrieve("folder/inner.txt")).isEqualTo("zipped".getBytes(UTF_8));
                assertThat(peer.command("DELE folder/inner.txt", 550)).isNotEmpty();
            }
        });
    }

    private Path zip() throws Exception {
        Path file = scratch.resolve("docs.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("folder/inner.txt"));
            zip.write("zipped".getBytes(UTF_8));
        }
        return file;
    }

    @Test
    @ShowsKeys(
            pid = VFS,
            value = {"options"})
    void anUnknownOptionIsRefusedAndAKnownOneTaken() throws Exception {
        storage("name = elsewhere", "url = ftp://192.0.2.1/", "options = colour=red");
        refused("options = colour; not an option of ftp, or not its value");
        storage("name = elsewhere", "url = ftp://192.0.2.1/", "options = maxConnections=2,verifyHostName=false");
        framework.service(Storage.class, "(storage.name=elsewhere)");
    }

    /** An export over it would lead to itself, and each mount would wait for another. */
    @Test
    void aServerOfThisProcessIsRefused() throws Exception {
        storage("name = loop", "url = ftp://alice:secret@localhost:" + site.port() + "/");
        refused("leads to the ftp server filed of this very process");
        assertThat(framework.has(Storage.class, "(storage.name=loop)")).isFalse();
    }

    private void refused(String why) {
        await().untilAsserted(() -> assertThat(framework
                        .service(RefusedConfiguration.class, "(configuration.pid=" + VFS + "*)")
                        .reason())
                .contains(why)
                .doesNotContain("secret"));
    }
}
