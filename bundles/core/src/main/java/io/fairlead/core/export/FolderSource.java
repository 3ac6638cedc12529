// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.arbiter.ChangeFeed;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where {@link FolderReports} hears of its folder: the feed of our own changes, and the watch of the storage, if it has one. It
 * keeps the volume of the session that began it, which may end before. Thread-safe.
 */
final class FolderSource {
    private static final Logger LOG = LoggerFactory.getLogger(FolderSource.class);

    /** Who hears. */
    interface Listener {
        /** Called before all others. */
        void begins(boolean reported);

        void before(ChangeFeed.Past past);

        void own(ChangeFeed.Numbered told);

        void reported(Change change);
    }

    private final ChangeFeed changes;
    private final boolean recursive;
    private final Listener listener;
    private final ReentrantLock starting = new ReentrantLock(); // held while the storage's watch begins or ends
    private Mounted view; // guarded by it, as the next ones; null until it has begun
    private NodeId id;
    private Watch.Subscription own;
    private Watch.Subscription outside;

    FolderSource(ChangeFeed changes, boolean recursive, Listener listener) {
        this.changes = changes;
        this.recursive = recursive;
        this.listener = listener;
    }

    /**
     * Begins, unless it has begun.
     *
     * @param folder where the folder is now
     * @return false if another folder is there than was when it began
     * @throws StorageException as {@link Watch#watch}; the next one may try again
     */
    boolean begin(Mounted by, Supplier<VPath> folder) throws StorageException {
        VPath at;
        NodeId watched;
        starting.lock();
        try {
            at = folder.get();
            if (view == null) {
                start(by, at);
                return true;
            }
            watched = id;
        } finally {
            starting.unlock();
        }
        return id(by, at).equals(watched);
    }

    private void start(Mounted by, VPath at) throws StorageException {
        boolean begun = false;
        try {
            Optional<Watch> watch = by.volume().extension(Watch.class);
            listener.begins(watch.isPresent());
            own = changes.subscribe(new ChangeFeed.Interest(at, recursive), listener::before, listener::own);
            id = id(by, at);
            if (watch.isPresent()) {
                outside = watch.get().watch(at, recursive, listener::reported);
                if (!id(by, at).equals(id)) {
                    throw new StorageException(Reason.STALE, at + ": was exchanged");
                }
            }
            by.retain(); // not before: a session that ends meanwhile ends the beginning, too
            view = by;
            begun = true;
        } finally {
            if (!begun) {
                endHeld();
            }
        }
    }

    private static NodeId id(Mounted by, VPath path) throws StorageException {
        Attributes found = by.volume().attributes(path, Links.ITSELF);
        if (found.kind() != Attributes.Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_DIRECTORY, path);
        }
        return found.id();
    }

    void end() {
        starting.lock();
        try {
            endHeld();
        } finally {
            starting.unlock();
        }
    }

    /** Ours last: what we do is remembered only while somebody listens, and is to be known as long as the storage tells. */
    private void endHeld() {
        if (outside != null) {
            outside.close();
            outside = null;
        }
        if (own != null) {
            own.close();
            own = null;
        }
        Mounted mounted = view;
        view = null;
        if (mounted != null) {
            try {
                mounted.release();
            } catch (StorageException e) {
                LOG.debug("Closing the volume that a folder was watched by failed", e);
            }
        }
    }
}
