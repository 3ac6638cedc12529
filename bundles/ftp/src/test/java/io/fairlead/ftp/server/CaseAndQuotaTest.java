// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.core.Exports;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.core.quota.QuotaSettings;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of an export that knows no case, and of one that is full; a real folder below. */
class CaseAndQuotaTest {
    @TempDir
    Path root;

    @Test
    void namesInAnotherCaseAreFound() throws Exception {
        Files.createDirectory(root.resolve("Music"));
        Files.writeString(root.resolve("Music/Song.flac"), "la");
        try (ServerFixture fixture = ServerFixture.start();
                LocalStorage storage = LocalStorage.open(LocalSettings.of(root));
                ArbitratedExport export =
                        Exports.over(storage).caseInsensitive(true).build()) {
            fixture.served = Optional.of(export);
            try (RawClient client = fixture.login()) {
                assertThat(client.text("RETR /MUSIC/SONG.FLAC")).isEqualTo("la");
                client.command("CWD music", 250);
                client.store("STOR SONG.flac", new byte[5]);
                assertThat(Files.size(root.resolve("Music/Song.flac"))).isEqualTo(5);
                client.command("MKD /MUSIC/song.FLAC", 550);
                client.command("RNFR song.flac", 350);
                client.command("RNTO SONG.flac", 250);
            }
        }
        assertThat(root.toFile().list()).containsExactly("Music");
        assertThat(root.resolve("Music").toFile().list()).containsExactly("SONG.flac");
    }

    @Test
    void aFullExportTakesNoMore() throws Exception {
        Files.write(root.resolve("before"), new byte[60]);
        QuotaSettings quota = new QuotaSettings(100, 0, 0, 0, Duration.ZERO);
        try (ServerFixture fixture = ServerFixture.start();
                LocalStorage storage = LocalStorage.open(LocalSettings.of(root));
                ArbitratedExport export = Exports.over(storage).quota(quota).build();
                ExportVolume volume = export.mount(Identity.of("watcher"))) {
            await().until(() -> volume.space().freeBytes() == 40);
            fixture.served = Optional.of(export);
            try (RawClient client = fixture.login()) {
                try (Socket data = client.data()) {
                    client.command("STOR much", 150);
                    data.getOutputStream().write(new byte[41]);
                    data.shutdownOutput();
                    client.expect(552);
                }
                client.store("STOR some", new byte[40]);
                client.command("DELE before", 250);
                client.store("STOR more", new byte[60]);
            }
            assertThat(volume.space().freeBytes()).isZero();
        }
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("some", "more");
    }
}
