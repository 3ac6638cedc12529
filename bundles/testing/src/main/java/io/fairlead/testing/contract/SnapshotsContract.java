// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tree as it was at earlier times. */
public interface SnapshotsContract extends ContractFixture {
    /** When snapshots of these tests are from. */
    Instant FIRST = Instant.parse("2024-02-29T23:59:59Z");

    /** After {@link #FIRST}. */
    Instant SECOND = Instant.parse("2025-01-01T00:00:00Z");

    private Snapshots snapshots() {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        return extension(Feature.SNAPSHOTS, Snapshots.class);
    }

    @Test
    default void tellsTheTimesOfAPathNewestFirst() throws Exception {
        Snapshots snapshots = snapshots();
        assertThat(snapshots.times(path("/"))).isEmpty();
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/d/old"), new byte[1])));
        snapshot(FIRST);
        Contents.delete(volume(), "/d/old");
        file("/d/new", "x");
        snapshot(SECOND);

        assertThat(snapshots.times(path("/"))).containsExactly(SECOND, FIRST);
        assertThat(snapshots.times(path("/d"))).containsExactly(SECOND, FIRST);
        assertThat(snapshots.times(path("/d/old"))).containsExactly(FIRST);
        assertThat(snapshots.times(path("/d/new"))).containsExactly(SECOND);
        assertThat(snapshots.times(path("/d/new/below"))).isEmpty();
        assertThat(snapshots.times(path("/never"))).isEmpty();
    }

    @Test
    default void showsTheTreeAsItWas() throws Exception {
        Snapshots snapshots = snapshots();
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/d/f"), "first".getBytes(US_ASCII))));
        snapshot(FIRST);
        Contents.write(volume(), "/d/f", "the second");
        file("/d/g", "new");
        snapshot(SECOND);
        Contents.delete(volume(), "/d/f");

        try (Volume first = snapshots.at(FIRST);
                Volume second = snapshots.at(SECOND)) {
            assertThat(Contents.text(first, "/d/f")).isEqualTo("first");
            assertThat(Contents.attributes(first, "/d/f").size()).isEqualTo(5);
            assertThat(Contents.names(first, "/d")).containsExactly("f");
            assertThat(Contents.text(second, "/d/f")).isEqualTo("the second");
            assertThat(Contents.names(second, "/d")).containsExactlyInAnyOrder("f", "g");
            refused(() -> first.attributes(path("/d/g")), Reason.NOT_FOUND);
            assertThat(first.attributes(path("/d/f")).id())
                    .isEqualTo(first.attributes(path("/d/f")).id());
        }
        lists("/d", "g");
    }

    @Test
    default void keepsTheTimesOfFiles() throws Exception {
        Snapshots snapshots = snapshots();
        file("/f", "x");
        Attributes before = volume().attributes(path("/f"));
        snapshot(FIRST);
        try (Volume first = snapshots.at(FIRST)) {
            Attributes then = first.attributes(path("/f"));
            assertThat(then.modified().truncatedTo(ChronoUnit.SECONDS))
                    .as("whatever copies it may cut it")
                    .isEqualTo(before.modified().truncatedTo(ChronoUnit.SECONDS));
            assertThat(then.isFile()).isTrue();
        }
    }

    @Test
    default void knowsNoOtherTimes() throws Exception {
        Snapshots snapshots = snapshots();
        refused(() -> close(snapshots.at(FIRST)), Reason.NOT_FOUND);
        snapshot(FIRST);
        refused(() -> close(snapshots.at(SECOND)), Reason.NOT_FOUND);
        refused(() -> close(snapshots.at(FIRST.plusSeconds(1))), Reason.NOT_FOUND);
        refused(() -> close(snapshots.at(FIRST.minusSeconds(1))), Reason.NOT_FOUND);
        close(snapshots.at(FIRST));
    }

    private static void close(Volume volume) throws StorageException {
        volume.close();
    }

    @Test
    default void takesNoChangeOfTheTreeAsItWas() throws Exception {
        Snapshots snapshots = snapshots();
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/d/f"), "first".getBytes(US_ASCII))));
        snapshot(FIRST);
        try (Volume first = snapshots.at(FIRST)) {
            for (Access access : EnumSet.of(Access.WRITE, Access.APPEND, Access.ATTRIBUTES, Access.DELETE)) {
                refused(() -> first.open(path("/d/f"), open(access)).close(), Reason.READ_ONLY);
            }
            for (Disposition making : EnumSet.of(Disposition.CREATE, Disposition.OPEN_OR_CREATE, Disposition.REPLACE)) {
                Open how = new Open(EnumSet.of(Access.READ), making, Kind.FILE);
                refused(() -> first.open(path("/d/new"), how).close(), Reason.READ_ONLY);
            }
            try (Node file = first.open(path("/d/f"), Open.read())) {
                changed(() -> file.write(ByteBuffer.allocate(1), 0));
                changed(() -> file.resize(0));
                changed(file::delete);
                changed(() -> file.rename(path("/d/g"), true));
            }
            if (has(Feature.SYMLINKS)) {
                var links = extension(first, Symlinks.class);
                if (links.isPresent()) {
                    changed(() -> links.get().create(path("/d/l"), "f"));
                }
            }
            assertThat(Contents.names(first, "/d")).containsExactly("f");
            assertThat(Contents.text(first, "/d/f")).isEqualTo("first");
        }
        holds("/d/f", "first");
    }

    private void changed(Call call) {
        refused(call, Reason.READ_ONLY, Reason.NOT_SUPPORTED, Reason.ACCESS_DENIED);
    }

    @Test
    default void followsLinksInsideTheSnapshotOnly() throws Exception {
        Snapshots snapshots = snapshots();
        Symlinks links = extension(Feature.SYMLINKS, Symlinks.class);
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/d/f"), "first".getBytes(US_ASCII))));
        links.create(path("/l"), "d/f");
        links.create(path("/gone"), "d/late");
        snapshot(FIRST);
        Contents.write(volume(), "/d/f", "the second");
        file("/d/late", "late");
        try (Volume first = snapshots.at(FIRST)) {
            assertThat(Contents.text(first, "/l")).isEqualTo("first");
            assertThat(first.attributes(path("/l"), Links.ITSELF).isLink()).isTrue();
            refused(() -> first.attributes(path("/gone")), Reason.NOT_FOUND);
        }
    }

    @Test
    default void stopsAtLinksOfASnapshotWhereItDoesSoOtherwise() throws Exception {
        snapshots();
        Symlinks links = extension(Feature.SYMLINKS, Symlinks.class);
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/d/f"), new byte[1])));
        links.create(path("/l"), "d");
        snapshot(FIRST);
        try (Volume stopping = mount(LinkPolicy.STOP)) {
            Snapshots there = extension(stopping, Snapshots.class).orElseThrow();
            assertThat(there.times(path("/l/f"))).containsExactly(FIRST);
            try (Volume first = there.at(FIRST)) {
                LinkEncountered met = catchThrowableOfType(LinkEncountered.class, () -> first.attributes(path("/l/f")));
                assertThat(met).as("stopped at a link").isNotNull();
                assertThat(met.link()).hasToString("/l");
            }
        }
    }

    @Test
    default void keepsNamedStreams() throws Exception {
        Snapshots snapshots = snapshots();
        needs(Feature.STREAMS);
        assumeTrue(snapshotsKeepIds(), "streams are found by the ids of files");
        Streams streams = extension(Feature.STREAMS, Streams.class);
        file("/f", "x");
        Open make = Open.openOrCreate(Access.WRITE);
        try (Node owner = volume().open(path("/f"), Open.read());
                Node stream = streams.open(owner, "s", make)) {
            stream.write(ByteBuffer.wrap("old".getBytes(US_ASCII)), 0);
        }
        snapshot(FIRST);
        try (Node owner = volume().open(path("/f"), Open.read());
                Node stream = streams.open(owner, "s", make)) {
            stream.write(ByteBuffer.wrap("new".getBytes(US_ASCII)), 0);
        }
        try (Volume first = snapshots.at(FIRST)) {
            Streams then = extension(first, Streams.class).orElseThrow();
            try (Node owner = first.open(path("/f"), Open.read());
                    Node stream = then.open(owner, "s", Open.read())) {
                assertThat(Contents.read(stream)).asString(US_ASCII).isEqualTo("old");
                assertThat(then.list(owner)).extracting(Entry::name).containsExactly("s");
            }
        }
    }

    @Test
    default void goesOnWhenTheVolumeThatItIsFromEnds() throws Exception {
        snapshots();
        file("/f", "first");
        snapshot(FIRST);
        Volume living = mount();
        Volume then = extension(living, Snapshots.class).orElseThrow().at(FIRST);
        if (!endsWithTheVolume()) {
            living.close();
            assertThat(Contents.text(then, "/f")).isEqualTo("first");
        }
        then.close();
        refused(() -> then.attributes(path("/f")), Reason.STALE);
        living.close();
    }

    /** Whether views of a snapshot end with the volume that they are from, as those of an Export do. */
    default boolean endsWithTheVolume() {
        return false;
    }
}
