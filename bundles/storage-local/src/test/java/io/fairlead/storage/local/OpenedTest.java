// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What an open node knows without another look, and what it finds by the folder that it keeps. */
@EnabledOnOs(OS.LINUX)
class OpenedTest {
    @TempDir
    Path root;

    private static Open itself() {
        return new Open(Set.of(), Open.Disposition.OPEN, Open.Kind.ANY, Links.ITSELF);
    }

    @Test
    void knowsKindAndAttributesOfTheOpen() throws IOException {
        Files.writeString(Files.createDirectory(root.resolve("d")).resolve("f"), "content");
        Files.createSymbolicLink(root.resolve("l"), Path.of("d"));
        try (Fixture local = Fixture.open(root);
                Node file = local.volume().open(VPath.of("/d/f"), Open.read());
                Node folder = local.volume().open(VPath.of("/d"), Open.list());
                Node link = local.volume().open(VPath.of("/l"), itself())) {
            Files.writeString(root.resolve("d/f"), "longer content");
            assertThat(file.kind()).isEqualTo(Attributes.Kind.FILE);
            assertThat(file.opened().size()).isEqualTo(7);
            assertThat(file.opened().id()).isEqualTo(file.id());
            assertThat(file.attributes().size()).isEqualTo(14);
            assertThat(folder.kind()).isEqualTo(Attributes.Kind.DIRECTORY);
            assertThat(folder.opened().isDirectory()).isTrue();
            assertThat(link.kind()).isEqualTo(Attributes.Kind.LINK);
            assertThat(link.opened().target()).contains("d");
            file.close();
            refused(Reason.STALE, file::opened);
        }
    }

    @Test
    void tellsWhetherAFolderIsEmptyWithoutTheRightToListIt() throws IOException {
        Files.createDirectory(root.resolve("d"));
        Files.createFile(root.resolve("f"));
        try (Fixture local = Fixture.open(root);
                Node folder = local.volume().open(VPath.of("/d"), Open.delete());
                Node file = local.volume().open(VPath.of("/f"), Open.read())) {
            assertThat(folder.isEmpty()).isTrue();
            Files.createFile(root.resolve("d/f"));
            assertThat(folder.isEmpty()).isFalse();
            refused(Reason.NOT_DIRECTORY, file::isEmpty);
            Files.move(root.resolve("d"), root.resolve("e"));
            refused(Reason.STALE, folder::isEmpty);
        }
    }

    @Test
    void looksInTheFolderButChangesNothingThereOnceItIsElsewhere() throws IOException {
        Files.writeString(Files.createDirectory(root.resolve("d")).resolve("f"), "content");
        try (Fixture local = Fixture.open(root);
                Node file = local.volume()
                        .open(
                                VPath.of("/d/f"),
                                new Open(
                                        Set.of(Open.Access.READ, Open.Access.DELETE),
                                        Open.Disposition.OPEN,
                                        Open.Kind.FILE))) {
            Files.move(root.resolve("d"), root.resolve("e"));
            assertThat(file.attributes().id()).isEqualTo(file.id());
            refused(Reason.STALE, file::delete);
            Files.writeString(Files.createDirectory(root.resolve("d")).resolve("f"), "another");
            refused(Reason.STALE, file::delete);
            assertThat(file.attributes().size()).isEqualTo(7);
            assertThat(file.read(ByteBuffer.allocate(20), 0)).isEqualTo(7);
            Files.delete(root.resolve("e/f"));
            Files.writeString(root.resolve("e/f"), "a third one");
            assertThat(file.attributes().id()).as("of the deleted file").isEqualTo(file.id());
            assertThat(file.attributes().size()).isEqualTo(7);
        }
    }

    @Test
    void keepsTheFolderNoLongerThanTheFileIsOpen() throws IOException {
        Files.writeString(Files.createDirectory(root.resolve("d")).resolve("f"), "content");
        LocalSettings none = LocalSettings.of(root).withKeptFolders(0);
        try (Fixture local = Fixture.open(none)) {
            long before = openInRoot();
            try (Node file = local.volume().open(VPath.of("/d/f"), Open.read());
                    Node again = local.volume().open(VPath.of("/d/f"), Open.attributes())) {
                assertThat(openInRoot()).isGreaterThan(before);
                assertThat(again.attributes().size())
                        .isEqualTo(file.attributes().size());
            }
            assertThat(openInRoot()).isEqualTo(before);
        }
    }

    private long openInRoot() throws IOException {
        Path real = root.toRealPath();
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            return links.filter(link -> {
                        try {
                            return Files.readSymbolicLink(link).startsWith(real);
                        } catch (IOException closed) {
                            return false;
                        }
                    })
                    .count();
        }
    }
}
