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
import io.fairlead.core.arbiter.ChangeFeed;
import io.fairlead.core.change.ChangeBacklog;
import io.fairlead.core.change.ChangeQueue;
import io.fairlead.core.limit.Quantity;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What one session watches: each is told of changes below a folder, of ours and, where the storage can, of those of others. */
final class SessionWatches {
    private final ArbitratedVolume volume;
    private final Set<ChangeQueue> queues = ConcurrentHashMap.newKeySet();

    SessionWatches(ArbitratedVolume volume) {
        this.volume = volume;
    }

    /** See {@link io.fairlead.api.export.ExportVolume#watch}. */
    Watch.Subscription watch(VPath directory, boolean recursive, Consumer<Change> listener) throws StorageException {
        VPath folder = folder(directory);
        return watchFolder(folder, recursive, listener);
    }

    /** See {@link io.fairlead.api.export.ExportVolume#changes}. */
    ChangeReader changes(VPath directory, boolean recursive, int room, Duration hold) throws StorageException {
        VPath folder = folder(directory);
        ChangeBacklog backlog = new ChangeBacklog(folder, room, hold, volume.arbiter().backlogs, volume::refuseClosed);
        backlog.fedBy(watchFolder(folder, recursive, backlog::add));
        return backlog;
    }

    /** @param folder in the storage, without a link on the way */
    ChangeQueue watchFolder(VPath folder, boolean recursive, Consumer<Change> listener) throws StorageException {
        volume.arbiter().refuseUntenured();
        volume.session().bounds().take(Quantity.WATCHES);
        ChangeQueue queue = new ChangeQueue(folder, recursive, volume::shown, listener, this::unwatch);
        Optional<Watch> below = volume.view().volume().extension(Watch.class);
        if (below.isPresent()) {
            queue.expectEchoes(volume.arbiter().reportDelay);
        }
        queues.add(queue);
        boolean watching = false;
        try {
            queue.joined(volume.arbiter()
                    .changes
                    .subscribe(new ChangeFeed.Interest(folder, recursive), queue::before, queue::own));
            if (below.isPresent()) {
                SettledReports reports = new SettledReports(volume.arbiter(), queue::outside);
                queue.joined(below.get().watch(folder, recursive, reports::report));
            }
            volume.refuseClosed();
            watching = true;
        } finally {
            if (!watching) {
                queue.close();
            }
        }
        return queue;
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
