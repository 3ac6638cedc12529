// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.names;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes of a storage's folders, those used last: at most {@value #MOST_FOLDERS} folders and {@value #MOST_NAMES} names
 * (some 100 bytes each). A folder with more names than that is looked through each time. What goes through the storage's
 * Exports is told by {@link #changed}; of others' changes the storage's {@link Watch} tells, and where there is none a
 * listing is believed for 2 s, or as long as the folder's time stays. Thread-safe.
 */
final class FolderIndexes implements AutoCloseable {
    static final int MOST_FOLDERS = 64;
    static final int MOST_NAMES = 500_000;
    private static final int PAGE = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(FolderIndexes.class);
    private static final Identity WATCHER =
            new Identity("fairlead", Set.of(), VPath.ROOT, EnumSet.of(Right.LIST, Right.READ), Identity.Limits.NONE);

    private final Storage storage;
    private final int mostNames;
    private final boolean toldOfAll;
    private final Map<VPath, FolderIndex> indexes = new LinkedHashMap<>(16, 0.75f, true); // guarded by this
    private final ReentrantLock mounting = new ReentrantLock(); // over a call to the storage; nothing is held above it
    private Volume watched; // guarded by mounting; null until a watch is wanted, sessions come and go
    private boolean closed; // guarded by mounting

    FolderIndexes(Storage storage, int mostNames) {
        this.storage = storage;
        this.mostNames = mostNames;
        this.toldOfAll = !storage.features().contains(Storage.Feature.EXTERNAL_CHANGES);
    }

    /**
     * The names in a folder that fold to the same, smallest first; some may be gone. None if the user may not list it.
     *
     * @param attributes of the folder at this moment
     */
    List<String> spellings(Volume volume, VPath folder, Attributes attributes, String name) throws StorageException {
        String folded = CaseFolding.fold(name);
        FolderIndex index = index(folder, attributes);
        boolean usable = false;
        try {
            if (index.list(volume, attributes, mostNames)) {
                bound(index);
            }
            usable = true;
            return index.isTooLarge() ? search(volume, folder, folded) : index.spellings(folded);
        } catch (StorageException e) {
            return switch (e.reason()) {
                case ACCESS_DENIED, NOT_SUPPORTED, NOT_FOUND, PARENT_NOT_FOUND, NOT_DIRECTORY -> List.of();
                default -> throw e;
            };
        } finally {
            if (!usable) {
                drop(index);
            }
        }
    }

    /**
     * Whether a folder has been listed, and has no name that differs from this one in case only; so the name need not be looked
     * for. False if that is not known.
     *
     * @param attributes of the folder at this moment
     */
    boolean hasNoOther(VPath folder, Attributes attributes, String name) {
        FolderIndex index;
        synchronized (this) {
            index = indexes.get(folder);
        }
        return index != null
                && index.isCurrent(attributes, toldOfAll, System.nanoTime())
                && index.hasNoOther(CaseFolding.fold(name), name);
    }

    private FolderIndex index(VPath folder, Attributes attributes) {
        FolderIndex index;
        FolderIndex old;
        synchronized (this) {
            old = indexes.get(folder);
            if (old != null && old.isCurrent(attributes, toldOfAll, System.nanoTime())) {
                return old;
            }
            index = new FolderIndex(folder, attributes.id());
            indexes.put(folder, index); // from now on it is told of what happens
        }
        if (old != null) {
            old.close();
        }
        if (!toldOfAll) {
            watch(index);
        }
        return index;
    }

    private void watch(FolderIndex index) {
        mounting.lock();
        try {
            if (closed) {
                return;
            }
            if (watched == null) {
                watched = storage.mount(WATCHER, LinkPolicy.STOP);
            }
            Optional<Watch> watch = watched.extension(Watch.class);
            if (watch.isPresent()) {
                index.watchedBy(watch.get().watch(index.path, false, index::outside));
            }
        } catch (StorageException e) {
            LOG.debug("{} can't be watched, its time is looked at instead", index.path, e);
        } finally {
            mounting.unlock();
        }
    }

    private static List<String> search(Volume volume, VPath path, String folded) throws StorageException {
        List<String> found = new ArrayList<>();
        try (Node folder = volume.open(path, Open.list())) {
            for (List<Entry> page = folder.next(PAGE); !page.isEmpty(); page = folder.next(PAGE)) {
                page.stream()
                        .map(Entry::name)
                        .filter(name -> CaseFolding.fold(name).equals(folded))
                        .forEach(found::add);
            }
        }
        found.sort(null);
        return found;
    }

    /** Lets go of what was used longest ago, if there is too much. */
    private void bound(FolderIndex kept) {
        List<FolderIndex> ended = new ArrayList<>();
        synchronized (this) {
            long names = indexes.values().stream().mapToLong(FolderIndex::size).sum();
            Iterator<FolderIndex> eldest = indexes.values().iterator();
            while (eldest.hasNext() && (indexes.size() > MOST_FOLDERS || names > mostNames)) {
                FolderIndex index = eldest.next();
                if (index != kept) {
                    eldest.remove();
                    names -= index.size();
                    ended.add(index);
                }
            }
        }
        ended.forEach(FolderIndex::close);
    }

    private void drop(FolderIndex index) {
        synchronized (this) {
            indexes.remove(index.path, index);
        }
        index.close();
    }

    /** What an Export of the storage has done, told before anybody else can see that it was done. Does not block. */
    void changed(Change change) {
        switch (change.type()) {
            case CREATED, MODIFIED -> add(change.path());
            case DELETED -> remove(change.path());
            case RENAMED -> {
                remove(change.from());
                forgetBelow(change.path());
                add(change.path());
            }
            default -> {}
        }
    }

    private synchronized void add(VPath path) {
        FolderIndex index = path.isRoot() ? null : indexes.get(path.parent());
        if (index != null) {
            index.add(path.name());
        }
    }

    private void remove(VPath path) {
        synchronized (this) {
            FolderIndex index = path.isRoot() ? null : indexes.get(path.parent());
            if (index != null) {
                index.remove(path.name());
            }
        }
        forgetBelow(path);
    }

    private void forgetBelow(VPath path) {
        List<FolderIndex> ended;
        synchronized (this) {
            ended = indexes.values().stream()
                    .filter(index -> index.path.startsWith(path))
                    .toList();
            ended.forEach(index -> indexes.remove(index.path));
        }
        ended.forEach(FolderIndex::close);
    }

    /** Folders that there is an index of; for tests. */
    synchronized int folders() {
        return indexes.size();
    }

    @Override
    public void close() {
        forgetBelow(VPath.ROOT);
        mounting.lock();
        try {
            closed = true;
            if (watched != null) {
                watched.close();
            }
        } catch (StorageException e) {
            LOG.debug("Closing the volume by which folders were watched failed", e);
        } finally {
            mounting.unlock();
        }
    }
}
