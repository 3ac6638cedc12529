// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Named streams: what they hold, and that they go where their file goes. */
public interface StreamsContract extends ContractFixture {
    private Streams streams() {
        needs(Feature.WRITE, Feature.RANDOM_WRITE, Feature.DIRECTORIES);
        return extension(Feature.STREAMS, Streams.class);
    }

    /** Whatever is there, opened for nothing but its streams. */
    private Node owner(String path) throws StorageException {
        return volume().open(path(path), new Open(Set.of(), Disposition.OPEN, Open.Kind.ANY));
    }

    private static Open how(Disposition disposition, Access first, Access... rest) {
        return new Open(EnumSet.of(first, rest), disposition, Open.Kind.FILE);
    }

    private static Open make() {
        return how(Disposition.OPEN_OR_CREATE, Access.READ, Access.WRITE);
    }

    private void put(String path, String stream, String content) throws StorageException {
        try (Node owner = owner(path);
                Node node = streams().open(owner, stream, make())) {
            node.resize(0);
            node.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), 0);
        }
    }

    private String get(String path, String stream) throws StorageException {
        try (Node owner = owner(path);
                Node node = streams().open(owner, stream, Open.read())) {
            return new String(Contents.read(node), StandardCharsets.UTF_8);
        }
    }

    private List<String> names(String path) throws StorageException {
        try (Node owner = owner(path)) {
            return streams().list(owner).stream().map(Entry::name).toList();
        }
    }

    @Test
    default void keepsStreamsBesideTheContent() throws Exception {
        streams();
        file("/a", "content");
        assertThat(names("/a")).isEmpty();
        put("/a", "one", "first");
        put("/a", "two", "second stream");
        holds("/a", "content");
        lists("/", "a");
        assertThat(get("/a", "one")).isEqualTo("first");
        try (Node owner = owner("/a")) {
            List<Entry> entries = streams().list(owner);
            assertThat(entries).extracting(Entry::name).containsExactlyInAnyOrder("one", "two");
            for (Entry entry : entries) {
                Attributes told = entry.attributes();
                assertThat(told.id()).isEqualTo(owner.id());
                assertThat(told.kind()).isEqualTo(Attributes.Kind.FILE);
                assertThat(told.size()).isEqualTo(entry.name().equals("one") ? 5 : 13);
            }
        }
        assertThat(Contents.attributes(volume(), "/a").size()).isEqualTo("content".length());
    }

    @Test
    default void tellsOfAnOpenStream() throws Exception {
        streams();
        file("/a", "content");
        try (Node owner = owner("/a");
                Node node = streams().open(owner, "s", make())) {
            assertThat(node.created()).isTrue();
            assertThat(node.id()).isEqualTo(owner.id());
            assertThat(node.kind()).isEqualTo(Attributes.Kind.FILE);
            node.write(ByteBuffer.wrap(new byte[] {'x'}), 1000);
            assertThat(node.size()).isEqualTo(1001);
            assertThat(node.attributes().size()).isEqualTo(1001);
            assertThat(node.attributes().id()).isEqualTo(owner.id());
            ByteBuffer gap = ByteBuffer.allocate(1000);
            assertThat(node.read(gap, 0)).isEqualTo(1000);
            assertThat(gap.array()).containsOnly(0);
            node.resize(10);
            assertThat(node.read(ByteBuffer.allocate(1), 10)).isEqualTo(-1);
            node.sync();
            refused(() -> node.rename(path("/b"), true), Reason.NOT_SUPPORTED);
            try (Node again = streams().open(owner, "s", make())) {
                assertThat(again.created()).isFalse();
                assertThat(again.size()).isEqualTo(10);
            }
        }
    }

    @Test
    default void givesStreamsToDirectories() throws Exception {
        streams();
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/d/a"), new byte[] {'a'})));
        put("/d", "s", "of d");
        put("/", "s", "of the root");
        assertThat(get("/d", "s")).isEqualTo("of d");
        assertThat(get("/", "s")).isEqualTo("of the root");
        assertThat(names("/d/a")).isEmpty();
        lists("/", "d");
        lists("/d", "a");
    }

    @Test
    default void opensStreamsByDisposition() throws Exception {
        streams();
        file("/a", "content");
        try (Node owner = owner("/a")) {
            refused(() -> streams().open(owner, "s", Open.read()), Reason.NOT_FOUND);
            streams().open(owner, "s", how(Disposition.CREATE, Access.WRITE)).close();
            refused(() -> streams().open(owner, "S", how(Disposition.CREATE, Access.WRITE)), Reason.EXISTS);
            Open directory = new Open(Set.of(Access.READ), Disposition.OPEN, Open.Kind.DIRECTORY);
            refused(() -> streams().open(owner, "s", directory), Reason.NOT_DIRECTORY);
            refused(() -> streams().open(owner, "s", Open.replace()), Reason.NOT_SUPPORTED);
            try (Node reader = streams().open(owner, "s", Open.read())) {
                refused(() -> reader.write(ByteBuffer.allocate(1), 0), Reason.ACCESS_DENIED);
                refused(() -> reader.resize(1), Reason.ACCESS_DENIED);
                refused(reader::delete, Reason.ACCESS_DENIED);
            }
            try (Node appends = streams().open(owner, "s", how(Disposition.OPEN, Access.APPEND))) {
                appends.write(ByteBuffer.wrap("ab".getBytes(StandardCharsets.UTF_8)), 0);
                appends.write(ByteBuffer.wrap("cd".getBytes(StandardCharsets.UTF_8)), 0);
            }
        }
        assertThat(get("/a", "s")).isEqualTo("abcd");
    }

    @Test
    default void tellsStreamsApartWithoutCase() throws Exception {
        streams();
        file("/a", "content");
        put("/a", "Zone.Identifier", "3");
        put("/a", "zone.IDENTIFIER", "4");
        assertThat(names("/a")).containsExactly("Zone.Identifier");
        assertThat(get("/a", "ZONE.identifier")).isEqualTo("4");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", " ", "s.", "con", "*?<>|\"", "$DATA", "\u00c4\u00d6 \ud83d\ude00", "CASE", "\n"})
    default void takesOddStreamNames(String name) throws Exception {
        streams();
        file("/a", "content");
        put("/a", name, "odd");
        assertThat(get("/a", name)).isEqualTo("odd");
        assertThat(names("/a")).containsExactly(name);
    }

    @Test
    default void takesLongStreamNames() throws Exception {
        streams();
        file("/a", "content");
        for (String letter : List.of("n", "\u00e9", "\u4e2d")) {
            String name = letter.repeat(Streams.LONGEST_NAME);
            put("/a", name, letter);
            assertThat(get("/a", name)).isEqualTo(letter);
            assertThat(names("/a")).contains(name);
        }
    }

    @Test
    default void refusesWhatIsNoStreamName() throws Exception {
        streams();
        file("/a", "content");
        put("/a", "s", "stream");
        try (Node owner = owner("/a")) {
            for (String name : List.of("", "a/b", "a:b", "a\\b", "a\0b", "n".repeat(Streams.LONGEST_NAME + 1))) {
                refused(() -> streams().open(owner, name, make()), Reason.NAME_INVALID);
                refused(() -> streams().rename(owner, "s", name, true), Reason.NAME_INVALID);
            }
        }
        assertThat(names("/a")).containsExactly("s");
    }

    @Test
    default void deletesAStream() throws Exception {
        streams();
        file("/a", "content");
        put("/a", "s", "stream");
        put("/a", "other", "stays");
        try (Node owner = owner("/a");
                Node node = streams().open(owner, "s", how(Disposition.OPEN, Access.READ, Access.DELETE))) {
            node.delete();
            assertThat(names("/a")).containsExactly("other");
            refused(node::delete, Reason.STALE);
            if (has(Feature.OPEN_SURVIVES_UNLINK)) {
                assertThat(Contents.read(node)).asString().isEqualTo("stream");
            }
            put("/a", "s", "another");
            refused(node::delete, Reason.STALE);
        }
        assertThat(get("/a", "s")).isEqualTo("another");
        assertThat(get("/a", "other")).isEqualTo("stays");
    }

    @Test
    default void renamesAStream() throws Exception {
        streams();
        file("/a", "content");
        put("/a", "s", "stream");
        put("/a", "t", "other");
        try (Node owner = owner("/a")) {
            refused(() -> streams().rename(owner, "none", "x", false), Reason.NOT_FOUND);
            refused(() -> streams().rename(owner, "s", "T", false), Reason.EXISTS);
            streams().rename(owner, "s", "S", false);
            assertThat(names("/a")).containsExactlyInAnyOrder("S", "t");
            streams().rename(owner, "s", "t", true);
            assertThat(names("/a")).containsExactly("t");
        }
        assertThat(get("/a", "t")).isEqualTo("stream");
    }

    @Test
    default void takesStreamsAlongInARename() throws Exception {
        streams();
        populate(List.of(
                new Sample(path("/d"), null), new Sample(path("/e"), null), new Sample(path("/d/a"), new byte[] {'a'
                })));
        put("/d/a", "s", "of a");
        put("/d", "s", "of d");
        try (Node owner = owner("/d/a");
                Node open = streams().open(owner, "s", open(Access.READ, Access.WRITE))) {
            Contents.rename(volume(), "/d/a", "/e/b", false);
            Contents.rename(volume(), "/d", "/f", false);
            Contents.rename(volume(), "/e", "/g", false);
            open.write(ByteBuffer.wrap("OF".getBytes(StandardCharsets.UTF_8)), 0);
        }
        assertThat(get("/g/b", "s")).isEqualTo("OF a");
        assertThat(get("/f", "s")).isEqualTo("of d");
        file("/h", "new");
        assertThat(names("/h")).isEmpty();
    }

    @Test
    default void replacesStreamsAlongWithTheFile() throws Exception {
        streams();
        file("/a", "content of a");
        file("/b", "content of b");
        put("/a", "of a", "a");
        put("/b", "of b", "b");
        Contents.rename(volume(), "/a", "/b", true);
        assertThat(names("/b")).containsExactly("of a");
        Contents.write(volume(), "/b", "uploaded");
        assertThat(names("/b")).isEmpty();
    }

    @Test
    default void deletesStreamsAlongWithTheFile() throws Exception {
        streams();
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/a"), new byte[] {'a'})));
        put("/a", "s", "of a");
        put("/d", "s", "of d");
        try (Node owner = owner("/a")) {
            Contents.delete(volume(), "/a");
            Contents.delete(volume(), "/d");
            refused(() -> streams().open(owner, "t", make()), Reason.STALE);
        }
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/a"), new byte[] {'a'})));
        assertThat(names("/a")).isEmpty();
        assertThat(names("/d")).isEmpty();
    }

    @Test
    default void keepsAnOpenStreamWhenItsOwnerIsClosed() throws Exception {
        streams();
        file("/a", "content");
        put("/a", "s", "stream");
        for (Access access : List.of(Access.READ, Access.WRITE, Access.ATTRIBUTES, Access.DELETE)) {
            Node owner = volume().open(path("/a"), open(access));
            try (Node node = streams().open(owner, "s", Open.read())) {
                owner.close();
                assertThat(Contents.read(node)).asString().isEqualTo("stream");
                assertThat(node.attributes().size()).isEqualTo(6);
            }
            refused(() -> streams().list(owner), Reason.STALE);
            refused(() -> streams().open(owner, "s", Open.read()), Reason.STALE);
        }
    }

    @Test
    default void closesStreamsWithTheVolume() throws Exception {
        streams();
        file("/a", "content");
        put("/a", "s", "stream");
        Volume other = mount();
        Node owner = other.open(path("/a"), open(Access.READ));
        Node node = extension(other, Streams.class).orElseThrow().open(owner, "s", Open.read());
        other.close();
        refused(() -> node.read(ByteBuffer.allocate(1), 0), Reason.STALE);
        node.close();
    }

    @Test
    default void changesTheOwnersAttributesThroughAStream() throws Exception {
        streams();
        needs(Feature.SET_MODIFIED);
        file("/a", "content");
        put("/a", "s", "stream");
        try (Node owner = owner("/a");
                Node node = streams().open(owner, "s", how(Disposition.OPEN, Access.ATTRIBUTES))) {
            node.change(AttributeChanges.modified(AttributeContract.LONG_AGO));
            assertThat(node.attributes().modified()).isEqualTo(AttributeContract.LONG_AGO);
        }
        assertThat(Contents.attributes(volume(), "/a").modified()).isEqualTo(AttributeContract.LONG_AGO);
    }

    @Test
    default void boundsTheNumberOfStreams() throws Exception {
        streams();
        file("/a", "content");
        try (Node owner = owner("/a")) {
            for (int i = 0; i < Streams.MOST; i++) {
                streams().open(owner, "s" + i, make()).close();
            }
            refused(() -> streams().open(owner, "more", make()), Reason.TOO_MANY);
            assertThat(streams().list(owner)).hasSize(Streams.MOST);
            try (Node node = streams().open(owner, "s7", how(Disposition.OPEN, Access.DELETE))) {
                node.delete();
            }
            streams().open(owner, "more", make()).close();
        }
        Contents.delete(volume(), "/a");
    }
}
