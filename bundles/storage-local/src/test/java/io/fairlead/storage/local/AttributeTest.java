// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Permission bits, owners, times and identities, as the platform shows them. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class AttributeTest {
    private static final Instant THEN = Instant.parse("2001-02-03T04:05:06Z");

    @TempDir
    Path root;

    private String bits(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(name)));
    }

    @Test
    void newFilesHaveTheBitsOfTheUmaskWhateverTheProcessHas() throws IOException {
        try (Fixture fixture = Fixture.open(LocalSettings.of(root).withUmask(0))) {
            make(fixture, "open");
        }
        try (Fixture fixture = Fixture.open(LocalSettings.of(root).withUmask(077))) {
            make(fixture, "shut");
        }
        assertThat(bits("open-upload")).isEqualTo("rw-rw-rw-");
        assertThat(bits("open-file")).isEqualTo("rw-rw-rw-");
        assertThat(bits("open-folder")).isEqualTo("rwxrwxrwx");
        assertThat(bits("shut-upload")).isEqualTo("rw-------");
        assertThat(bits("shut-file")).isEqualTo("rw-------");
        assertThat(bits("shut-folder")).isEqualTo("rwx------");
    }

    private static void make(Fixture fixture, String prefix) throws IOException {
        Contents.write(fixture.volume(), "/" + prefix + "-upload", "");
        fixture.volume()
                .open(VPath.of("/" + prefix + "-file"), Open.openOrCreate(Access.WRITE))
                .close();
        Contents.makeDirectory(fixture.volume(), "/" + prefix + "-folder");
    }

    @Test
    void anUploadKeepsTheBitsOfWhatItReplacesUnlessToldOtherwise() throws IOException {
        Path file = Files.createFile(root.resolve("a"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
        try (Fixture fixture = Fixture.open(root)) {
            Contents.write(fixture.volume(), "/a", "new");
            assertThat(bits("a")).isEqualTo("rwxr-x---");
            try (Node upload = fixture.volume().open(VPath.of("/a"), Open.replace())) {
                upload.change(AttributeChanges.mode(0604));
            }
            assertThat(bits("a")).isEqualTo("rw----r--");
        }
    }

    @Test
    void anUploadKeepsTheTimeItWasGivenThoughWrittenAfter() throws IOException {
        try (Fixture fixture = Fixture.open(root)) {
            try (Node upload = fixture.volume().open(VPath.of("/a"), Open.replace())) {
                upload.change(AttributeChanges.modified(THEN));
                assertThat(upload.attributes().modified()).isEqualTo(THEN);
                upload.write(ByteBuffer.wrap(new byte[] {1}), 0);
            }
            assertThat(fixture.volume().attributes(VPath.of("/a")).modified()).isEqualTo(THEN);
        }
    }

    @Test
    void setsAllOrNone() throws IOException {
        Files.createFile(root.resolve("a"));
        try (Fixture fixture = Fixture.open(root);
                Node node = fixture.volume().open(VPath.of("/a"), Open.attributes())) {
            Attributes before = node.attributes();
            for (AttributeChanges bad : new AttributeChanges[] {
                new AttributeChanges(null, THEN, null, 0x4000, null),
                new AttributeChanges(null, THEN, null, null, 04755)
            }) {
                refused(Reason.NOT_SUPPORTED, () -> node.change(bad));
            }
            assertThat(node.attributes()).isEqualTo(before);
            node.change(new AttributeChanges(null, THEN, THEN.plusSeconds(1), null, 0200));
            assertThat(node.attributes().modified()).isEqualTo(THEN);
            assertThat(node.attributes().accessed()).isEqualTo(THEN.plusSeconds(1));
            assertThat(node.attributes().posix().orElseThrow().mode()).isEqualTo(0200);
        }
    }

    @Test
    void namesOwnersIfAsked() throws IOException {
        Path file = Files.createFile(root.resolve("a"));
        VPath path = VPath.of("/a");
        try (Fixture fixture = Fixture.open(LocalSettings.of(root).withOwners(true))) {
            assertThat(fixture.volume().attributes(path).posix().orElseThrow().owner())
                    .isEqualTo(Files.getOwner(file).getName());
        }
        try (Fixture fixture = Fixture.open(root)) {
            assertThat(fixture.volume().attributes(path).posix().orElseThrow().owner())
                    .isEqualTo("-");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void identityIsDeviceAndInode() throws IOException {
        Path file = Files.createFile(root.resolve("a"));
        long inode = (long) Files.getAttribute(file, "unix:ino");
        try (Fixture fixture = Fixture.open(root);
                Fixture again = Fixture.open(root)) {
            NodeId id = fixture.volume().attributes(VPath.of("/a")).id();
            assertThat(id.low()).isEqualTo(inode);
            assertThat(again.volume().attributes(VPath.of("/a")).id()).isEqualTo(id);
        }
        assertThat(AttributeReader.parse("(dev=fe00000000000001,ino=-5)"))
                .isEqualTo(new NodeId(0xfe00000000000001L, -5));
        assertThat(AttributeReader.parse("something else")).isNull();
    }

    @Test
    void bitsAreTheUsualOnes() {
        for (int mode = 0; mode <= 0777; mode++) {
            assertThat(PosixFilePermissions.toString(AttributeReader.permissions(mode)))
                    .isEqualTo(symbols(mode));
        }
    }

    private static String symbols(int mode) {
        StringBuilder text = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            text.append((mode >> bit & 1) == 1 ? "xwr".charAt(bit % 3) : '-');
        }
        return text.toString();
    }

    @Test
    void aRenamedOrDeletedFileIsStillKnownByItsNode() throws IOException {
        Path file = Files.writeString(root.resolve("a"), "12345");
        try (Fixture fixture = Fixture.open(root);
                Node node = fixture.volume().open(VPath.of("/a"), Open.openOrCreate(Access.READ, Access.DELETE))) {
            Files.move(file, root.resolve("moved behind our back"));
            Files.writeString(file, "another");
            assertThat(node.attributes().size()).isEqualTo(5);
            assertThat(node.attributes().id()).isEqualTo(node.id());
            refused(Reason.STALE, node::delete);
            refused(Reason.STALE, () -> node.rename(VPath.of("/b"), true));
            assertThat(file).hasContent("another");
        }
    }
}
