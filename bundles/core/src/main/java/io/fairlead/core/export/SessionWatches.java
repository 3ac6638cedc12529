// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Right;
import io.fairlead.api.export.ChangeReader;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.change.ChangeBacklog;
import io.fairlead.core.change.ChangeQueue;
import io.fairlead.core.limit.Quantity;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What one session watches: each is told of changes below a folder, of ours and, where the storage can, of those of others. */
final class SessionWatches {
    private final ArbitratedVolume volume;
    private final Set<ChangeQueue> queues = ConcurrentHashMap.newKeySet();
    private Executor listeners; // guarded by this; null before the first watch

    SessionWatches(ArbitratedVolume volume) {
        this.volume = volume;
    }

    /** See {@link io.fairlead.api.export.ExportVolume#watch}. */
    Watch.Subscription watch(VPath directory, boolean recursive, Consumer<Change> listener) throws StorageException {
        VPath folder = folder(directory);
        return watchFolder(folder, recursive, listener, false);
    }

    /** See {@link io.fairlead.api.export.ExportVolume#changes}. */
    ChangeReader changes(VPath directory, boolean recursive, int room, Duration hold) throws StorageException {
        VPath folder = folder(directory);
        ChangeBacklog backlog = new ChangeBacklog(folder, room, hold, volume.arbiter().backlogs, volume::refuseClosed);
        backlog.fedBy(watchFolder(folder, recursive, backlog::add, true)); // at once: who is held up counts on it
        return backlog;
    }

    /** @param folder in the storage, without a link on the way */
    ChangeQueue watchFolder(VPath folder, boolean recursive, Consumer<Change> listener) throws StorageException {
        return watchFolder(folder, recursive, listener, false);
    }

    private ChangeQueue watchFolder(VPath folder, boolean recursive, Consumer<Change> listener, boolean prompt)
            throws StorageException {
        Arbiter arbiter = volume.arbiter();
        arbiter.refuseUntenured();
        volume.session().bounds().take(Quantity.WATCHES);
        ChangeQueue queue = new ChangeQueue(folder, recursive, volume::shown, listener, this::unwatch, listeners());
        queues.add(queue);
        boolean watching = false;
        try {
            queue.joined(arbiter.reports.watch(volume.view(), volume.storage(), folder, recursive, queue, prompt));
            volume.refuseClosed();
            watching = true;
        } finally {
            if (!watching) {
                queue.close();
            }
        }
        return queue;
    }

    /** Runs what calls the listeners. */
    private synchronized Executor listeners() {
        if (listeners == null) {
            listeners = volume.arbiter().reports.listeners(volume.user().name());
        }
        return listeners;
    }

    /** In the storage, links followed. */
    private VPath folder(VPath directory) throws StorageException {
        AccessRules.require(volume.user(), Right.LIST, directory);
        try (OpenFile folder = volume.open(directory, new Open(Set.of(), Open.Disposition.OPEN, Open.Kind.DIRECTORY))) {
            return volume.inStorage(folder.path());
        }
    }

    private void unwatch(ChangeQueue queue) {
        if (queues.remove(queue)) {
            volume.session().bounds().give(Quantity.WATCHES, 1);
        }
    }

    /** Ends all of them; more may come until the volume refuses. */
    void close() {
        queues.forEach(ChangeQueue::close);
    }
}
