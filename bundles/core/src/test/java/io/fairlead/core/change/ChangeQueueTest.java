// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.Background;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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
    void endsItsSourcesOnce() throws Exception {
        List<Change> told = new CopyOnWriteArrayList<>();
        AtomicInteger ended = new AtomicInteger();
        ChangeQueue queue = new ChangeQueue(
                VPath.ROOT, true, path -> path, told::add, closed -> ended.incrementAndGet(), Background::run);
        queue.joined(ended::incrementAndGet);
        queue.told(change(Change.Type.CREATED, "/a"));
        await().until(() -> told.size() == 1);
        queue.close();
        queue.close();
        assertThat(ended.get()).isEqualTo(2);
        queue.joined(ended::incrementAndGet);
        assertThat(ended.get()).isEqualTo(3);
    }

    @Test
    void aLossIsToldOnceToWhoMaySeeTheFolder() throws Exception {
        List<Change> told = new CopyOnWriteArrayList<>();
        AtomicBoolean hidden = new AtomicBoolean(true);
        ChangeQueue queue = new ChangeQueue(
                VPath.ROOT, true, path -> hidden.get() ? null : path, told::add, closed -> {}, Background::run);
        queue.told(change(Change.Type.OVERFLOW, "/"));
        queue.settle();
        assertThat(told).isEmpty();
        hidden.set(false);
        queue.told(change(Change.Type.OVERFLOW, "/"));
        queue.settle();
        assertThat(told).containsExactly(change(Change.Type.OVERFLOW, "/"));
        queue.close();
    }

    /** One whose changes never end leaves the others their turn. */
    @Test
    void takesTurnsWithOthers() throws Exception {
        Deque<Runnable> turns = new ArrayDeque<>();
        List<String> told = new ArrayList<>();
        ChangeQueue busy =
                new ChangeQueue(VPath.ROOT, true, path -> path, change -> told.add("busy"), closed -> {}, turns::add);
        ChangeQueue other =
                new ChangeQueue(VPath.ROOT, true, path -> path, change -> told.add("other"), closed -> {}, turns::add);
        for (int i = 0; i < 200; i++) {
            busy.told(change(Change.Type.CREATED, "/" + i));
        }
        other.told(change(Change.Type.CREATED, "/a"));
        while (!turns.isEmpty()) {
            turns.remove().run();
        }
        assertThat(told).hasSize(201);
        assertThat(told.indexOf("other")).isBetween(1, 100);
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
                closed -> {},
                Background::run);
        queue.settle();
        queue.told(change(Change.Type.CREATED, "/a"));
        queue.told(change(Change.Type.OVERFLOW, "/"));
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
