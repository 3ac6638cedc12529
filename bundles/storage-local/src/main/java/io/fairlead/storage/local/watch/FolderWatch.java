// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.watch;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.storage.local.folder.PathNames;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscription. Its paths are guarded by the hub's lock; the listener is called by the hub's thread only. */
final class FolderWatch implements Watch.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private final WatchHub hub;
    private final boolean recursive;
    private final Consumer<Change> listener;
    private VPath asked;
    private VPath real;
    private volatile boolean closed;

    /**
     * A subscription.
     *
     * @param asked the path by which it was asked for, which changes are reported below
     * @param real the same without links
     */
    FolderWatch(WatchHub hub, VPath asked, VPath real, boolean recursive, Consumer<Change> listener) {
        this.hub = hub;
        this.asked = asked;
        this.real = real;
        this.recursive = recursive;
        this.listener = listener;
    }

    boolean recursive() {
        return recursive;
    }

    VPath asked() {
        return asked;
    }

    VPath real() {
        return real;
    }

    /** Whether changes in a folder concern it. */
    boolean covers(VPath folder) {
        return recursive ? folder.startsWith(real) : folder.equals(real);
    }

    /** A real path as the subscriber knows it. */
    VPath shown(VPath path) {
        return path.rebase(real, asked);
    }

    void moved(PathNames paths, VPath from, VPath to) {
        asked = paths.rebase(asked, from, to);
        real = paths.rebase(real, from, to);
    }

    boolean isClosed() {
        return closed;
    }

    /** Tells the listener, unless the watch has ended. */
    void tell(Change change) {
        if (closed) {
            return;
        }
        try {
            listener.accept(change);
        } catch (RuntimeException x) {
            LOG.error("A listener failed on {}", change, x);
        }
    }

    @Override
    public void close() {
        closed = true;
        hub.forget(this);
    }
}
