// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import io.fairlead.testing.contract.Parallel;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds whatever owners are known by. */
abstract class MetadataTests extends MetadataSuite {
    @Test
    void staysOverARestart() throws Exception {
        Contents.write(volume, "/a", "content");
        Contents.makeDirectory(volume, "/d");
        Contents.write(volume, "/bare", "content");
        decorate("/a", "one");
        decorate("/d", "two");
        for (int round = 0; round < 2; round++) {
            isDecorated("/a", "one");
            isDecorated("/d", "two");
            isBare("/bare");
            remount();
        }
    }

    @Test
    void isListed() throws Exception {
        Contents.makeDirectory(volume, "/d");
        Contents.write(volume, "/d/a", "content");
        Contents.write(volume, "/d/b", "content");
        flags("/d/a", Attributes.SYSTEM);
        remount();
        for (Entry entry : Contents.entries(volume, "/d")) {
            assertThat(entry.attributes().dosFlags()).isEqualTo(entry.name().equals("a") ? Attributes.SYSTEM : 0);
            assertThat(entry.attributes().created().equals(BORN))
                    .isEqualTo(entry.name().equals("a"));
        }
    }

    @Test
    void followsARename() throws Exception {
        Contents.makeDirectory(volume, "/d");
        Contents.write(volume, "/a", "content");
        decorate("/a", "one");
        Contents.rename(volume, "/a", "/d/b", false);
        isDecorated("/d/b", "one");
        Contents.write(volume, "/a", "another");
        isBare("/a");
        remount();
        isDecorated("/d/b", "one");
        isBare("/a");
    }

    @Test
    void followsARenameThatReplaces() throws Exception {
        Contents.write(volume, "/a", "content");
        Contents.write(volume, "/b", "to go");
        Contents.write(volume, "/c", "bare");
        decorate("/a", "one");
        decorate("/b", "two");
        Contents.rename(volume, "/a", "/b", true);
        isDecorated("/b", "one");
        Contents.rename(volume, "/c", "/b", true);
        isBare("/b");
        remount();
        isBare("/b");
    }

    @Test
    void followsTheFoldersAboveIt() throws Exception {
        Contents.makeDirectory(volume, "/d");
        Contents.makeDirectory(volume, "/d/e");
        Contents.write(volume, "/d/e/a", "content");
        decorate("/d", "one");
        decorate("/d/e/a", "two");
        try (Node open = any("/d/e/a")) {
            Contents.rename(volume, "/d", "/f", false);
            xattrs().set(open, Map.of("more", bytes("x")));
        }
        assertThat(xattrs("/f/e/a")).isEqualTo(Map.of("user", "two", "more", "x"));
        xattr("/f/e/a", "more", null);
        Contents.makeDirectory(volume, "/d");
        isBare("/d");
        remount();
        isDecorated("/f", "one");
        isDecorated("/f/e/a", "two");
    }

    @Test
    void goesWithItsOwner() throws Exception {
        Contents.makeDirectory(volume, "/d");
        Contents.write(volume, "/d/a", "content");
        decorate("/d/a", "one");
        decorate("/d", "two");
        Contents.delete(volume, "/d/a");
        Contents.delete(volume, "/d");
        Contents.makeDirectory(volume, "/d");
        Contents.write(volume, "/d/a", "content");
        isBare("/d");
        isBare("/d/a");
        assertThat(files()).isEmpty();
    }

    /** Every file in the hidden folder. */
    private List<String> files() throws StorageException {
        List<String> found = new java.util.ArrayList<>();
        outside(direct -> collect(direct, "/" + Reserved.NAME, found));
        return found;
    }

    static void collect(Volume direct, String folder, List<String> into) throws StorageException {
        if (!Contents.exists(direct, folder)) {
            return;
        }
        for (Entry entry : Contents.entries(direct, folder)) {
            String path = folder + "/" + entry.name();
            if (entry.attributes().isDirectory()) {
                collect(direct, path, into);
            } else {
                into.add(path);
            }
        }
    }

    @Test
    void goesWithWhatAnUploadReplaces() throws Exception {
        Contents.write(volume, "/a", "content");
        decorate("/a", "one");
        Contents.write(volume, "/a", "new content");
        isBare("/a");
        assertThat(files()).isEmpty();
        remount();
        isBare("/a");
    }

    @Test
    void publishesWhatAnUploadBrings() throws Exception {
        for (String path : List.of("/new", "/old")) {
            if (path.equals("/old")) {
                Contents.write(volume, path, "content");
                decorate(path, "one");
            }
            try (Node upload = volume.open(path(path), Open.replace())) {
                upload.write(ByteBuffer.wrap(bytes("x")), 0);
                upload.change(new AttributeChanges(Instant.EPOCH, null, null, Attributes.SYSTEM, null));
                xattrs().set(upload, Map.of("mine", bytes("m")));
                assertThat(upload.attributes().dosFlags()).isEqualTo(Attributes.SYSTEM);
                assertThat(xattrs().get(upload)).containsOnlyKeys("mine");
                isRefused(() -> streams().open(upload, "s", Open.read()), Reason.NOT_SUPPORTED, Reason.NOT_FOUND);
            }
            remount();
            assertThat(attributes(path).dosFlags()).isEqualTo(Attributes.SYSTEM);
            assertThat(attributes(path).created()).isEqualTo(Instant.EPOCH);
            assertThat(xattrs(path)).isEqualTo(Map.of("mine", "m"));
            assertThat(streams(path)).isEmpty();
        }
    }

    @Test
    void leavesWhatAnAbortedUploadWouldHaveReplaced() throws Exception {
        Contents.write(volume, "/a", "content");
        decorate("/a", "one");
        Node upload = volume.open(path("/a"), Open.replace());
        upload.change(new AttributeChanges(null, null, null, 0, null));
        upload.abort();
        upload.close();
        isDecorated("/a", "one");
    }

    @Test
    void staysWhileTheOwnerIsWritten() throws Exception {
        Contents.write(volume, "/a", "content");
        decorate("/a", "one");
        for (int round = 0; round < 3; round++) {
            try (Node writer = volume.open(path("/a"), Open.openOrCreate(Access.WRITE))) {
                writer.write(ByteBuffer.wrap(new byte[100]), 50L * round);
                writer.resize(80);
                isDecorated("/a", "one");
            }
            isDecorated("/a", "one");
            try (Node dated = any("/a")) {
                dated.change(AttributeChanges.modified(Instant.parse("2001-02-03T04:05:06Z")));
            }
            remount();
            isDecorated("/a", "one");
        }
    }

    @Test
    void isWrittenByManyAtOnce() throws Exception {
        Contents.write(volume, "/a", "content");
        Parallel.run(4, thread -> {
            for (int i = 0; i < 10; i++) {
                xattr("/a", "x" + thread + "." + i, "v");
                stream("/a", "s" + thread + "." + i, "t" + i);
            }
        });
        remount();
        assertThat(xattrs("/a")).hasSize(40);
        assertThat(streams("/a")).hasSize(40);
        assertThat(stream("/a", "S3.7")).isEqualTo("t7");
    }

    @Test
    void letsFoldersMoveWhileItIsWritten() throws Exception {
        Contents.makeDirectory(volume, "/d0");
        Contents.write(volume, "/d0/a", "content");
        try (Node node = any("/d0/a")) {
            Parallel.run(2, thread -> {
                for (int i = 0; i < 30; i++) {
                    if (thread == 0) {
                        Contents.rename(volume, "/d" + i, "/d" + (i + 1), false);
                    } else {
                        xattrs().set(node, Map.of("x" + i, bytes("v")));
                    }
                }
            });
        }
        assertThat(xattrs("/d30/a")).hasSize(30);
        remount();
        assertThat(xattrs("/d30/a")).hasSize(30);
    }

    @Test
    void namesXattrsAndStreamsWithoutCase() throws Exception {
        Contents.write(volume, "/a", "content");
        xattr("/a", "Name", "1");
        xattr("/a", "nAME", "2");
        assertThat(xattrs("/a")).isEqualTo(Map.of("Name", "2"));
        xattr("/a", "NAME", null);
        assertThat(xattrs("/a")).isEmpty();
        stream("/a", "Name", "1");
        stream("/a", "nAME", "2");
        assertThat(streams("/a")).containsExactly("Name");
        assertThat(stream("/a", "NAME")).isEqualTo("2");
    }

    @Test
    void boundsXattrsAndStreams() throws Exception {
        Contents.write(volume, "/a", "content");
        try (Node node = any("/a")) {
            isRefused(() -> xattrs().set(node, Map.of("x", new byte[65_536])), Reason.NO_SPACE);
            xattrs().set(node, Map.of("x", new byte[65_535]));
            isRefused(() -> xattrs().set(node, Map.of("y", new byte[1])), Reason.NO_SPACE);
            Map<String, byte[]> none = new HashMap<>();
            none.put("x", null);
            xattrs().set(node, none);
            for (String name : List.of("", "a\0b", "x".repeat(256))) {
                isRefused(() -> xattrs().set(node, Map.of(name, new byte[1])), Reason.NAME_INVALID);
                isRefused(() -> streams().open(node, name, Open.openOrCreate(Access.WRITE)), Reason.NAME_INVALID);
            }
            for (int i = 0; i < 1024; i++) {
                streams().open(node, "s" + i, Open.openOrCreate(Access.WRITE)).close();
            }
            isRefused(() -> streams().open(node, "more", Open.openOrCreate(Access.WRITE)), Reason.TOO_MANY);
        }
        remount();
        assertThat(streams("/a")).hasSize(1024);
        Contents.delete(volume, "/a");
        assertThat(files()).isEmpty();
    }

    @Test
    void opensStreamsAsAsked() throws Exception {
        Contents.write(volume, "/a", "content");
        try (Node node = any("/a")) {
            isRefused(() -> streams().open(node, "s", Open.read()), Reason.NOT_FOUND);
            Open create = new Open(EnumSet.of(Access.WRITE), Open.Disposition.CREATE, Open.Kind.FILE);
            try (Node stream = streams().open(node, "s", create)) {
                assertThat(stream.created()).isTrue();
                assertThat(stream.id()).isEqualTo(node.id());
                stream.write(ByteBuffer.wrap(bytes("end")), 1 << 20);
            }
            isRefused(() -> streams().open(node, "S", create), Reason.EXISTS);
            Entry entry = streams().list(node).get(0);
            assertThat(entry.name()).isEqualTo("s");
            assertThat(entry.attributes().size()).isEqualTo((1 << 20) + 3);
            streams().rename(node, "s", "t", false);
            stream("/a", "u", "other");
            isRefused(() -> streams().rename(node, "t", "U", false), Reason.EXISTS);
            isRefused(() -> streams().rename(node, "s", "x", false), Reason.NOT_FOUND);
            streams().rename(node, "t", "u", true);
            assertThat(streams("/a")).containsExactly("u");
            Open deletes = new Open(EnumSet.of(Access.READ, Access.DELETE), Open.Disposition.OPEN, Open.Kind.FILE);
            try (Node stream = streams().open(node, "u", deletes)) {
                isRefused(() -> stream.rename(path("/x"), false), Reason.NOT_SUPPORTED);
                stream.delete();
            }
            assertThat(streams("/a")).isEmpty();
        }
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.fairlead-meta", "/.FAIRLEAD-meta", "/.fairlead-meta.", "/.fair\u200blead-meta"})
    void nobodyReachesTheFolder(String hidden) throws Exception {
        Contents.write(volume, "/a", "content");
        decorate("/a", "one");
        assertThat(Contents.names(volume, "/")).containsExactly("a");
        isRefused(() -> attributes(hidden), Reason.NOT_FOUND);
        isRefused(() -> attributes(hidden + "/v1"), Reason.PARENT_NOT_FOUND);
        isRefused(() -> any(hidden), Reason.NOT_FOUND);
        isRefused(() -> Contents.entries(volume, hidden), Reason.NOT_FOUND);
        isRefused(() -> Contents.makeDirectory(volume, hidden), Reason.NAME_INVALID);
        isRefused(() -> Contents.write(volume, hidden, "x"), Reason.NAME_INVALID);
        isRefused(() -> Contents.write(volume, hidden + "/v1/x", "x"), Reason.PARENT_NOT_FOUND);
        isRefused(() -> Contents.rename(volume, "/a", hidden, true), Reason.NAME_INVALID);
        isRefused(() -> Contents.rename(volume, hidden, "/b", true), Reason.NOT_FOUND);
        Symlinks links = volume.extension(Symlinks.class).orElseThrow();
        isRefused(() -> links.create(path(hidden), "a"), Reason.NAME_INVALID);
        links.create(path("/link"), hidden.substring(1));
        isRefused(() -> attributes("/link/v1"), Reason.PARENT_NOT_FOUND);
        isRefused(() -> Contents.entries(volume, "/link"), Reason.NOT_FOUND);
        isDecorated("/a", "one");
    }

    @Test
    void readsDamagedRecordsAsNone() throws Exception {
        Contents.write(volume, "/a", "content");
        decorate("/a", "one");
        String record = files().stream()
                .min(java.util.Comparator.comparing(String::length))
                .orElseThrow();
        byte[][] sound = new byte[1][];
        outside(direct -> sound[0] = Contents.read(direct, record));
        for (int at = 0; at < sound[0].length; at += 7) {
            byte[] flipped = sound[0].clone();
            flipped[at] ^= 0x40;
            byte[] cut = java.util.Arrays.copyOf(sound[0], at);
            for (byte[] damaged : List.of(flipped, cut)) {
                outside(direct -> Contents.write(direct, record, damaged));
                remount();
                isBare("/a");
            }
        }
        outside(direct -> Contents.write(direct, record, sound[0]));
        remount();
        isDecorated("/a", "one");
    }

    @Test
    void changesAllOrNothing() throws Exception {
        Contents.write(volume, "/a", "content");
        flags("/a", Attributes.HIDDEN);
        AttributeChanges refused = new AttributeChanges(Instant.EPOCH, null, null, Attributes.SYSTEM, 01000000);
        try (Node node = any("/a")) {
            isRefused(() -> node.change(refused), Reason.NOT_SUPPORTED);
            isRefused(() -> node.change(new AttributeChanges(null, null, null, 0x1000, null)), Reason.NOT_SUPPORTED);
        }
        try (Node node = volume.open(path("/a"), Open.read())) {
            isRefused(() -> node.change(new AttributeChanges(null, null, null, 0, null)), Reason.ACCESS_DENIED);
        }
        assertThat(attributes("/a").dosFlags()).isEqualTo(Attributes.HIDDEN);
        assertThat(attributes("/a").created()).isEqualTo(BORN);
    }
}
