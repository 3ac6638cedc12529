// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams, links, extended attributes and copies, under the arbitration. */
@Timeout(60)
class ExtensionsTest extends ExportFixture {
    private static final Set<Access> FULL = EnumSet.of(Access.READ, Access.WRITE, Access.DELETE, Access.ATTRIBUTES);

    private OpenRequest stream(Disposition disposition, String name, Access... access) {
        return request(disposition, ALL, access).withStream(name);
    }

    private OpenFile make(ExportVolume volume, String path, String name) throws StorageException {
        return volume.open(
                path(path), stream(Disposition.OPEN_OR_CREATE, name, Access.READ, Access.WRITE, Access.DELETE));
    }

    private void needStreams() {
        Assumptions.assumeTrue(export.features().contains(Storage.Feature.STREAMS));
    }

    @Test
    void aStreamHasItsOwnShareModesAndLocks() throws Exception {
        needStreams();
        file("/a", "main");
        OpenFile main = alice.open(path("/a"), request(NONE, Access.READ));
        OpenFile stream = make(alice, "/a", "s");
        write(stream, "x");
        stream.lock(ByteRange.ALL, true, Duration.ZERO);
        try (OpenFile other = bob.open(path("/a"), stream(Disposition.OPEN, "S", Access.READ))) {
            refused(Reason.LOCKED, () -> other.read(ByteBuffer.allocate(1), 0));
        }
        assertThat(Contents.text(main)).isEqualTo("main");
        refusedOpen(Reason.IN_USE, () -> bob.open(path("/a"), request(ALL, Access.READ)));
        refusedOpen(
                Reason.IN_USE,
                () -> bob.open(
                        path("/a"), stream(Disposition.OPEN, "s", Access.READ).withShare(NONE)));
        stream.close();
        main.close();
    }

    @Test
    void aFileThatGoesWaitsForItsStreams() throws Exception {
        needStreams();
        file("/a", "x");
        OpenFile stream = make(alice, "/a", "s");
        OpenFile doomed = open(bob, "/a", Access.DELETE);
        doomed.deleteOnClose(true);
        refusedOpen(Reason.DELETE_PENDING, () -> make(bob, "/a", "s"));
        refusedOpen(Reason.DELETE_PENDING, () -> make(bob, "/a", "new"));
        doomed.close();
        assertThat(Contents.names(alice, "/")).containsExactly("a");
        stream.deleteOnClose(true);
        stream.close();
        assertThat(Contents.names(alice, "/")).isEmpty();
        assertThat(arbiter.opens.opens()).isEmpty();
    }

    @Test
    void aRefusedStreamTakesBackTheFileItMade() throws Exception {
        needStreams();
        refusedOpen(Reason.NAME_INVALID, () -> alice.open(path("/a"), stream(Disposition.CREATE, "b/d", Access.WRITE)));
        assertThat(Contents.names(alice, "/")).isEmpty();
        make(alice, "/made", "s").close();
        assertThat(Contents.names(alice, "/")).containsExactly("made");
    }

    @Test
    void aStreamIsRenamedWithItsOpens() throws Exception {
        needStreams();
        file("/a", "x");
        OpenFile stream = make(alice, "/a", "s");
        OpenFile other = make(bob, "/a", "s");
        write(stream, "text");
        stream.renameStream("t", false);
        assertThat(stream.stream()).isEqualTo("t");
        assertThat(other.path()).hasToString("/a");
        refusedOpen(Reason.NOT_FOUND, () -> bob.open(path("/a"), stream(Disposition.OPEN, "s", Access.READ)));
        try (OpenFile again = bob.open(path("/a"), stream(Disposition.OPEN, "t", Access.READ))) {
            assertThat(Contents.text(again)).isEqualTo("text");
            stream.lock(new ByteRange(0, 1), true, Duration.ZERO);
            refused(Reason.LOCKED, () -> again.read(ByteBuffer.allocate(1), 0));
        }
        assertThat(other.stream()).as("of each open").isEqualTo("t");
        stream.close();
        other.renameStream("u", false);
        other.close();
        assertThat(streams("/a")).containsExactly("u");
        try (OpenFile file = open(alice, "/a", Access.DELETE)) {
            refused(Reason.NOT_SUPPORTED, () -> file.renameStream("x", false));
        }
    }

    private List<String> streams(String path) throws StorageException {
        try (OpenFile file = open(alice, path)) {
            return file.streams().stream().map(Entry::name).toList();
        }
    }

    @Test
    void copiesWhatAnotherSessionHasOpened() throws Exception {
        file("/a", "0123456789");
        try (OpenFile source = open(bob, "/a", Access.READ);
                OpenFile target = alice.open(path("/b"), Open.openOrCreate(Access.READ, Access.WRITE))) {
            assertThat(target.copyFrom(source, 2, 0, 5)).isEqualTo(5);
            assertThat(Contents.text(target)).isEqualTo("23456");
        }
    }

    @Test
    void aCopyKeepsToTheLocksOfBothSides() throws Exception {
        file("/a", "0123456789");
        file("/b", "abc");
        OpenFile source = open(alice, "/a", Access.READ);
        OpenFile target = open(alice, "/b", Access.READ, Access.WRITE);
        OpenFile locker = open(bob, "/a", Access.READ);
        locker.lock(new ByteRange(8, 1), true, Duration.ZERO);
        refused(Reason.LOCKED, () -> target.copyFrom(source, 5, 0, 5));
        assertThat(target.copyFrom(source, 0, 0, 8)).isEqualTo(8);
        locker.unlock(new ByteRange(8, 1));
        OpenFile other = open(bob, "/b", Access.READ);
        other.lock(new ByteRange(2, 1), false, Duration.ZERO);
        refused(Reason.LOCKED, () -> target.copyFrom(source, 0, 0, 5));
        other.close();
        assertThat(target.copyFrom(source, 5, 5, 100)).as("to the end").isEqualTo(5);
        assertThat(Contents.text(target)).isEqualTo("0123456789");
        assertThat(target.copyFrom(source, 10, 0, 5)).isZero();
        refused(Reason.ACCESS_DENIED, () -> source.copyFrom(target, 0, 0, 1));
        for (OpenFile open : List.of(source, target, locker)) {
            open.close();
        }
    }

    @Test
    void aLinkIsTheSameFile() throws Exception {
        Assumptions.assumeTrue(export.features().contains(Storage.Feature.HARD_LINKS));
        file("/a", "x");
        file("/b", "y");
        OpenFile file = open(alice, "/a", Access.READ);
        refused(Reason.EXISTS, () -> file.link(path("/b"), false));
        OpenFile keeper = bob.open(path("/b"), request(EnumSet.of(OpenRequest.Share.READ), Access.READ));
        refused(Reason.IN_USE, () -> file.link(path("/b"), true));
        keeper.close();
        file.link(path("/b"), true);
        file.link(path("/c"), false);
        OpenFile only = bob.open(path("/c"), request(EnumSet.of(OpenRequest.Share.READ), Access.READ));
        refusedOpen(Reason.IN_USE, () -> alice.open(path("/b"), request(ALL, Access.WRITE)));
        only.close();
        export.configure(new ExportSettings("files", VPath.ROOT, true, false, List.of()));
        refused(Reason.READ_ONLY, () -> file.link(path("/d"), false));
        export.configure(new ExportSettings("files", VPath.ROOT, false, false, List.of()));
        file.close();
        try (OpenFile gone = open(alice, "/a", Access.DELETE)) {
            gone.delete();
        }
        assertThat(text("/b")).isEqualTo("x");
    }

    @Test
    void onlyTheSoleOpenBecomesALink() throws Exception {
        Assumptions.assumeTrue(export.features().contains(Storage.Feature.SYMLINKS));
        file("/a", "x");
        OpenFile made = alice.open(path("/l"), OpenRequest.shared(new Open(FULL, Disposition.CREATE, Open.Kind.FILE)));
        OpenFile other = open(bob, "/l", Access.READ);
        refused(Reason.IN_USE, () -> made.linkTarget("a"));
        other.close();
        made.linkTarget("a");
        assertThat(made.kind()).isEqualTo(Attributes.Kind.LINK);
        made.close();
        assertThat(text("/l")).isEqualTo("x");
    }

    @Test
    void extendedAttributesNeedTheRight() throws Exception {
        Assumptions.assumeTrue(export.features().contains(Storage.Feature.XATTRS));
        file("/a", "x");
        Map<String, byte[]> change = Map.of("colour", new byte[] {1});
        try (OpenFile reader = open(bob, "/a", Access.READ)) {
            refused(Reason.ACCESS_DENIED, () -> reader.xattrs(change));
            try (OpenFile writer = open(alice, "/a", Access.ATTRIBUTES)) {
                writer.xattrs(change);
            }
            assertThat(reader.xattrs().keySet()).containsExactly("colour");
        }
    }

    @Test
    void theWatchOfAnOpenFollowsItsFolderAndEndsWithIt() throws Exception {
        folder("/d");
        OpenFile folder = open(alice, "/d", Access.READ, Access.DELETE);
        List<Change> heard = new CopyOnWriteArrayList<>();
        folder.watch(false, heard::add);
        folder.rename(path("/e"), false);
        file("/e/a", "x");
        await(() -> heard.stream().anyMatch(change -> change.path().equals(path("/e/a"))));
        folder.close();
        await(() -> !arbiter.changes.isWatched());
    }
}
