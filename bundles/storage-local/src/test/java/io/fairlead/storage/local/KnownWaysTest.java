// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.folder.Resolver;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A file in a folder that was walked to lately is opened by fewer looks, and nothing that others do goes unseen. */
@EnabledOnOs(OS.LINUX)
class KnownWaysTest {
    @TempDir
    Path temporary;

    private Path root;
    private Path folder;
    private VPath file;

    @BeforeEach
    void makeFiles() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
        folder = Files.createDirectories(root.resolve("d/e"));
        file = VPath.of("/d/e/f");
        Files.writeString(folder.resolve("f"), "first");
    }

    private static boolean isKnown(Fixture local, VPath path) throws IOException {
        Resolver resolver = local.storage().resolver();
        try (Located known = resolver.known(path)) {
            return known != null;
        }
    }

    private String open(Fixture local) throws IOException {
        return Contents.text(local.volume(), file.toString());
    }

    @Test
    void isKnownOnceAFileWasOpenedThere() throws IOException {
        try (Fixture local = Fixture.open(root)) {
            assertThat(isKnown(local, file)).isFalse();
            assertThat(open(local)).isEqualTo("first");
            assertThat(isKnown(local, file)).isTrue();
            assertThat(isKnown(local, VPath.of("/d/e/missing"))).isFalse();
            assertThat(isKnown(local, VPath.of("/d/e"))).isFalse();
            assertThat(isKnown(local, VPath.ROOT)).isFalse();
            assertThat(open(local)).isEqualTo("first");
            refused(Reason.NOT_FOUND, () -> local.volume().open(VPath.of("/d/e/missing"), Open.read()));
            await().until(() -> !isKnown(local, file));
        }
    }

    @Test
    void isNotKnownWhereOthersMayChangeAFolderOnTheWay() throws IOException {
        Files.setPosixFilePermissions(folder.getParent(), PosixFilePermissions.fromString("rwxrwxr-x"));
        try (Fixture local = Fixture.open(root)) {
            assertThat(open(local)).isEqualTo("first");
            assertThat(isKnown(local, file)).isFalse();
            leadOutToTheSameFolder();
            refused(Reason.ACCESS_DENIED, () -> local.volume().open(file, Open.read()));
        }
    }

    /** The folder goes out of the root, and a link in the root leads to where it is now. */
    private void leadOutToTheSameFolder() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.move(folder, outside.resolve("e"));
        Files.move(root.resolve("d"), root.resolve("aside"));
        Files.createSymbolicLink(root.resolve("d"), outside);
    }

    @Test
    void aLinkOfOurOwnUserIsSeenSoon() throws IOException {
        try (Fixture local = Fixture.open(root)) {
            assertThat(open(local)).isEqualTo("first");
            leadOutToTheSameFolder();
            await().untilAsserted(() -> refused(Reason.ACCESS_DENIED, () -> open(local)));
        }
    }

    @Test
    void aLinkOfTheStorageIsSeenAtOnce() throws IOException {
        try (Fixture local = Fixture.open(root);
                Volume stops = local.storage().mount(Identity.of("somebody"), LinkPolicy.STOP)) {
            assertThat(open(local)).isEqualTo("first");
            rename(stops, "/d", "/x");
            Symlinks links = local.volume().extension(Symlinks.class).orElseThrow();
            links.create(VPath.of("/d"), "x");
            meetsLink(stops, "/d");
            rename(stops, "/d", "/y");
            rename(stops, "/x", "/d");
            assertThat(open(local)).isEqualTo("first");
            rename(stops, "/d", "/x");
            rename(stops, "/y", "/d");
            meetsLink(stops, "/d");
        }
    }

    private void meetsLink(Volume volume, String link) throws StorageException {
        LinkEncountered met = catchThrowableOfType(LinkEncountered.class, () -> volume.open(file, Open.read()));
        assertThat(met).isNotNull();
        assertThat(met.link()).isEqualTo(VPath.of(link));
    }

    private static void rename(Volume volume, String from, String to) throws StorageException {
        try (Node node = volume.open(VPath.of(from), Open.delete())) {
            node.rename(VPath.of(to), false);
        }
    }

    @Test
    void whatIsInThePlaceOfAFolderIsSeenAtOnce() throws IOException {
        try (Fixture local = Fixture.open(root)) {
            assertThat(open(local)).isEqualTo("first");
            Files.move(folder, root.resolve("old"));
            refused(Reason.PARENT_NOT_FOUND, () -> open(local));
            Files.writeString(Files.createDirectory(folder).resolve("f"), "second");
            assertThat(open(local)).isEqualTo("second");
            Files.move(root.resolve("d"), root.resolve("older"));
            Files.createDirectories(folder);
            refused(Reason.NOT_FOUND, () -> open(local));
            Files.writeString(root.resolve("d/e/f"), "third");
            assertThat(open(local)).isEqualTo("third");
        }
    }

    @Test
    void whatIsInThePlaceOfAFileIsSeenAtOnce() throws Exception {
        try (Fixture local = Fixture.open(root)) {
            assertThat(open(local)).isEqualTo("first");
            Files.delete(folder.resolve("f"));
            Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("f").toString()).start();
            assertThat(mkfifo.waitFor()).isZero();
            refused(Reason.ACCESS_DENIED, () -> open(local));
            Files.delete(folder.resolve("f"));
            Files.createDirectory(folder.resolve("f"));
            refused(Reason.IS_DIRECTORY, () -> open(local));
            Files.delete(folder.resolve("f"));
            Files.createSymbolicLink(folder.resolve("f"), Path.of("/etc/passwd"));
            refused(Reason.ACCESS_DENIED, () -> open(local));
        }
    }

    @Test
    void goesByTheKeptFolderOnlyWhileItIsKept() throws IOException {
        Files.writeString(Files.createDirectory(root.resolve("d/g")).resolve("f"), "other");
        LocalSettings few = LocalSettings.of(root).withKeptFolders(2);
        try (Fixture local = Fixture.open(few)) {
            assertThat(open(local)).isEqualTo("first");
            assertThat(Contents.text(local.volume(), "/d/g/f")).isEqualTo("other");
            assertThat(isKnown(local, file)).isFalse();
            assertThat(isKnown(local, VPath.of("/d/g/f"))).isTrue();
            assertThat(open(local)).isEqualTo("first");
        }
    }
}
