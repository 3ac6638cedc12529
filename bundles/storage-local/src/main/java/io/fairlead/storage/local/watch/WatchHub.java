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
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All watches of a storage, over one {@link WatchService} (Linux gives a user 128 of them) and one thread; both exist
 * only while somebody watches. Thread-safe.
 *
 * <p>The platform registers by path. A folder's identity is compared before and after, so a link put in its place is
 * noticed unless it is taken away again in between.
 */
public final class WatchHub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchHub.class);
    private static final long JOIN_MILLIS = 1000;

    private final WatchedTree tree;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<FolderWatch> watches = new HashSet<>();
    private WatchService service;
    private WatchedFolders folders;
    private Thread thread;

    public WatchHub(WatchedTree tree) {
        this.tree = tree;
    }

    /** As {@link Watch#watch} has it. */
    public Watch.Subscription watch(WatchRequest watched, Consumer<Change> listener) throws IOException {
        VPath directory = watched.directory();
        boolean recursive = watched.recursive();
        VPath real;
        try (Located place = tree.resolver().resolve(directory, Links.FOLLOW, watched.policy())) {
            if (place.found() == null) {
                throw new StorageException(Reason.NOT_FOUND, directory);
            }
            if (!place.found().isDirectory()) {
                throw new StorageException(Reason.NOT_DIRECTORY, directory);
            }
            real = place.path();
        }
        FolderWatch watch = new FolderWatch(this, directory, real, recursive, listener);
        lock.lock();
        try {
            begin();
            watches.add(watch);
            folders.add(real, recursive, path -> {});
            return watch;
        } catch (IOException x) {
            watch.close();
            throw x;
        } finally {
            lock.unlock();
        }
    }

    private void begin() throws IOException {
        if (service != null) {
            return;
        }
        try {
            service = tree.root().directory().getFileSystem().newWatchService();
        } catch (IOException x) {
            throw new StorageException(Reason.NO_SPACE, "no watch left on this machine", x);
        }
        folders = new WatchedFolders(tree, service);
        WatchService running = service;
        thread = new Thread(() -> run(running), "storage-watch-" + tree.name());
        thread.setDaemon(true);
        thread.start();
    }

    private void run(WatchService running) {
        try {
            while (true) {
                List<Runnable> calls = new ArrayList<>();
                WatchKey key = running.take();
                lock.lock();
                try {
                    if (service == running) {
                        new WatchEvents(folders, List.copyOf(watches), calls).read(key);
                        folders.dropUnused(watches);
                    }
                } finally {
                    lock.unlock();
                }
                calls.forEach(Runnable::run);
            }
        } catch (ClosedWatchServiceException ended) {
            LOG.debug("{}: nobody watches any more", tree.name());
        } catch (InterruptedException x) {
            Thread.currentThread().interrupt();
        }
    }

    void forget(FolderWatch watch) {
        lock.lock();
        try {
            if (!watches.remove(watch) || service == null) {
                return;
            }
            if (watches.isEmpty()) {
                end();
            } else {
                folders.dropUnused(watches);
            }
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        Closing.quietly(service);
        service = null;
        folders = null;
    }

    /** A name moved through the storage: what is watched at and below it moves along. */
    public void moved(VPath from, VPath to) {
        lock.lock();
        try {
            if (service != null) {
                watches.forEach(watch -> watch.moved(tree.paths(), from, to));
                folders.moved(from, to);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends all watches, and the thread. */
    @Override
    public void close() {
        Thread ending;
        lock.lock();
        try {
            ending = thread;
            List.copyOf(watches).forEach(FolderWatch::close);
        } finally {
            lock.unlock();
        }
        if (ending != null && ending != Thread.currentThread()) {
            try {
                ending.join(JOIN_MILLIS);
            } catch (InterruptedException x) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
