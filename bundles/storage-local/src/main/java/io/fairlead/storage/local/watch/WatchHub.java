// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.watch;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.storage.local.folder.Closing;
import io.fairlead.storage.local.folder.Located;
import java.io.IOException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All watches of a storage, over one {@link WatchService} (Linux gives a user 128 of them) and one thread; both exist
 * only while somebody watches. A folder is registered once, however many watch it or something above it. Thread-safe.
 *
 * <p>The hub's lock is the last in the order of locks, after the storage's lock on moves, and is held over memory only: the
 * platform is asked by the thread that wants to watch, and by the hub's thread for new folders, folder by folder.
 */
public final class WatchHub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchHub.class);
    private static final long JOIN_MILLIS = 1000;
    private static final long LOOK_MILLIS = 100;
    /** What comes meanwhile is read at once: a thread that is woken for each event costs those who write. */
    private static final long GATHER_MILLIS = 5;

    private final WatchedTree tree;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<FolderWatch> watches = new HashSet<>();
    /** Held by the one who registers a tree: another who wants the same finds it done. */
    private final ReentrantLock registering = new ReentrantLock();

    private Running running; // null while nobody watches
    private Thread thread;

    /** What exists while somebody watches. */
    private record Running(WatchService service, WatchedFolders folders, Registrar registrar) {}

    public WatchHub(WatchedTree tree) {
        this.tree = tree;
    }

    /** As {@link Watch#watch} has it. */
    public Watch.Subscription watch(WatchRequest request, Consumer<Change> listener) throws IOException {
        FolderWatch watch = tree.steady().run(() -> add(request, listener));
        Running mine = locked(() -> running);
        try {
            if (mine == null) {
                throw new StorageException(Reason.STALE, request.directory() + ": was deleted");
            }
            BooleanSupplier wanted = () -> !watch.isClosed() && request.wanted().getAsBoolean();
            if (request.recursive()) {
                registerAll(mine, watch, wanted);
            } else {
                tree.steady().run(() -> {
                    mine.registrar.register(locked(watch::real));
                    return null;
                });
            }
            return watch;
        } catch (IOException x) {
            watch.close();
            drop(mine, watch);
            throw x;
        } catch (ClosedWatchServiceException x) {
            watch.close();
            throw new StorageException(Reason.STALE, request.directory() + ": closed meanwhile", x);
        }
    }

    private FolderWatch add(WatchRequest request, Consumer<Change> listener) throws IOException {
        VPath directory = request.directory();
        VPath real;
        try (Located place = tree.resolver().resolve(directory, Links.FOLLOW, request.policy())) {
            if (place.found() == null) {
                throw new StorageException(Reason.NOT_FOUND, directory);
            }
            if (!place.found().isDirectory()) {
                throw new StorageException(Reason.NOT_DIRECTORY, directory);
            }
            real = place.path();
        }
        FolderWatch watch = new FolderWatch(this, directory, real, request.recursive(), listener);
        lock.lock();
        try {
            begin();
            watches.add(watch);
            return watch;
        } finally {
            lock.unlock();
        }
    }

    private void registerAll(Running mine, FolderWatch watch, BooleanSupplier wanted) throws IOException {
        boolean held = false;
        try {
            while (!held && wanted.getAsBoolean()) {
                held = registering.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
            mine.registrar.registerAll(locked(watch::real), wanted, Registrar.Finder.NOBODY);
            if (!locked(() -> mine.folders.has(watch.real()))) {
                throw new StorageException(Reason.STALE, locked(watch::asked) + ": was exchanged");
            }
        } catch (InterruptedException x) {
            Thread.currentThread().interrupt();
            throw new StorageException(Reason.UNAVAILABLE, locked(watch::asked) + ": interrupted", x);
        } finally {
            if (held) {
                registering.unlock();
            }
        }
    }

    private void begin() throws IOException {
        if (running != null) {
            return;
        }
        WatchService service;
        try {
            service = tree.root().directory().getFileSystem().newWatchService();
        } catch (IOException x) {
            throw new StorageException(Reason.NO_SPACE, "no watch left on this machine", x);
        }
        WatchedFolders folders = new WatchedFolders(tree.paths());
        Running begun = new Running(service, folders, new Registrar(tree, service, folders, lock));
        running = begun;
        thread = new Thread(() -> run(begun), "storage-watch-" + tree.name());
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Running mine) {
        WatchEvents events = new WatchEvents(tree, this, mine.registrar, mine.folders);
        try {
            while (true) {
                events.read(mine.service.take());
                Thread.sleep(GATHER_MILLIS);
            }
        } catch (ClosedWatchServiceException | ClosedDirectoryStreamException ended) {
            LOG.debug("{}: nobody watches any more", tree.name());
        } catch (InterruptedException x) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs something that is over at once, alone with the watches. */
    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** All that are open; for who holds the lock. */
    Collection<FolderWatch> watches() {
        return watches;
    }

    boolean isWatched() {
        return locked(() -> !watches.isEmpty());
    }

    void forget(FolderWatch watch) {
        Running mine;
        lock.lock();
        try {
            if (!watches.remove(watch) || running == null) {
                return;
            }
            mine = running;
            if (watches.isEmpty()) {
                running = null;
            }
        } finally {
            lock.unlock();
        }
        if (locked(() -> running != mine)) {
            Closing.quietly(mine.service);
        } else {
            drop(mine, watch);
        }
    }

    /** Takes back what only this one, which has ended, was interested in. */
    private void drop(Running mine, FolderWatch ended) {
        if (mine == null) {
            return;
        }
        locked(() -> {
            mine.folders.dropUnused(ended.real(), watches);
            return null;
        });
        try {
            mine.registrar.cancelUnused();
        } catch (ClosedWatchServiceException all) {
            // and so is this
        }
    }

    /** A name moved through the storage: what is watched at and below it moves along. The caller holds moves alone. */
    public void moved(VPath from, VPath to) {
        lock.lock();
        try {
            if (running != null) {
                watches.forEach(watch -> watch.moved(tree.paths(), from, to));
                running.folders.moved(from, to);
                running.folders.dropUnused(to, watches);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends all watches, and the thread. */
    @Override
    public void close() {
        Thread ending;
        List<FolderWatch> open;
        lock.lock();
        try {
            ending = thread;
            open = List.copyOf(watches);
        } finally {
            lock.unlock();
        }
        open.forEach(FolderWatch::close);
        if (ending != null && ending != Thread.currentThread()) {
            try {
                ending.join(JOIN_MILLIS);
            } catch (InterruptedException x) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
