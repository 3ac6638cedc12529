// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.arbiter.ChangeFeed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Subscribers in this process. */
public final class LocalChanges implements ChangeFeed {
    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>(); // who comes holds the next one's monitor
    private final Deque<Past> lately = new ArrayDeque<>(); // guarded by itself

    private final class Subscriber implements Watch.Subscription {
        private final Consumer<Numbered> listener;
        private Interest interest; // guarded by this, as the next
        private long sent;

        Subscriber(Interest interest, Consumer<Numbered> listener) {
            this.interest = interest;
            this.listener = listener;
        }

        synchronized void tell(Change change) {
            if (interest.includes(change)) {
                interest = interest.after(change);
                listener.accept(new Numbered(++sent, change));
            }
        }

        @Override
        public void close() {
            subscribers.remove(this);
        }
    }

    @Override
    public boolean isWatched() {
        return !subscribers.isEmpty();
    }

    @Override
    public void publish(Change change) {
        Iterator<Subscriber> told;
        synchronized (lately) {
            told = subscribers.iterator(); // of those who are here now
            if (told.hasNext()) {
                remember(new Past(System.nanoTime(), change));
            }
        }
        while (told.hasNext()) {
            told.next().tell(change);
        }
    }

    private void remember(Past past) {
        while (lately.size() >= REMEMBERED || (!lately.isEmpty() && isOld(lately.peek()))) {
            lately.remove();
        }
        lately.add(past);
    }

    private static boolean isOld(Past past) {
        return System.nanoTime() - past.nanoTime() > KEPT_NANOS;
    }

    @Override
    public Watch.Subscription subscribe(Interest interest, Consumer<Past> before, Consumer<Numbered> listener) {
        Subscriber subscriber = new Subscriber(interest, listener);
        synchronized (lately) {
            for (Past past : lately) {
                if (interest.includes(past.change()) && !isOld(past)) {
                    before.accept(past);
                }
            }
            subscribers.add(subscriber);
        }
        return subscriber;
    }
}
