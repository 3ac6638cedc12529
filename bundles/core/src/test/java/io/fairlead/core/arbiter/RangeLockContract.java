// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import static io.fairlead.core.arbiter.ArbiterTables.join;
import static io.fairlead.core.arbiter.ArbiterTables.key;
import static io.fairlead.core.arbiter.ArbiterTables.refused;
import static io.fairlead.core.arbiter.ArbiterTables.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Byte-range locks. */
interface RangeLockContract extends ArbiterTables {
    private RangeLocks locks() {
        return tables().locks();
    }

    /** An open and its guard. */
    record Opened(OpenId id, FileGuard guard) {}

    private Opened opened() throws StorageException {
        OpenRecord open = record(key(1), new ShareMode(3, 7), false, false);
        try (Passage passage = enter("/a", false)) {
            return new Opened(open.id(), opens().admit(passage, open, false));
        }
    }

    private static ByteRange range(long offset, long length) {
        return new ByteRange(offset, length);
    }

    /** A list that is looked through for each call would need some five thousand million steps. */
    @Test
    default void manyLocksSlowNobody() throws Exception {
        Opened mine = opened();
        Opened theirs = opened();
        int count = 50_000;
        for (int i = 0; i < count; i++) {
            locks().lock(mine.id, range(i * 10L, 5), i % 2 == 0, Patience.none());
        }
        for (int i = 0; i < count; i++) {
            theirs.guard.mayRead(range(i * 10L + 5, 5));
            theirs.guard.mayWrite(range(i * 10L + 5, 5));
            int at = i;
            refused(Reason.LOCKED, () -> theirs.guard.mayWrite(range(at * 10L, 6)));
        }
        assertThat(locks().count(mine.id)).isEqualTo(count);
        for (int i = 0; i < count; i += 2) {
            locks().unlock(mine.id, range(i * 10L, 5));
        }
        assertThat(locks().releaseAll(mine.id)).isEqualTo(count / 2);
        assertThat(theirs.guard.quiet()).isTrue();
    }

    /** A lock as a list would keep it. */
    record Held(int owner, ByteRange range, boolean exclusive) {}

    @Test
    default void locksAreWhatAListWouldSay() throws Exception {
        for (long seed = 1; seed <= 20; seed++) {
            compare(new Random(seed), "seed " + seed);
        }
    }

    private void compare(Random random, String seed) throws Exception {
        List<Opened> owners = List.of(opened(), opened(), opened());
        List<Held> model = new ArrayList<>();
        for (int step = 0; step < 1500; step++) {
            int owner = random.nextInt(owners.size());
            Opened open = owners.get(owner);
            ByteRange range = random(random);
            boolean exclusive = random.nextBoolean();
            String what = seed + ", step " + step + ": " + owner + " " + range + " " + exclusive;
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    boolean free = model.stream()
                            .noneMatch(held ->
                                    (exclusive || held.exclusive && held.owner != owner) && held.range.overlaps(range));
                    assertThat(allowed(() -> locks().lock(open.id, range, exclusive, Patience.none()), Reason.LOCKED))
                            .as(what)
                            .isEqualTo(free);
                    if (free) {
                        model.add(new Held(owner, range, exclusive));
                    }
                }
                case 2 -> {
                    ByteRange known = model.isEmpty() || random.nextBoolean()
                            ? range
                            : model.get(random.nextInt(model.size())).range;
                    int found = oldest(model, owner, known);
                    assertThat(allowed(() -> locks().unlock(open.id, known), Reason.NOT_FOUND))
                            .as(what)
                            .isEqualTo(found >= 0);
                    if (found >= 0) {
                        model.remove(found);
                    }
                }
                case 3 ->
                    assertThat(allowed(() -> open.guard.mayRead(range), Reason.LOCKED))
                            .as(what)
                            .isEqualTo(model.stream()
                                    .noneMatch(held ->
                                            held.exclusive && held.owner != owner && held.range.overlaps(range)));
                default ->
                    assertThat(allowed(() -> open.guard.mayWrite(range), Reason.LOCKED))
                            .as(what)
                            .isEqualTo(model.stream()
                                    .noneMatch(held ->
                                            (held.owner != owner || !held.exclusive) && held.range.overlaps(range)));
            }
            assertThat(open.guard.quiet()).as(what).isEqualTo(model.isEmpty());
        }
        for (Opened open : owners) {
            close(open.id);
        }
    }

    private static int oldest(List<Held> model, int owner, ByteRange range) {
        for (int i = 0; i < model.size(); i++) {
            if (model.get(i).owner == owner && model.get(i).range.equals(range)) {
                return i;
            }
        }
        return -1;
    }

    /** Near the beginning, the middle and the end of the unsigned space; often empty. */
    private static ByteRange random(Random random) {
        long start = new long[] {0, Long.MAX_VALUE - 5, -12}[random.nextInt(3)];
        long offset = start + random.nextInt(12);
        long most = random.nextInt(6);
        return new ByteRange(offset, start == -12 ? Math.min(most, -offset) : most);
    }

    private static boolean allowed(Call call, Reason otherwise) throws Exception {
        try {
            call.run();
            return true;
        } catch (StorageException e) {
            assertThat(e.reason()).isEqualTo(otherwise);
            return false;
        }
    }

    @Test
    default void aCancelledWaitTakesNothing() throws Exception {
        Opened mine = opened();
        Opened theirs = opened();
        locks().lock(theirs.id, range(0, 1), true, Patience.none());
        CountDownLatch told = new CountDownLatch(1);
        AtomicInteger times = new AtomicInteger();
        Patience patience = Patience.of(SOON).onWait(() -> {
            times.incrementAndGet();
            told.countDown();
        });
        Future<Void> waiting = start(() -> locks().lock(mine.id, range(0, 1), true, patience));
        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        patience.cancel();
        refused(Reason.CANCELLED, () -> join(waiting));
        assertThat(times).hasValue(1);
        locks().unlock(theirs.id, range(0, 1));
        locks().lock(theirs.id, range(0, 1), true, Patience.none());
        assertThat(locks().count(mine.id)).isZero();
    }

    @Test
    default void aCancelAfterTheGrantChangesNothing() throws Exception {
        Opened mine = opened();
        Opened theirs = opened();
        locks().lock(theirs.id, range(0, 1), true, Patience.none());
        Patience patience = Patience.of(SOON).onWait(() -> {
            try {
                locks().unlock(theirs.id, range(0, 1)); // no lock is held: granted before the wait has begun
            } catch (StorageException e) {
                throw new AssertionError(e);
            }
        });
        locks().lock(mine.id, range(0, 1), true, patience);
        patience.cancel();
        refused(Reason.LOCKED, () -> theirs.guard.mayRead(range(0, 1)));
        mine.guard.mayWrite(range(0, 1));
        assertThat(locks().count(mine.id)).isEqualTo(1);
    }

    @Test
    default void whoAskedFirstIsServedFirst() throws Exception {
        Opened holder = opened();
        Opened second = opened();
        Opened third = opened();
        locks().lock(holder.id, range(0, 10), false, Patience.none());
        Future<Void> writer = waits(second, range(0, 10), true);
        Future<Void> reader = waits(third, range(5, 1), false); // though only the writer stands against it
        locks().lock(holder.id, range(5, 1), false, Patience.none()); // who does not wait may pass
        locks().unlock(holder.id, range(5, 1));
        assertThat(reader.isDone()).isFalse();
        locks().unlock(holder.id, range(0, 10));
        join(writer);
        assertThat(reader.isDone()).isFalse();
        locks().unlock(second.id, range(0, 10));
        join(reader);
    }

    /** Begins to wait, and is in the queue when this returns. */
    private Future<Void> waits(Opened who, ByteRange range, boolean exclusive) throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        Future<Void> waiting = start(() -> {
            thread.set(Thread.currentThread());
            locks().lock(who.id, range, exclusive, Patience.of(SOON));
        });
        Awaitility.await()
                .atMost(SOON)
                .until(() -> thread.get() != null && thread.get().getState() == Thread.State.TIMED_WAITING);
        return waiting;
    }

    @Test
    default void theEndOfAnOpenEndsItsWaitsAndLocks() throws Exception {
        Opened mine = opened();
        Opened theirs = opened();
        locks().lock(theirs.id, range(0, 1), true, Patience.none());
        Future<Void> waiting = waits(mine, range(0, 1), true);
        locks().cancelWaiting(mine.id);
        refused(Reason.STALE, () -> join(waiting));
        locks().lock(mine.id, range(1, 1), true, Patience.none()); // it may lock again
        Future<Void> again = waits(mine, range(0, 1), true);
        assertThat(locks().releaseAll(mine.id)).isEqualTo(1);
        refused(Reason.STALE, () -> join(again));
        refused(Reason.STALE, () -> locks().lock(mine.id, range(1, 1), true, Patience.none()));
        refused(Reason.LOCKED, () -> mine.guard.mayRead(range(0, 1)));
        theirs.guard.mayWrite(range(0, 9));
    }
}
