// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.storage.local.xattr.Kept;
import io.fairlead.storage.local.xattr.UserAttributes;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** DOS flags and times of creation in attributes of the platform, as others leave and find them. */
@EnabledOnOs(OS.LINUX)
class KeptAttributesTest {
    private static final Instant THEN = Instant.parse("2001-02-03T04:05:06.7Z");

    @TempDir
    Path root;

    @BeforeEach
    void fileSystemHasAttributes() {
        assumeTrue(UserAttributes.work(root, true), "no user attributes here");
    }

    private static void keep(Fixture fixture, String path, Integer flags, Instant created) throws IOException {
        try (Node node = fixture.volume().open(VPath.of(path), Open.attributes())) {
            node.change(new AttributeChanges(created, null, null, flags, null));
        }
    }

    private static Attributes listed(Fixture fixture, String folder, String name) throws IOException {
        return Contents.entries(fixture.volume(), folder).stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow()
                .attributes();
    }

    private void put(String file, String text) throws IOException {
        new UserAttributes(root.resolve(file)).set(Kept.NAME, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writesTheDocumentedFormat() throws IOException {
        Files.createFile(root.resolve("a"));
        try (Fixture fixture = Fixture.open(root)) {
            keep(fixture, "/a", Attributes.HIDDEN | Attributes.ARCHIVE, THEN);
            assertThat(new UserAttributes(root.resolve("a")).ours(Kept.NAME))
                    .asString()
                    .isEqualTo("1 22 2001-02-03T04:05:06.700Z");
            keep(fixture, "/a", 0, null);
            assertThat(new UserAttributes(root.resolve("a")).ours(Kept.NAME))
                    .asString()
                    .isEqualTo("1 0 2001-02-03T04:05:06.700Z");
        }
    }

    @Test
    void keepsThemOverRestartsAndRenamesOfOthers() throws IOException {
        Files.createDirectory(root.resolve("d"));
        Files.createFile(root.resolve("a"));
        try (Fixture fixture = Fixture.open(root)) {
            keep(fixture, "/a", Attributes.HIDDEN, THEN);
            keep(fixture, "/d", Attributes.SYSTEM, null);
        }
        Files.move(root.resolve("a"), root.resolve("d/b"));
        try (Fixture fixture = Fixture.open(root)) {
            Attributes moved = fixture.volume().attributes(VPath.of("/d/b"));
            assertThat(moved.dosFlags()).isEqualTo(Attributes.HIDDEN);
            assertThat(moved.created()).isEqualTo(THEN);
            assertThat(listed(fixture, "/d", "b").dosFlags())
                    .as("seen once, its folder is marked")
                    .isEqualTo(Attributes.HIDDEN);
            assertThat(listed(fixture, "/", "d").dosFlags()).isEqualTo(Attributes.SYSTEM);
        }
    }

    @Test
    void listsThemAfterARenameIntoAnotherFolder() throws IOException {
        Files.createDirectory(root.resolve("d"));
        Files.createFile(root.resolve("a"));
        try (Fixture fixture = Fixture.open(root)) {
            keep(fixture, "/a", Attributes.HIDDEN, null);
            Contents.rename(fixture.volume(), "/a", "/d/b", false);
            assertThat(listed(fixture, "/d", "b").dosFlags()).isEqualTo(Attributes.HIDDEN);
        }
    }

    @Test
    void seesChangesOfOtherServers() throws IOException {
        Files.createFile(root.resolve("a"));
        try (Fixture one = Fixture.open(root);
                Fixture other = Fixture.open(root)) {
            keep(one, "/a", Attributes.HIDDEN, null);
            for (int flags : new int[] {Attributes.SYSTEM, 0, Attributes.ARCHIVE}) {
                keep(other, "/a", flags, null);
                assertThat(one.volume().attributes(VPath.of("/a")).dosFlags()).isEqualTo(flags);
            }
        }
    }

    @Test
    void ignoresWhatItDoesNotUnderstand() throws IOException {
        Files.createFile(root.resolve("a"));
        Files.createFile(root.resolve("b"));
        try (Fixture fixture = Fixture.open(root)) {
            keep(fixture, "/b", Attributes.HIDDEN, null);
            for (String text : new String[] {"", "2 22 -", "1 zz -", "1 22 yesterday", "1 22", "\u00ff"}) {
                put("a", text);
                assertThat(fixture.volume().attributes(VPath.of("/a")).dosFlags())
                        .isZero();
            }
            keep(fixture, "/a", Attributes.SYSTEM, null);
            assertThat(fixture.volume().attributes(VPath.of("/a")).dosFlags()).isEqualTo(Attributes.SYSTEM);
        }
    }

    @Test
    void hidesItsOwnFromExtendedAttributes() throws IOException {
        Files.createFile(root.resolve("a"));
        new UserAttributes(root.resolve("a")).set("theirs", new byte[] {1});
        try (Fixture fixture = Fixture.open(root);
                Node node = fixture.volume().open(VPath.of("/a"), Open.attributes())) {
            keep(fixture, "/a", Attributes.HIDDEN, null);
            Xattrs xattrs = fixture.volume().extension(Xattrs.class).orElseThrow();
            assertThat(xattrs.get(node)).containsOnlyKeys("theirs");
            refused(Reason.ACCESS_DENIED, () -> xattrs.set(node, Map.of(Kept.NAME, new byte[] {1})));
            refused(Reason.ACCESS_DENIED, () -> xattrs.set(node, Map.of("FairLead.x", new byte[] {1})));
            assertThat(node.attributes().dosFlags()).isEqualTo(Attributes.HIDDEN);
        }
    }

    @Test
    void takesFlagsBackWhereTheRestFails() throws IOException {
        Files.createFile(root.resolve("a"));
        try (Fixture fixture = Fixture.open(root);
                Node node = fixture.volume().open(VPath.of("/a"), Open.attributes())) {
            keep(fixture, "/a", Attributes.HIDDEN, THEN);
            Instant never = Instant.parse("9999-12-31T23:59:59Z"); // beyond what file systems hold
            refused(Reason.NOT_SUPPORTED, () -> node.change(new AttributeChanges(null, never, null, 0, null)));
            assertThat(node.attributes().dosFlags()).isEqualTo(Attributes.HIDDEN);
            assertThat(node.attributes().created()).isEqualTo(THEN);
        }
    }

    @Test
    void readsThemWhereNothingMayBeChanged() throws IOException {
        Files.createFile(root.resolve("a"));
        try (Fixture fixture = Fixture.open(root)) {
            keep(fixture, "/a", Attributes.HIDDEN, null);
        }
        try (Fixture fixture = Fixture.open(LocalSettings.of(root).withReadOnly(true))) {
            assertThat(fixture.storage().features())
                    .contains(Feature.XATTRS)
                    .doesNotContain(Feature.DOS_FLAGS, Feature.HARD_LINKS);
            assertThat(fixture.volume().attributes(VPath.of("/a")).dosFlags()).isEqualTo(Attributes.HIDDEN);
        }
    }
}
