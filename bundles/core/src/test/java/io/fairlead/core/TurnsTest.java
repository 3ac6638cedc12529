// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Few threads for many tasks. */
class TurnsTest {
    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void runsEachLaneInItsOrder() {
        Turns turns = new Turns(4);
        List<List<Integer>> ran = new ArrayList<>();
        for (int lane = 0; lane < 20; lane++) {
            List<Integer> order = new CopyOnWriteArrayList<>();
            ran.add(order);
            Executor executor = turns.lane(1);
            for (int i = 0; i < 100; i++) {
                int number = i;
                executor.execute(() -> order.add(number));
            }
        }
        await().until(() -> ran.stream().allMatch(order -> order.size() == 100));
        assertThat(ran).allSatisfy(order -> assertThat(order).isSorted());
    }

    @Test
    void runsAtMostSoManyAndLeavesRoomForOtherLanes() {
        Turns turns = new Turns(3);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger stuck = new AtomicInteger();
        Executor slow = turns.lane(2);
        Runnable task = () -> {
            stuck.incrementAndGet();
            awaitQuietly(go);
            stuck.decrementAndGet();
        };
        for (int i = 0; i < 10; i++) {
            slow.execute(task);
        }
        await().until(() -> stuck.get() == 2);
        List<String> ran = new CopyOnWriteArrayList<>();
        turns.lane(2).execute(() -> ran.add("other"));
        await().until(() -> ran.size() == 1);
        turns.lane(1).execute(task);
        await().until(() -> stuck.get() == 3);
        turns.lane(1).execute(() -> ran.add("later"));
        assertThat(stuck).hasValue(3);
        assertThat(ran).hasSize(1);
        go.countDown();
        await().until(() -> ran.size() == 2 && stuck.get() == 0);
    }

    @Test
    void goesOnAfterATaskThatFails() {
        Turns turns = new Turns(1);
        List<String> ran = new CopyOnWriteArrayList<>();
        Executor lane = turns.lane(1);
        lane.execute(() -> {
            throw new IllegalStateException("by request");
        });
        lane.execute(() -> {
            throw new NoClassDefFoundError("by request");
        });
        lane.execute(() -> ran.add("next"));
        turns.lane(1).execute(() -> ran.add("another lane's"));
        await().until(() -> ran.size() == 2);
    }
}
