// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Exclusions;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.NodeIds;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Symbolic links: inside they are followed, and nothing else. */
@DisabledOnOs(OS.WINDOWS)
class LinkTest {
    @TempDir
    Path temporary;

    private Path root;
    private Fixture fixture;

    @BeforeEach
    void makeLinks() throws IOException {
        root = Files.createDirectory(temporary.resolve("root")).toRealPath();
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/b/file"), "content");
        Files.writeString(temporary.resolve("secret"), "outside");
        link("relative", "a/b/file");
        link("absolute", root.resolve("a/b/file").toString());
        link("folder", "a/./b");
        link("a/up", "../a/b/../b/file");
        link("second", "relative");
        link("self", "a/..");
        link("out", "../secret");
        link("outAbsolute", temporary.resolve("secret").toString());
        link("sneaky", root + "/../secret");
        link("dangling", "nothing");
        link("danglingFolder", "nothing/at/all");
        link("round", "roundabout");
        link("roundabout", "round");
        link("a/aboveRoot", "../../root/a/b/file");
        fixture = Fixture.open(root);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), root.getFileSystem().getPath(target));
    }

    private Volume volume() {
        return fixture.volume();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/relative", "/absolute", "/folder/file", "/a/up", "/second", "/self/a/b/file"})
    void followsWhatStaysInside(String path) throws IOException {
        assertThat(Contents.text(volume(), path)).isEqualTo("content");
        assertThat(volume().attributes(VPath.of(path))).isEqualTo(volume().attributes(VPath.of("/a/b/file")));
        Contents.write(volume(), path, "changed");
        assertThat(root.resolve("a/b/file")).hasContent("changed");
        assertThat(Files.isSymbolicLink(root.resolve("relative"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/out, ACCESS_DENIED",
        "/outAbsolute, ACCESS_DENIED",
        "/sneaky, ACCESS_DENIED",
        "/a/aboveRoot, ACCESS_DENIED",
        "/danglingFolder, PARENT_NOT_FOUND",
        "/round, NOT_FOUND",
        "/out/x, ACCESS_DENIED",
        "/dangling/x, PARENT_NOT_FOUND",
        "/relative/x, NOT_DIRECTORY"
    })
    void refusesTheRest(String path, Reason reason) throws IOException {
        VPath where = VPath.of(path);
        refused(reason, () -> volume().open(where, Open.read()));
        refused(reason, () -> volume().open(where, Open.openOrCreate(Access.WRITE)));
        refused(reason, () -> volume().open(where, Open.replace()));
        assertThat(temporary.resolve("secret")).hasContent("outside");
    }

    @Test
    void listsLinksWithWhatTheirTextIsInside() throws IOException {
        Map<String, String> targets = Contents.entries(volume(), "/").stream()
                .filter(entry -> entry.attributes().isLink())
                .collect(Collectors.toMap(
                        Entry::name, entry -> entry.attributes().target().orElseThrow()));
        assertThat(targets)
                .contains(
                        entry("relative", "a/b/file"),
                        entry("absolute", "/a/b/file"),
                        entry("folder", "a/./b"),
                        entry("self", "a/.."),
                        entry("out", "../secret"),
                        entry("outAbsolute", temporary.resolve("secret").toString()),
                        entry("sneaky", "/../secret"),
                        entry("dangling", "nothing"),
                        entry("round", targets.get("round")));
        for (Entry entry : Contents.entries(volume(), "/")) {
            assertThat(volume().attributes(VPath.ROOT.child(entry.name()), Links.ITSELF))
                    .isEqualTo(entry.attributes());
            assertThat(entry.attributes().size())
                    .isEqualTo(entry.attributes()
                            .target()
                            .map(String::length)
                            .orElse(0)
                            .longValue());
        }
    }

    @Test
    void createFindsALinkInTheWay() throws IOException {
        for (String name : new String[] {"/relative", "/dangling", "/out"}) {
            Open create = new Open(EnumSet.of(Access.WRITE), Open.Disposition.CREATE, Open.Kind.FILE);
            refused(Reason.EXISTS, () -> volume().open(VPath.of(name), create));
            refused(Reason.EXISTS, () -> volume().open(VPath.of(name), Open.createDirectory()));
        }
    }

    @Test
    void deletesTheLinkItself() throws IOException {
        try (Node node = volume().open(VPath.of("/folder"), Open.delete())) {
            node.delete();
            refused(Reason.STALE, node::delete);
        }
        assertThat(root.resolve("folder")).doesNotExist();
        assertThat(root.resolve("a/b/file")).hasContent("content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"out", "outAbsolute", "dangling", "danglingFolder", "round", "a/aboveRoot"})
    void deletesLinksThatLeadNowhere(String name) throws IOException {
        try (Node node = volume().open(VPath.of("/" + name), Open.delete())) {
            assertThat(node.attributes().kind()).isEqualTo(Kind.LINK);
            node.rename(VPath.of("/renamed"), false);
            assertThat(Files.isSymbolicLink(root.resolve("renamed"))).isTrue();
            node.delete();
        }
        assertThat(Files.isSymbolicLink(root.resolve(name))).isFalse();
        assertThat(Files.isSymbolicLink(root.resolve("renamed"))).isFalse();
        assertThat(temporary.resolve("secret")).hasContent("outside");
        refused(Reason.ACCESS_DENIED, () -> volume().open(path("/sneaky/x"), Open.delete()));
    }

    @Test
    void renamesTheLinkItself() throws IOException {
        try (Node node = volume().open(VPath.of("/relative"), Open.delete())) {
            node.rename(VPath.of("/moved"), false);
            assertThat(node.attributes().target()).contains("a/b/file");
        }
        assertThat(Files.readSymbolicLink(root.resolve("moved"))).hasToString("a/b/file");
        assertThat(Contents.text(volume(), "/moved")).isEqualTo("content");
    }

    @Test
    void followsTheFileWhenItsFolderIsRenamed() throws IOException {
        try (Node node = volume().open(VPath.of("/relative"), Open.attributes())) {
            Contents.rename(volume(), "/a", "/z", false);
            assertThat(node.attributes().size()).isEqualTo("content".length());
        }
    }

    @Test
    void refusesAllIfSoConfigured() throws IOException {
        try (Fixture strict = Fixture.open(LocalSettings.of(root).withLinks(LocalSettings.Links.REFUSE))) {
            for (String path : new String[] {"/relative", "/folder/file", "/dangling"}) {
                refused(Reason.ACCESS_DENIED, () -> strict.volume().open(VPath.of(path), Open.read()));
            }
            refused(Reason.ACCESS_DENIED, () -> strict.volume().attributes(VPath.of("/relative")));
            assertThat(strict.volume()
                            .attributes(VPath.of("/relative"), Links.ITSELF)
                            .kind())
                    .isEqualTo(Kind.LINK);
            assertThat(strict.storage().features()).doesNotContain(Storage.Feature.SYMLINKS);
            Contents.rename(strict.volume(), "/relative", "/renamed", false);
            Contents.delete(strict.volume(), "/renamed");
            assertThat(root.resolve("a/b/file")).hasContent("content");
            assertThat(strict.volume().extension(Symlinks.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"b/file", "../a/b/file", "/a/b/file", "nothing", "/"})
    void makesAndReadsLinks(String target) throws IOException {
        Symlinks links = volume().extension(Symlinks.class).orElseThrow();
        links.create(VPath.of("/a/made"), target);
        assertThat(links.target(VPath.of("/a/made"))).isEqualTo(target);
        if (target.endsWith("file")) {
            assertThat(Contents.text(volume(), "/a/made")).isEqualTo("content");
            assertThat(root.resolve("a/made")).hasContent("content");
        }
        refused(Reason.EXISTS, () -> links.create(VPath.of("/a/made"), target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../secret", "/../secret", "b/../../../secret", ".."})
    void makesNoLinkThatLeadsOut(String target) {
        Symlinks links = volume().extension(Symlinks.class).orElseThrow();
        VPath link = path(target.equals("..") ? "/new" : "/a/new");
        refused(Reason.ACCESS_DENIED, () -> links.create(link, target));
        assertThat(root.resolve(link.toString().substring(1))).doesNotExist();
    }

    /** Somebody exchanged the folder between the look at a link and the reading of its text. */
    @Test
    void showsNoTextOfAnotherLength() throws IOException {
        Path name = Path.of("relative");
        try (Folder folder = Platform.of(LocalSettings.of(root), true).openRoot(Exclusions.NONE)) {
            BasicFileAttributes longer = folder.stat(name);
            Files.delete(root.resolve("relative"));
            link("relative", "other");
            Attributes seen = new AttributeReader(false, root, new NodeIds("any", null))
                    .read(longer, new NodeId(0, 1), folder, name);
            assertThat(seen.isLink()).isTrue();
            assertThat(seen.target()).isEmpty();
        }
    }

    private static VPath path(String text) {
        try {
            return VPath.of(text);
        } catch (StorageException x) {
            throw new IllegalArgumentException(x);
        }
    }
}
