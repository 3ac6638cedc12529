// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.testing.Contents;
import io.fairlead.testing.contract.Parallel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** [MS-FSA] 2.1.5.7 and 2.1.4.10. */
class RangeLockTest extends ExportFixture {
    private static final Duration NOT = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(60);

    private OpenFile mine;
    private OpenFile theirs;

    @BeforeEach
    void openTwice() throws Exception {
        file("/a", "0123456789");
        mine = open(alice, "/a", Access.READ, Access.WRITE);
        theirs = open(bob, "/a", Access.READ, Access.WRITE);
    }

    @AfterEach
    void close() throws Exception {
        mine.close();
        theirs.close();
    }

    private static ByteRange range(long offset, long length) {
        return new ByteRange(offset, length);
    }

    private static int read(OpenFile file, long position, int count) throws StorageException {
        return file.read(ByteBuffer.allocate(count), position);
    }

    private static void write(OpenFile file, long position, int count) throws StorageException {
        file.write(ByteBuffer.allocate(count), position);
    }

    @Test
    void anExclusiveLockKeepsOthersOut() throws Exception {
        mine.lock(range(2, 3), true, NOT);
        for (long[] touching : new long[][] {{0, 3}, {2, 1}, {4, 1}, {4, 100}, {0, 100}}) {
            refused(Reason.LOCKED, () -> read(theirs, touching[0], (int) touching[1]));
            refused(Reason.LOCKED, () -> write(theirs, touching[0], (int) touching[1]));
            refused(
                    Reason.LOCKED,
                    () -> theirs.transferTo(
                            touching[0], touching[1], Channels.newChannel(new ByteArrayOutputStream())));
        }
        assertThat(read(theirs, 0, 2)).isEqualTo(2);
        assertThat(read(theirs, 5, 5)).isEqualTo(5);
        write(theirs, 5, 1);
        assertThat(read(theirs, 2, 0)).isZero();
        assertThat(read(mine, 0, 10)).isEqualTo(10);
        write(mine, 0, 10);
        assertThat(theirs.transferTo(5, Long.MAX_VALUE, Channels.newChannel(new ByteArrayOutputStream())))
                .isEqualTo(5);
        assertThat(export.opens()).extracting(info -> info.locks()).containsExactlyInAnyOrder(1, 0);
    }

    @Test
    void aSharedLockStandsAgainstWritesEvenItsOwners() throws Exception {
        mine.lock(range(2, 3), false, NOT);
        theirs.lock(range(0, 10), false, NOT);
        assertThat(read(theirs, 0, 10)).isEqualTo(10);
        refused(Reason.LOCKED, () -> write(theirs, 2, 1));
        refused(Reason.LOCKED, () -> write(mine, 2, 1));
        refused(Reason.LOCKED, () -> theirs.lock(range(4, 1), true, NOT));
        theirs.unlock(range(0, 10));
        write(theirs, 0, 2);
        refused(Reason.LOCKED, () -> write(mine, 4, 1));
    }

    @Test
    void sharedLocksStackOnOnesOwnExclusiveOne() throws Exception {
        mine.lock(range(0, 5), true, NOT);
        mine.lock(range(0, 5), false, NOT);
        mine.lock(range(4, 5), false, NOT);
        refused(Reason.LOCKED, () -> theirs.lock(range(0, 5), false, NOT));
        mine.unlock(range(0, 5)); // the exclusive one goes first
        theirs.lock(range(0, 5), false, NOT);
        mine.unlock(range(0, 5));
        refused(Reason.NOT_FOUND, () -> mine.unlock(range(0, 5)));
        mine.unlock(range(4, 5));
    }

    @Test
    void anExclusiveLockCollidesWithOnesOwnToo() throws Exception {
        mine.lock(range(0, 5), true, NOT);
        refused(Reason.LOCKED, () -> mine.lock(range(4, 5), true, NOT));
        mine.lock(range(5, 5), false, NOT);
        mine.lock(range(5, 5), false, NOT);
        mine.unlock(range(5, 5));
        refused(Reason.LOCKED, () -> theirs.lock(range(5, 1), true, NOT));
        mine.unlock(range(5, 5));
        theirs.lock(range(5, 1), true, NOT);
    }

    @Test
    void unlocksExactlyWhatItHolds() throws Exception {
        mine.lock(range(0, 5), true, NOT);
        refused(Reason.NOT_FOUND, () -> mine.unlock(range(0, 4)));
        refused(Reason.NOT_FOUND, () -> theirs.unlock(range(0, 5)));
        mine.unlock(range(0, 5));
        refused(Reason.NOT_FOUND, () -> mine.unlock(range(0, 5)));
        read(theirs, 0, 5);
    }

    @Test
    void reachesBeyondTheEndAndTheSignBit() throws Exception {
        mine.lock(range(-2, 1), true, NOT); // 2^64 - 2
        theirs.lock(range(-3, 1), true, NOT);
        refused(Reason.LOCKED, () -> theirs.lock(ByteRange.ALL, true, NOT));
        theirs.lock(range(-2, 0), true, NOT); // without a byte: only what encloses its offset collides
        mine.lock(range(100, 100), true, NOT);
        refused(Reason.LOCKED, () -> theirs.lock(range(150, 0), true, NOT));
        refused(Reason.LOCKED, () -> write(theirs, 120, 1));
    }

    @Test
    void resizingRespectsLocks() throws Exception {
        mine.lock(range(8, 100), true, NOT);
        refused(Reason.LOCKED, () -> theirs.resize(5));
        refused(Reason.LOCKED, () -> theirs.resize(9));
        refused(Reason.LOCKED, () -> theirs.resize(20));
        assertThat(mine.attributes().size()).isEqualTo(10);
        mine.resize(5);
        mine.unlock(range(8, 100));
        theirs.resize(3);
    }

    /** [MS-FSA] 2.1.5.1.2: share modes and leases stand against an overwrite, locks do not. */
    @Test
    void overwritingIgnoresLocks() throws Exception {
        mine.lock(range(0, 100), true, NOT);
        try (OpenFile other = bob.open(path("/a"), request(ALL, Access.WRITE).withTruncate())) {
            assertThat(mine.attributes().size()).isZero();
            refused(Reason.LOCKED, () -> write(other, 0, 1)); // the lock is still there
        }
    }

    @Test
    void appendsAreCheckedWhereTheyWrite() throws Exception {
        try (OpenFile appender = bob.open(path("/a"), Open.openOrCreate(Access.APPEND))) {
            mine.lock(range(0, 10), true, NOT);
            write(appender, 0, 5);
            mine.lock(range(15, 1), true, NOT);
            refused(Reason.LOCKED, () -> write(appender, 0, 5));
        }
    }

    @Test
    void closingGivesEverythingBack() throws Exception {
        mine.lock(range(0, 5), true, NOT);
        mine.lock(range(5, 5), true, NOT);
        mine.close();
        write(theirs, 0, 10);
        refused(Reason.STALE, () -> mine.lock(range(0, 1), true, NOT));
    }

    @Test
    void aDirectoryOrAnOpenWithoutContentCannotLock() throws Exception {
        folder("/d");
        try (OpenFile folder = open(alice, "/d", Access.READ);
                OpenFile attributes = open(alice, "/a", Access.ATTRIBUTES, Access.DELETE)) {
            refused(Reason.IS_DIRECTORY, () -> folder.lock(range(0, 1), true, NOT));
            refused(Reason.ACCESS_DENIED, () -> attributes.lock(range(0, 1), true, NOT));
        }
    }

    /** A thread that waits for a lock. */
    private static final class Waiting {
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final Thread thread;
        final Patience patience;

        Waiting(OpenFile file, ByteRange range, boolean exclusive, Duration wait, List<Object> order) {
            patience = Patience.of(wait);
            thread = new Thread(() -> {
                try {
                    file.lock(range, exclusive, patience);
                    order.add(file);
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            thread.start();
            await(() -> thread.getState() == Thread.State.TIMED_WAITING || !thread.isAlive());
        }

        Reason end() throws Exception {
            thread.join(SOON.toMillis());
            assertThat(thread.isAlive()).isFalse();
            return failure.get() instanceof StorageException e ? e.reason() : null;
        }
    }

    @Test
    void servesWaitersInTheOrderOfAsking() throws Exception {
        List<Object> order = Collections.synchronizedList(new ArrayList<>());
        mine.lock(range(0, 10), false, NOT);
        Waiting writer = new Waiting(theirs, range(0, 10), true, LONG, order);
        try (OpenFile third = open(alice, "/a", Access.READ)) {
            Waiting reader = new Waiting(third, range(0, 10), false, LONG, order); // stands behind the writer
            assertThat(reader.thread.isAlive()).isTrue();
            mine.unlock(range(0, 10));
            assertThat(writer.end()).isNull();
            assertThat(reader.thread.isAlive()).isTrue();
            theirs.unlock(range(0, 10));
            assertThat(reader.end()).isNull();
            assertThat(order).containsExactly(theirs, third);
        }
    }

    @Test
    void whoGivesUpLetsThoseBehindThrough() throws Exception {
        mine.lock(range(0, 10), false, NOT);
        Waiting writer = new Waiting(theirs, range(0, 10), true, LONG, new ArrayList<>());
        try (OpenFile third = open(alice, "/a", Access.READ)) {
            Waiting reader = new Waiting(third, range(0, 10), false, LONG, new ArrayList<>());
            writer.patience.cancel();
            assertThat(writer.end()).isEqualTo(Reason.CANCELLED);
            assertThat(reader.end()).isNull();
        }
    }

    @Test
    void waitsNoLongerThanAsked() throws Exception {
        mine.lock(range(0, 10), true, NOT);
        long start = System.nanoTime();
        refused(Reason.LOCKED, () -> theirs.lock(range(5, 1), true, Duration.ofMillis(50)));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        mine.unlock(range(0, 10));
        theirs.lock(range(5, 1), true, Duration.ofDays(365_000_000));
    }

    @Test
    void closingEndsTheWait() throws Exception {
        mine.lock(range(0, 10), true, NOT);
        Waiting waiter = new Waiting(theirs, range(0, 10), true, LONG, new ArrayList<>());
        theirs.close();
        assertThat(waiter.end()).isEqualTo(Reason.STALE);
        mine.unlock(range(0, 10));
        assertThat(Contents.text(mine)).isEqualTo("0123456789");
    }

    @Test
    void anInterruptedThreadKeepsItsFlag() throws Exception {
        mine.lock(range(0, 10), true, NOT);
        Thread.currentThread().interrupt();
        refused(Reason.UNAVAILABLE, () -> theirs.lock(range(0, 10), true, LONG));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void exclusiveMeansAlone() throws Exception {
        int slots = 16;
        AtomicIntegerArray owners = new AtomicIntegerArray(slots); // -1: written, n: read by n
        Parallel.run(6, thread -> {
            Random random = new Random(7 + thread);
            try (OpenFile file = open(thread % 2 == 0 ? alice : bob, "/a", Access.READ, Access.WRITE)) {
                for (int i = 0; i < 400; i++) {
                    int from = random.nextInt(slots);
                    int length = 1 + random.nextInt(slots - from);
                    boolean exclusive = random.nextInt(3) == 0;
                    file.lock(range(from, length), exclusive, LONG);
                    for (int slot = from; slot < from + length; slot++) {
                        int now = exclusive ? owners.addAndGet(slot, -1000) : owners.incrementAndGet(slot);
                        assertThat(exclusive ? now == -1000 : now > 0).isTrue();
                    }
                    for (int slot = from; slot < from + length; slot++) {
                        owners.addAndGet(slot, exclusive ? 1000 : -1);
                    }
                    file.unlock(range(from, length));
                }
            }
        });
    }
}
