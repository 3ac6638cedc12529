// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.arbiter.ChangeFeed;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Subscribers in this process. */
public final class LocalChanges implements ChangeFeed {
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

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
        for (Subscriber subscriber : subscribers) {
            subscriber.tell(change);
        }
    }

    @Override
    public Watch.Subscription subscribe(Interest interest, Consumer<Numbered> listener) {
        Subscriber subscriber = new Subscriber(interest, listener);
        subscribers.add(subscriber);
        return subscriber;
    }
}
