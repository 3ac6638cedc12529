// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.change.ChangeQueue;
import io.fairlead.testing.Contents;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What who watches hears of what others do. */
class ChangesTest extends ExportFixture {
    private final List<Change> heard = new CopyOnWriteArrayList<>();

    private Watch.Subscription watch(String directory, boolean recursive) throws Exception {
        return alice.watch(path(directory), recursive, heard::add);
    }

    private void assertHeard(Change... changes) {
        await(() -> heard.size() >= changes.length);
        assertThat(heard.stream().map(ChangesTest::withoutKind)).containsExactly(changes);
        heard.clear();
    }

    private static Change withoutKind(Change change) {
        return new Change(change.type(), change.path(), change.from(), Optional.empty());
    }

    private static Change change(Change.Type type, String path) {
        return Change.of(type, path(path));
    }

    @Test
    void saysWhatKindOfThingItWas() throws Exception {
        try (Watch.Subscription watching = watch("/", true)) {
            Contents.makeDirectory(bob, "/d");
            Contents.write(bob, "/d/a", "x");
            Contents.rename(bob, "/d/a", "/a", false);
            Contents.delete(bob, "/a");
            Contents.delete(bob, "/d");
            await(() -> heard.size() >= 5);
            assertThat(heard)
                    .containsExactly(
                            Change.of(Change.Type.CREATED, path("/d"), Kind.DIRECTORY),
                            Change.of(Change.Type.CREATED, path("/d/a"), Kind.FILE),
                            Change.renamed(path("/d/a"), path("/a"), Kind.FILE),
                            Change.of(Change.Type.DELETED, path("/a"), Kind.FILE),
                            Change.of(Change.Type.DELETED, path("/d"), Kind.DIRECTORY));
        }
    }

    @Test
    void hearsWhatEverySessionDoes() throws Exception {
        try (Watch.Subscription watching = watch("/", true)) {
            Contents.makeDirectory(bob, "/d");
            Contents.write(bob, "/d/a", "x");
            Contents.write(bob, "/d/a", "y");
            assertHeard(
                    change(Change.Type.CREATED, "/d"),
                    change(Change.Type.CREATED, "/d/a"),
                    change(Change.Type.MODIFIED, "/d/a"));
            try (OpenFile file = bob.open(path("/b"), Open.openOrCreate(Access.WRITE, Access.ATTRIBUTES))) {
                assertHeard(change(Change.Type.CREATED, "/b"));
                write(file, "x");
                write(file, "y");
                assertHeard(change(Change.Type.MODIFIED, "/b"));
                file.change(AttributeChanges.modified(Instant.EPOCH));
                assertHeard(change(Change.Type.ATTRIBUTES, "/b"));
            }
            assertHeard(change(Change.Type.MODIFIED, "/b"));
            Contents.rename(bob, "/b", "/c", false);
            Contents.delete(bob, "/c");
            assertHeard(Change.renamed(path("/b"), path("/c")), change(Change.Type.DELETED, "/c"));
            bob.open(path("/d/a"), request(ALL, Access.WRITE).withTruncate()).close();
            bob.open(path("/d/a"), request(ALL, Access.DELETE).withDeleteOnClose())
                    .close();
            assertHeard(change(Change.Type.MODIFIED, "/d/a"), change(Change.Type.DELETED, "/d/a"));
        }
        file("/silence", "x");
        assertThat(heard).isEmpty();
    }

    @Test
    void hearsThatItsFolderIsToGo() throws Exception {
        folder("/d");
        try (OpenFile kept = open(alice, "/d", Access.READ);
                Watch.Subscription watching = kept.watch(false, heard::add);
                Watch.Subscription above = alice.watch(path("/"), true, change -> {
                    assertThat(change.type()).isNotEqualTo(Change.Type.DELETE_PENDING);
                    heard.add(change);
                })) {
            try (OpenFile deleter = open(bob, "/d", Access.DELETE)) {
                assertThat(kept.isDeletePending()).isFalse();
                deleter.deleteOnClose(true);
                assertHeard(change(Change.Type.DELETE_PENDING, "/d"));
                assertThat(kept.isDeletePending()).isTrue();
                deleter.deleteOnClose(false);
                assertThat(kept.isDeletePending()).isFalse();
            }
            bob.open(path("/d"), request(ALL, Access.DELETE).withDeleteOnClose())
                    .close();
            assertHeard(change(Change.Type.DELETE_PENDING, "/d"));
        }
        assertThat(Contents.exists(alice, "/d")).isFalse();
    }

    @Test
    void hearsOfItsFolderOnly() throws Exception {
        folder("/d");
        folder("/d/e");
        folder("/x");
        try (Watch.Subscription watching = watch("/d", false)) {
            file("/a", "x");
            file("/d/e/a", "x");
            file("/d/b", "x");
            assertHeard(change(Change.Type.CREATED, "/d/b"));
            Contents.rename(bob, "/d/b", "/x/b", false);
            Contents.rename(bob, "/x/b", "/d/c", false);
            assertHeard(change(Change.Type.DELETED, "/d/b"), change(Change.Type.CREATED, "/d/c"));
        }
    }

    @Test
    void followsItsFolderAndEndsWithIt() throws Exception {
        folder("/d");
        watch("/d", false);
        Contents.rename(bob, "/d", "/e", false);
        file("/e/a", "x");
        Contents.delete(bob, "/e/a");
        Contents.delete(bob, "/e");
        assertHeard(
                change(Change.Type.CREATED, "/e/a"),
                change(Change.Type.DELETED, "/e/a"),
                change(Change.Type.DELETED, "/e"));
        await(() -> !arbiter.changes.isWatched());
    }

    @Test
    void watchesFoldersThatExist() throws Exception {
        file("/a", "x");
        refusedOpen(Reason.NOT_DIRECTORY, () -> watch("/a", true));
        refusedOpen(Reason.NOT_FOUND, () -> watch("/b", true));
        assertThat(alice.extension(Watch.class)).isPresent();
        alice.watch(VPath.ROOT, true, heard::add); // closed with the volume: see the fixture
    }

    @Test
    void aSlowListenerLosesChangesAndHindersNobody() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        AtomicInteger atOnce = new AtomicInteger();
        try (Watch.Subscription watching = alice.watch(VPath.ROOT, true, change -> {
                    assertThat(atOnce.incrementAndGet()).isEqualTo(1);
                    inside.countDown();
                    awaitQuietly(slow);
                    heard.add(change);
                    atOnce.decrementAndGet();
                });
                Watch.Subscription quick = bob.watch(VPath.ROOT, true, change -> {})) {
            file("/first", "x");
            inside.await();
            for (int i = 0; i < ChangeQueue.CAPACITY + 100; i++) {
                file("/a" + i, "x");
            }
            quick.settle(); // both have the same source, which has told all of that now
            slow.countDown();
            await(() -> !heard.isEmpty() && heard.get(heard.size() - 1).type() == Change.Type.OVERFLOW);
            assertThat(heard).hasSize(1 + ChangeQueue.CAPACITY + 1);
            heard.clear();
            file("/after", "x");
            assertHeard(change(Change.Type.CREATED, "/after"));
        }
    }

    @Test
    void aListenerThatThrowsHearsTheNext() throws Exception {
        try (Watch.Subscription watching = alice.watch(VPath.ROOT, true, change -> {
            heard.add(change);
            if (heard.size() == 1) {
                throw new IllegalStateException("by request");
            }
            throw new NoClassDefFoundError("by request");
        })) {
            file("/a", "x");
            file("/b", "x");
            file("/c", "x");
            assertHeard(
                    change(Change.Type.CREATED, "/a"),
                    change(Change.Type.CREATED, "/b"),
                    change(Change.Type.CREATED, "/c"));
        }
    }
}
