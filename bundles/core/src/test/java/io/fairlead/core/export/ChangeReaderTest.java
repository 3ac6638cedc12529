// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.export.ChangeReader;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.testing.Contents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a reader of changes gets, and who waits for it. */
class ChangeReaderTest extends ExportFixture {
    private static final Duration LONG = Duration.ofMinutes(1);

    private ChangeReader reader(String directory, int room, Duration hold) throws Exception {
        return alice.changes(path(directory), true, room, hold);
    }

    private static List<Change> take(ChangeReader reader, int count) throws StorageException {
        List<Change> taken = new ArrayList<>();
        while (taken.size() < count) {
            List<Change> more = reader.take(count - taken.size(), SOON);
            assertThat(more).as("after %s", taken).isNotEmpty();
            taken.addAll(more);
        }
        return taken;
    }

    /** Runs it on a thread of its own. */
    private static CompletableFuture<Void> meanwhile(Call call) {
        return CompletableFuture.runAsync(() -> {
            try {
                call.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private interface Call {
        void run() throws Exception;
    }

    @Test
    void getsEachChangeOnceInOrder() throws Exception {
        try (ChangeReader reader = reader("/", 10, LONG)) {
            Contents.makeDirectory(bob, "/d");
            Contents.write(bob, "/d/a", "x");
            Contents.rename(bob, "/d/a", "/a", false);
            Contents.delete(bob, "/a");
            assertThat(take(reader, 4))
                    .containsExactly(
                            Change.of(Change.Type.CREATED, path("/d"), Kind.DIRECTORY),
                            Change.of(Change.Type.CREATED, path("/d/a"), Kind.FILE),
                            Change.renamed(path("/d/a"), path("/a"), Kind.FILE),
                            Change.of(Change.Type.DELETED, path("/a"), Kind.FILE));
            assertThat(reader.take(1, Duration.ZERO)).isEmpty();
        }
    }

    /** Many more than may wait, from several sessions: a slow reader loses none. */
    @Test
    void holdsUpWritersRatherThanLoseAChange() throws Exception {
        int writers = 4;
        int files = 1000;
        int most = 0;
        try (ChangeReader reader = reader("/", 16, LONG)) {
            List<CompletableFuture<Void>> writing = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int writer = i;
                writing.add(meanwhile(() -> {
                    for (int file = 0; file < files; file++) {
                        Contents.write(bob, "/" + writer + "-" + file, "x");
                    }
                }));
            }
            int[] next = new int[writers];
            for (int taken = 0; taken < writers * files; taken++) {
                most = Math.max(most, reader.waiting());
                Change change = take(reader, 1).get(0);
                assertThat(change.type()).isEqualTo(Change.Type.CREATED);
                String[] name = change.path().name().split("-", -1);
                assertThat(Integer.parseInt(name[1])).isEqualTo(next[Integer.parseInt(name[0])]++);
            }
            CompletableFuture.allOf(writing.toArray(CompletableFuture[]::new)).get();
            assertThat(most).isBetween(1, 16 + writers);
            assertThat(reader.take(1, Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void aReaderThatTakesNothingHoldsUpOnce() throws Exception {
        try (ChangeReader reader = reader("/", 1, Duration.ofMillis(50))) {
            for (int i = 0; i < 100; i++) {
                Contents.write(bob, "/" + i, "x");
            }
            List<Change> taken = take(reader, 2);
            assertThat(taken.get(0)).isEqualTo(Change.of(Change.Type.CREATED, path("/0"), Kind.FILE));
            assertThat(taken.get(1).type()).isEqualTo(Change.Type.OVERFLOW);
            boolean again = false;
            while (!again) { // what was on its way when it was told of the loss comes first
                Contents.write(bob, "/after", "x");
                again = reader.take(200, SOON).stream()
                        .anyMatch(change -> change.path().equals(path("/after")));
            }
        }
    }

    @Test
    void holdsUpNobodyElsewhereAndNoReader() throws Exception {
        Contents.makeDirectory(bob, "/d");
        try (ChangeReader reader = reader("/d", 1, LONG)) {
            Contents.write(bob, "/d/a", "x");
            await(() -> reader.waiting() == 1);
            Contents.write(bob, "/b", "x");
            assertThat(Contents.text(bob, "/d/a")).isEqualTo("x");
        }
    }

    @Test
    void whoIsHeldUpCanBeCancelledAndGoesOnWhenTheReaderCloses() throws Exception {
        ChangeReader reader = reader("/", 1, LONG);
        Contents.write(bob, "/a", "x");
        await(() -> reader.waiting() == 1);
        CountDownLatch waits = new CountDownLatch(1);
        Patience patience = Patience.of(LONG).onWait(waits::countDown);
        CompletableFuture<Reason> held = CompletableFuture.supplyAsync(() -> {
            try (OpenFile file = bob.open(path("/a"), OpenRequest.shared(Open.replace()), patience)) {
                return null;
            } catch (StorageException e) {
                return e.reason();
            }
        });
        waits.await();
        patience.cancel();
        assertThat(held.get()).isEqualTo(Reason.CANCELLED);
        assertThat(Contents.text(bob, "/a")).isEqualTo("x");

        CompletableFuture<Void> other = meanwhile(() -> Contents.write(bob, "/b", "x"));
        reader.close();
        other.get();
        assertThatThrownBy(() -> reader.take(1, SOON))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STALE));
    }

    @Test
    void anInterruptedWriterKeepsItsFlag() throws Exception {
        try (ChangeReader reader = reader("/", 1, LONG)) {
            Contents.write(bob, "/a", "x");
            await(() -> reader.waiting() == 1);
            Thread.currentThread().interrupt();
            refused(Reason.UNAVAILABLE, () -> bob.open(path("/b"), Open.replace()));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void endsWithItsVolume() throws Exception {
        ChangeReader reader;
        try (var volume = export.mount(alice.user())) {
            reader = volume.changes(path("/"), true, 1, LONG);
        }
        assertThatThrownBy(() -> reader.take(1, SOON)).isInstanceOf(StorageException.class);
        Contents.write(bob, "/a", "x");
        Contents.write(bob, "/b", "x");
    }
}
