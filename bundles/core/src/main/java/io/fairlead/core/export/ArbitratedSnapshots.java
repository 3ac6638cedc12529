// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session sees of snapshots: those of the storage, under the rules, from the session's root. Thread-safe. */
final class ArbitratedSnapshots {
    /** Most views of one session at a time, about. */
    static final int MOST_VIEWS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(ArbitratedSnapshots.class);

    private final ArbitratedVolume volume;
    private final Set<ArbitratedVolume> views = ConcurrentHashMap.newKeySet();

    ArbitratedSnapshots(ArbitratedVolume volume) {
        this.volume = volume;
    }

    /** The extension. */
    Snapshots over(Snapshots below) {
        return new Snapshots() {
            @Override
            public List<Instant> times(VPath path) throws StorageException {
                volume.refuseClosed();
                volume.arbiter().refuseUntenured();
                volume.rules().reach(path);
                AccessRules.require(volume.user(), Right.LIST, path);
                return below.times(volume.inStorage(path));
            }

            @Override
            public ExportVolume at(Instant time) throws StorageException {
                return volume.asOf(time);
            }
        };
    }

    /** Opens a view, which ends with the session at the latest. */
    ExportVolume open(Instant time) throws StorageException {
        if (views.size() >= MOST_VIEWS) {
            throw new StorageException(Reason.TOO_MANY, MOST_VIEWS + " snapshots are in use by the session");
        }
        ArbitratedVolume view = volume.export().past(volume, time);
        views.add(view);
        view.whenClosed(() -> {
            views.remove(view);
            volume.endIfDone();
        });
        if (volume.isClosed() || volume.isLost()) {
            view.close();
            throw volume.gone();
        }
        view.user(volume.user()); // which may have changed meanwhile
        return view;
    }

    void user(Identity now) {
        views.forEach(view -> view.user(now));
    }

    boolean isEmpty() {
        return views.isEmpty();
    }

    void close() {
        for (ArbitratedVolume view : views) {
            try {
                view.close();
            } catch (StorageException | RuntimeException e) {
                LOG.debug("Closing a view of a snapshot failed", e);
            }
        }
    }

    /** As {@link ArbitratedVolume#lose}, of all of them. */
    List<Runnable> lose() {
        return views.stream().map(ArbitratedVolume::lose).toList();
    }
}
