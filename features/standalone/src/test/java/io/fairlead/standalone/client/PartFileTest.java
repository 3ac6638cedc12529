// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {
    private static final long TIME = 1_600_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void theOldFileStaysUntilTheNewOneIsWhole() throws IOException {
        Path target = Files.writeString(folder.resolve("t"), "old");
        try (PartFile part = PartFile.open(target, 3, TIME, false)) {
            part.output().write("ne".getBytes());
            assertThat(target).hasContent("old");
            part.output().write('w');
            part.publish(TIME);
        }
        assertThat(target).hasContent("new");
        assertThat(folder.toFile().list()).containsExactly("t");
        assertThat(Files.getLastModifiedTime(target).toMillis()).isEqualTo(TIME);
    }

    @Test
    void goesOnWhereItWasCut() throws IOException {
        cut("ab");
        try (PartFile part = PartFile.open(folder.resolve("t"), 4, TIME, true)) {
            assertThat(part.position()).isEqualTo(2);
            part.output().write("cd".getBytes());
            part.publish(TIME);
        }
        assertThat(folder.resolve("t")).hasContent("abcd");
    }

    @Test
    void beginsAnewWhenNotAskedToGoOnOrWhenTheSourceChanged() throws IOException {
        cut("ab");
        try (PartFile part = PartFile.open(folder.resolve("t"), 4, TIME, false)) {
            assertThat(part.position()).isZero();
        }
        cut("ab");
        try (PartFile part = PartFile.open(folder.resolve("t"), 4, TIME + 1, true)) {
            assertThat(part.position()).isZero();
        }
    }

    private void cut(String content) throws IOException {
        try (PartFile part = PartFile.open(folder.resolve("t"), 4, TIME, false)) {
            part.output().write(content.getBytes());
        }
    }
}
