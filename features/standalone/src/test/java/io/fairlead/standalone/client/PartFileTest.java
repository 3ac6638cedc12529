// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {
    private static final Optional<Instant> TIME = Optional.of(Instant.ofEpochMilli(1_600_000_000_000L));

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
        assertThat(Files.getLastModifiedTime(target).toInstant()).isEqualTo(TIME.get());
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
        try (PartFile part =
                PartFile.open(folder.resolve("t"), 4, Optional.of(TIME.get().plusMillis(1)), true)) {
            assertThat(part.position()).isZero();
        }
    }

    @Test
    void modeOfTheFileStays() throws IOException {
        Path target = Files.writeString(folder.resolve("t"), "old");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-x---"));
        try (PartFile part = PartFile.open(target, 3, TIME, false)) {
            try (var left = Files.newDirectoryStream(folder, ".*")) {
                assertThat(PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(left.iterator().next())))
                        .isEqualTo("rw-------");
            }
            part.output().write("new".getBytes());
            part.publish(TIME);
        }
        assertThat(target).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-r-x---");
    }

    @Test
    void cleansUpWhatEarlierOnesLeft() throws IOException {
        cut("ab");
        Path others = Files.writeString(folder.resolve(".t.part"), "somebody's");
        PartFile.cleanUp(folder.resolve("t"));
        assertThat(folder.toFile().list()).containsExactly(others.getFileName().toString());
    }

    private void cut(String content) throws IOException {
        try (PartFile part = PartFile.open(folder.resolve("t"), 4, TIME, false)) {
            part.output().write(content.getBytes());
        }
    }

    @Test
    void nothingStaysThatNobodyCanGoOnWith() throws IOException {
        try (PartFile part = PartFile.open(folder.resolve("t"), 4, Optional.empty(), true)) {
            part.output().write("ab".getBytes()); // of a source of which no time is known
        }
        assertThat(folder.toFile().list()).isEmpty();
        cut("more than its size");
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void aNameThatCantBeIsRefusedBeforeAnythingComes() {
        Path target = folder.resolve("n".repeat(300));
        assertThatThrownBy(() -> PartFile.open(target, 4, TIME, false)).isInstanceOf(IOException.class);
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void nothingStaysOfWhatNeverCame() throws IOException {
        PartFile.open(folder.resolve("t"), 4, TIME, true).close();
        assertThat(folder.toFile().list()).isEmpty();
    }
}
