// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.InexpressibleNames;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.core.export.ExportSettings;
import io.fairlead.ftp.server.reply.Refusals;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Names on the disk that are no text. */
class InexpressibleNamesTest {
    @TempDir
    Path root;

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDirectoryThatLooksEmptyTellsWhyItStays() throws Exception {
        String script = "mkdir \"$1/d\" && touch \"$(printf '%s/d/\\351' \"$1\")\"";
        assertThat(new ProcessBuilder("sh", "-c", script, "sh", root.toString())
                        .start()
                        .waitFor())
                .isZero();
        try (ServerFixture fixture = ServerFixture.start();
                LocalStorage storage = LocalStorage.open(LocalSettings.of(root));
                ArbitratedExport export =
                        new ArbitratedExport(new ExportSettings("files", VPath.ROOT, false, false, List.of()))) {
            export.attach(storage);
            fixture.served = Optional.of(export);
            try (RawClient client = fixture.login()) {
                assertThat(client.text("NLST d")).isEmpty();
                assertThat(client.command("RMD d", 550))
                        .isEqualTo("550 Directory holds 1 name that cannot be expressed");
            }
        }
    }

    @Test
    void manyAreNotCountedToTheEnd() {
        assertThat(Refusals.text(new InexpressibleNames(VPath.ROOT, InexpressibleNames.MOST)))
                .isEqualTo("Directory holds at least 1000 names that cannot be expressed");
    }
}
