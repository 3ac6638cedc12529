// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.ChangeFeed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What one listener hears, of changes of our own and of the storage's. */
class ChangeQueueTest {
    private static Change change(Change.Type type, String path) throws StorageException {
        return Change.of(type, VPath.of(path));
    }

    @Test
    void tellsEchoesFromChangesOfOthers() throws Exception {
        AtomicLong clock = new AtomicLong();
        Echoes echoes = new Echoes(clock::get, new ReportDelay());
        assertThat(echoes.own(change(Change.Type.CREATED, "/a"))).isTrue();
        assertThat(echoes.outside(change(Change.Type.CREATED, "/a"))).isFalse();
        assertThat(echoes.outside(change(Change.Type.MODIFIED, "/a"))).isFalse();
        assertThat(echoes.outside(change(Change.Type.DELETED, "/a"))).isTrue();
        assertThat(echoes.outside(change(Change.Type.CREATED, "/b"))).isTrue();
        assertThat(echoes.own(change(Change.Type.CREATED, "/b"))).isFalse(); // the storage was quicker
        assertThat(echoes.own(Change.renamed(VPath.of("/c"), VPath.of("/d")))).isTrue();
        assertThat(echoes.outside(Change.renamed(VPath.of("/c"), VPath.of("/d"))))
                .isFalse();
        assertThat(echoes.outside(change(Change.Type.DELETED, "/c"))).isFalse();
        assertThat(echoes.outside(change(Change.Type.CREATED, "/d"))).isFalse();
        clock.addAndGet(3_000_000_000L);
        assertThat(echoes.outside(change(Change.Type.CREATED, "/a"))).isTrue();
    }

    @Test
    void joinsTheStoragesReports() throws Exception {
        List<Change> told = new ArrayList<>();
        CountDownLatch end = new CountDownLatch(2);
        ChangeQueue queue = new ChangeQueue(
                VPath.ROOT,
                true,
                path -> path,
                change -> {
                    told.add(change);
                    end.countDown();
                },
                closed -> end.countDown());
        queue.expectEchoes(new ReportDelay());
        queue.own(new ChangeFeed.Numbered(1, change(Change.Type.CREATED, "/a")));
        queue.outside(change(Change.Type.CREATED, "/a"));
        queue.outside(change(Change.Type.CREATED, "/b"));
        assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
        queue.close();
        assertThat(told).containsExactly(change(Change.Type.CREATED, "/a"), change(Change.Type.CREATED, "/b"));
        AtomicInteger ended = new AtomicInteger();
        queue.joined(ended::incrementAndGet);
        assertThat(ended.get()).isEqualTo(1);
    }

    @Test
    void aGapInTheNumbersIsALoss() throws Exception {
        List<Change> told = new CopyOnWriteArrayList<>();
        ChangeQueue queue = new ChangeQueue(VPath.ROOT, true, path -> path, told::add, closed -> {});
        queue.own(new ChangeFeed.Numbered(1, change(Change.Type.CREATED, "/a")));
        queue.own(new ChangeFeed.Numbered(3, change(Change.Type.CREATED, "/c")));
        await().until(() -> told.stream().anyMatch(change -> change.type() == Change.Type.OVERFLOW));
        queue.close();
    }

    @Test
    void whoSettlesHasBeenToldOfAllBefore() throws Exception {
        List<Change> told = new CopyOnWriteArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        ChangeQueue queue = new ChangeQueue(
                VPath.ROOT,
                true,
                path -> path,
                change -> {
                    awaitUninterruptibly(go);
                    told.add(change);
                },
                closed -> {});
        queue.settle();
        queue.own(new ChangeFeed.Numbered(1, change(Change.Type.CREATED, "/a")));
        queue.own(new ChangeFeed.Numbered(3, change(Change.Type.CREATED, "/c"))); // and a loss
        Thread waits = new Thread(queue::settle);
        waits.start();
        await().until(() -> waits.getState() == Thread.State.TIMED_WAITING);
        assertThat(told).isEmpty();
        go.countDown();
        waits.join(30_000);
        assertThat(told).hasSize(1 + 1);
        queue.close();
        queue.settle();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
