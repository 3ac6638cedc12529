// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.xattr.UserAttributes;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Named streams as they lie on the disk, when others rename and delete, and after a crash. */
@EnabledOnOs(OS.LINUX)
class StreamTest {
    @TempDir
    Path root;

    private Path depot;

    @BeforeEach
    void fileSystemIsFit() throws IOException {
        depot = root.resolve(NameRules.STREAMS);
        try (Fixture fixture = Fixture.open(root)) {
            assumeTrue(
                    fixture.storage().features().contains(Feature.STREAMS), "no attributes or no times of birth here");
        }
    }

    private static final String LOST = "fairlead.lost";

    private static Streams streams(Fixture fixture) {
        return fixture.volume().extension(Streams.class).orElseThrow();
    }

    private static Node owner(Fixture fixture, String path) throws IOException {
        return fixture.volume().open(VPath.of(path), new Open(Set.of(), Open.Disposition.OPEN, Open.Kind.ANY));
    }

    private static void put(Fixture fixture, String path, String stream, String content) throws IOException {
        try (Node owner = owner(fixture, path);
                Node node = streams(fixture).open(owner, stream, Open.openOrCreate(Access.WRITE))) {
            node.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), 0);
        }
    }

    private static String get(Fixture fixture, String path, String stream) throws IOException {
        try (Node owner = owner(fixture, path);
                Node node = streams(fixture).open(owner, stream, Open.read())) {
            return new String(Contents.read(node), StandardCharsets.UTF_8);
        }
    }

    private static List<String> names(Fixture fixture, String path) throws IOException {
        try (Node owner = owner(fixture, path)) {
            return streams(fixture).list(owner).stream().map(Entry::name).toList();
        }
    }

    private List<Path> owners() throws IOException {
        if (!Files.exists(depot)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(depot)) {
            return all.toList();
        }
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> all = Files.list(owners().get(0))) {
            return all.findFirst().orElseThrow();
        }
    }

    @Test
    void hidesWhereStreamsAre() throws IOException {
        Files.createFile(root.resolve("a"));
        try (Fixture fixture = Fixture.open(root)) {
            put(fixture, "/a", "s", "stream");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(depot)))
                    .isEqualTo("rwx------");
            assertThat(Contents.names(fixture.volume(), "/")).containsExactly("a");
            for (String name : List.of("/" + NameRules.STREAMS, "/.FairLead-Streams", "/" + NameRules.STREAMS + "/x")) {
                refused(Reason.NAME_INVALID, () -> fixture.volume().attributes(VPath.of(name)));
                refused(Reason.NAME_INVALID, () -> fixture.volume().open(VPath.of(name), Open.replace()));
            }
        }
    }

    @Test
    void followsRenamesOfOthers() throws IOException {
        Files.createDirectory(root.resolve("d"));
        Files.createFile(root.resolve("a"));
        try (Fixture fixture = Fixture.open(root)) {
            put(fixture, "/a", "s", "of a");
            put(fixture, "/d", "s", "of d");
            Files.move(root.resolve("a"), root.resolve("d/b"));
            Files.move(root.resolve("d"), root.resolve("e"));
            assertThat(get(fixture, "/e/b", "s")).isEqualTo("of a");
        }
        try (Fixture fixture = Fixture.open(root)) {
            assertThat(get(fixture, "/e/b", "s")).isEqualTo("of a");
            assertThat(get(fixture, "/e", "S")).isEqualTo("of d");
        }
    }

    @Test
    void removesStreamsOfFilesThatOthersDeleted() throws IOException {
        Files.createDirectories(root.resolve("d/e"));
        Files.createFile(root.resolve("a"));
        Files.createFile(root.resolve("moved"));
        try (Fixture fixture = Fixture.open(root)) {
            put(fixture, "/a", "s", "of a");
            put(fixture, "/moved", "s", "of b");
            assertThat(owners()).hasSize(2);
        }
        Files.delete(root.resolve("a"));
        Files.move(root.resolve("moved"), root.resolve("d/e/b"));
        try (Fixture fixture = Fixture.open(root)) {
            Awaitility.await().until(() -> lost().size() == 1);
            assertThat(owners()).hasSize(2); // for somebody who restores a backup
            assertThat(get(fixture, "/d/e/b", "s")).isEqualTo("of b");
        }
        UserDefinedFileAttributeView view = attributes(lost().get(0));
        Instant longAgo = Instant.now().minus(Duration.ofDays(31));
        view.write(LOST, ByteBuffer.wrap(Long.toString(longAgo.getEpochSecond()).getBytes(StandardCharsets.UTF_8)));
        try (Fixture fixture = Fixture.open(root)) {
            Awaitility.await().until(() -> owners().size() == 1);
            assertThat(get(fixture, "/d/e/b", "s")).isEqualTo("of b");
        }
    }

    @Test
    void whatIsFoundAgainIsLostNoLonger() throws IOException {
        Path file = Files.createFile(root.resolve("a"));
        Path outside = root.resolveSibling(root.getFileName() + "-outside");
        try (Fixture fixture = Fixture.open(root)) {
            put(fixture, "/a", "s", "of a");
        }
        Files.move(file, outside);
        try (Fixture fixture = Fixture.open(root)) {
            Awaitility.await().until(() -> lost().size() == 1);
        }
        Files.move(outside, file);
        try (Fixture fixture = Fixture.open(root)) {
            assertThat(lost()).isEmpty();
            assertThat(get(fixture, "/a", "s")).isEqualTo("of a");
        }
    }

    private static UserDefinedFileAttributeView attributes(Path folder) {
        return Files.getFileAttributeView(folder, UserDefinedFileAttributeView.class);
    }

    /** Folders of owners that nobody finds. */
    private List<Path> lost() throws IOException {
        List<Path> lost = new ArrayList<>();
        for (Path owner : owners()) {
            if (attributes(owner).list().contains(LOST)) {
                lost.add(owner);
            }
        }
        return lost;
    }

    @Test
    void givesNoStreamsToTheNextFileOfAnInode() throws IOException {
        Path file = Files.createFile(root.resolve("a"));
        Object key = Files.getAttribute(file, "unix:ino");
        try (Fixture fixture = Fixture.open(root)) {
            put(fixture, "/a", "s", "of a");
            Files.delete(file);
            boolean again = false; // where the file system never uses it again, nothing else can be seen
            for (int i = 0; i < 100 && !again; i++) {
                Path next = Files.createFile(root.resolve("b" + i));
                again = Files.getAttribute(next, "unix:ino").equals(key);
                assertThat(names(fixture, "/b" + i)).isEmpty();
            }
        }
    }

    @Test
    void leavesNothingOfWhatItDeletes() throws IOException {
        Files.createFile(root.resolve("a"));
        Files.createFile(root.resolve("b"));
        Files.createFile(root.resolve("c"));
        Files.createDirectory(root.resolve("d"));
        try (Fixture fixture = Fixture.open(root)) {
            for (String path : List.of("/a", "/b", "/c", "/d")) {
                put(fixture, path, "s", "stream");
            }
            Contents.delete(fixture.volume(), "/d");
            Contents.rename(fixture.volume(), "/a", "/b", true);
            Contents.write(fixture.volume(), "/c", "uploaded");
            assertThat(owners()).hasSize(1);
            assertThat(get(fixture, "/b", "s")).isEqualTo("stream");
            Contents.delete(fixture.volume(), "/b");
            assertThat(owners()).isEmpty();
        }
        try (Fixture fixture = Fixture.open(root)) {
            assertThat(depot).doesNotExist();
            assertThat(Contents.names(fixture.volume(), "/")).containsExactly("c");
        }
    }

    @Test
    void keepsStreamsWhileTheFileHasAName() throws IOException {
        Path file = Files.createFile(root.resolve("a"));
        Files.createLink(root.resolve("b"), file);
        try (Fixture fixture = Fixture.open(root)) {
            put(fixture, "/a", "s", "stream");
            Contents.delete(fixture.volume(), "/a");
            assertThat(get(fixture, "/b", "s")).isEqualTo("stream");
            Contents.delete(fixture.volume(), "/b");
            assertThat(owners()).isEmpty();
        }
    }

    @Test
    void finishesARenameThatACrashCut() throws IOException {
        Files.createFile(root.resolve("a"));
        try (Fixture fixture = Fixture.open(root)) {
            put(fixture, "/a", "old", "stream");
        }
        new UserAttributes(onlyFile()).set("fairlead.stream", "new".getBytes(StandardCharsets.UTF_8));
        Path old = Files.createFile(owners().get(0).resolve("new-1"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofMinutes(2))));
        try (Fixture fixture = Fixture.open(root)) {
            assertThat(get(fixture, "/a", "new")).isEqualTo("stream");
            assertThat(names(fixture, "/a")).containsExactly("new");
            assertThat(old).doesNotExist();
        }
    }

    @Test
    void servesThemWhereNothingMayBeChanged() throws IOException {
        Files.createFile(root.resolve("a"));
        try (Fixture fixture = Fixture.open(root)) {
            put(fixture, "/a", "s", "stream");
        }
        try (Fixture fixture = Fixture.open(LocalSettings.of(root).withReadOnly(true))) {
            assertThat(get(fixture, "/a", "s")).isEqualTo("stream");
            refused(Reason.READ_ONLY, () -> put(fixture, "/a", "t", "x"));
            try (Node owner = owner(fixture, "/a")) {
                refused(Reason.READ_ONLY, () -> streams(fixture).rename(owner, "s", "t", false));
            }
        }
    }
}
