// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.arbiter.ChangeFeed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Subscribers in this process, kept by the folder they are interested in: a change asks those of the folders on its way, and
 * a folder that moves those below it.
 */
public final class LocalChanges implements ChangeFeed {
    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

    private final Deque<Past> lately = new ArrayDeque<>(); // guards itself, and all below
    private final NavigableMap<VPath, Folder> folders = new TreeMap<>(); // what is below a folder follows it
    private volatile int count; // of the subscribers

    /** Who is interested in one folder. */
    private static final class Folder {
        final Set<Subscriber> flat = new LinkedHashSet<>();
        final Set<Subscriber> deep = new LinkedHashSet<>();

        Set<Subscriber> of(Interest interest) {
            return interest.recursive() ? deep : flat;
        }

        boolean isEmpty() {
            return flat.isEmpty() && deep.isEmpty();
        }
    }

    private final class Subscriber implements Watch.Subscription {
        private final Consumer<Numbered> listener;
        private Interest interest; // guarded by lately
        private long sent; // guarded by this

        Subscriber(Interest interest, Consumer<Numbered> listener) {
            this.interest = interest;
            this.listener = listener;
        }

        synchronized void tell(Change change) {
            listener.accept(new Numbered(++sent, change));
        }

        @Override
        public void close() {
            synchronized (lately) {
                if (remove(this)) {
                    count--;
                }
            }
        }
    }

    @Override
    public boolean isWatched() {
        return count > 0;
    }

    @Override
    public void publish(Change change) {
        List<Subscriber> told = new ArrayList<>(); // of those who are here now
        synchronized (lately) {
            if (count == 0) {
                return;
            }
            remember(new Past(System.nanoTime(), change));
            for (Subscriber each : asked(change)) {
                if (each.interest.includes(change)) {
                    told.add(each);
                    follow(each, change);
                }
            }
        }
        told.forEach(each -> each.tell(change));
    }

    private void follow(Subscriber subscriber, Change change) {
        Interest after = subscriber.interest.after(change);
        if (after != subscriber.interest && remove(subscriber)) {
            subscriber.interest = after;
            add(subscriber);
        }
    }

    /** How many are asked whether a change is of interest; for tests. */
    int countAsked(Change change) {
        synchronized (lately) {
            return asked(change).size();
        }
    }

    private Collection<Subscriber> asked(Change change) {
        Set<Subscriber> asked = new LinkedHashSet<>();
        onTheWay(change.path(), asked);
        VPath from = change.from();
        if (from != null) {
            onTheWay(from, asked);
            if (!change.kind().equals(Optional.of(Attributes.Kind.FILE))) {
                for (Map.Entry<VPath, Folder> below :
                        folders.tailMap(from, true).entrySet()) {
                    if (!below.getKey().startsWith(from)) {
                        break;
                    }
                    asked.addAll(below.getValue().flat);
                    asked.addAll(below.getValue().deep);
                }
            }
        }
        return asked;
    }

    private void onTheWay(VPath path, Set<Subscriber> asked) {
        VPath at = path;
        for (int up = 0; ; up++) {
            Folder folder = folders.get(at);
            if (folder != null) {
                asked.addAll(folder.deep);
                if (up <= 1) {
                    asked.addAll(folder.flat);
                }
            }
            if (at.isRoot()) {
                return;
            }
            at = at.parent();
        }
    }

    private void add(Subscriber subscriber) {
        folders.computeIfAbsent(subscriber.interest.directory(), absent -> new Folder())
                .of(subscriber.interest)
                .add(subscriber);
    }

    private boolean remove(Subscriber subscriber) {
        VPath at = subscriber.interest.directory();
        Folder folder = folders.get(at);
        boolean removed = folder != null && folder.of(subscriber.interest).remove(subscriber);
        if (removed && folder.isEmpty()) {
            folders.remove(at);
        }
        return removed;
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
            add(subscriber);
            count++;
        }
        return subscriber;
    }
}
