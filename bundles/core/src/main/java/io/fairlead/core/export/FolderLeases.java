// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.VPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The leases on the files of one folder, found by name, and on the folder: a change concerns those of one name, and the
 * folder's. Guarded by the mutex of its {@link FolderReports}; what may block is done on another thread, one thing after the
 * other.
 */
final class FolderLeases {
    private static final int MOST_LOOKS = 1024;

    private final Arbiter arbiter;
    private final Executor blocking;
    private final Map<OutsideWatch, Place> places = new HashMap<>();
    private final Map<VPath, Set<OutsideWatch>> files = new HashMap<>();
    private final Set<OutsideWatch> folders = new LinkedHashSet<>();
    private final AtomicInteger looks = new AtomicInteger(); // that wait
    private final AtomicBoolean lost = new AtomicBoolean(); // those that had no room

    /**
     * Where something that is leased is.
     *
     * @param after the number of the last change that it does not hear of
     */
    private record Place(VPath path, long after) {}

    FolderLeases(Arbiter arbiter, Executor blocking) {
        this.arbiter = arbiter;
        this.blocking = blocking;
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /**
     * A lease has come, or what it is of is elsewhere now.
     *
     * @param last the number of the change that came last, which one that comes does not hear of
     */
    void put(OutsideWatch watch, VPath path, long last) {
        Place before = places.get(watch);
        remove(watch);
        places.put(watch, new Place(path, before == null ? last : before.after));
        if (watch.isOfFolder()) {
            folders.add(watch);
        } else {
            files.computeIfAbsent(path, key -> new LinkedHashSet<>()).add(watch);
        }
    }

    void remove(OutsideWatch watch) {
        Place place = places.remove(watch);
        if (place == null) {
            return;
        }
        folders.remove(watch);
        Set<OutsideWatch> there = files.get(place.path);
        if (there != null && there.remove(watch) && there.isEmpty()) {
            files.remove(place.path);
        }
    }

    /** Passes on a change. */
    void tell(FolderReports.Told told) {
        if (isEmpty()) {
            return;
        }
        if (told.ours()) {
            own(told);
        } else if (told.change().type() == Change.Type.OVERFLOW) {
            lose();
        } else {
            outside(told);
        }
    }

    private void own(FolderReports.Told told) {
        Change change = told.change();
        List<OutsideWatch> concerned = new ArrayList<>();
        add(concerned, of(change.path()), told);
        add(concerned, folders, told);
        concerned.forEach(watch -> watch.own(change));
        if (change.type() == Change.Type.RENAMED) {
            follow(told);
        }
    }

    private void follow(FolderReports.Told told) {
        VPath from = told.change().from();
        VPath to = told.change().path();
        List<OutsideWatch> moved = new ArrayList<>();
        add(moved, told.ofFolder() ? places.keySet() : of(from), told);
        moved.removeIf(watch -> !places.get(watch).path.startsWith(from));
        moved.forEach(watch -> put(watch, places.get(watch).path.rebase(from, to), told.number()));
        if (!moved.isEmpty()) {
            blocking.execute(() -> moved.forEach(OutsideWatch::followQuietly));
        }
    }

    private void outside(FolderReports.Told told) {
        Change change = told.change();
        List<OutsideWatch> concerned = new ArrayList<>();
        add(concerned, of(change.path()), told);
        if (change.from() != null) {
            add(concerned, of(change.from()), told);
        }
        add(concerned, folders, told);
        if (told.ofFolder() && change.type() == Change.Type.DELETED) { // nobody tells of what comes in its place
            files.values().forEach(there -> add(concerned, there, told));
        }
        concerned.removeIf(watch -> watch.knows(told.cause()));
        if (!concerned.isEmpty()) {
            look(change, concerned);
        }
    }

    private void add(List<OutsideWatch> concerned, Collection<OutsideWatch> all, FolderReports.Told told) {
        for (OutsideWatch watch : all) {
            if (places.get(watch).after < told.number()) {
                concerned.add(watch);
            }
        }
    }

    private Set<OutsideWatch> of(VPath path) {
        return files.getOrDefault(path, Set.of());
    }

    private void look(Change change, List<OutsideWatch> concerned) {
        if (looks.get() >= MOST_LOOKS) {
            lose();
            return;
        }
        looks.incrementAndGet();
        blocking.execute(() -> {
            looks.decrementAndGet();
            new LeaseLook(arbiter).after(change, concerned);
        });
    }

    private void lose() {
        if (lost.compareAndSet(false, true)) {
            List<OutsideWatch> all = List.copyOf(places.keySet());
            blocking.execute(() -> {
                lost.set(false);
                new LeaseLook(arbiter).afterLoss(all);
            });
        }
    }
}
