// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshots that a tree connect has something open in: one view for all opens of a time. Thread-safe. */
public final class PastViews {
    private static final Logger LOG = LoggerFactory.getLogger(PastViews.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, View> views = new HashMap<>(); // guarded by lock

    /** @param living the view of the tree as it is; one whose storage was replaced is another */
    private record Key(ExportVolume living, Instant time) {}

    /** A view in use. */
    public static final class View {
        private final Key key;
        private final TreeConnect.Mount mount;
        private int users; // guarded by the lock

        private View(Key key, TreeConnect.Mount mount) {
            this.key = key;
            this.mount = mount;
        }

        public TreeConnect.Mount mount() {
            return mount;
        }
    }

    /**
     * The tree as it was, for one more user, who calls {@link #release} in the end.
     *
     * @throws StorageException as {@link ExportVolume#asOf}
     */
    View use(TreeConnect.Mount living, Instant time) throws StorageException {
        Key key = new Key(living.volume(), time);
        lock.lock();
        try {
            View view = views.get(key);
            if (view == null) {
                view = new View(key, past(living, time));
                views.put(key, view);
            }
            view.users++;
            return view;
        } finally {
            lock.unlock();
        }
    }

    private static TreeConnect.Mount past(TreeConnect.Mount living, Instant time) throws StorageException {
        Set<Storage.Feature> features = EnumSet.noneOf(Storage.Feature.class);
        features.addAll(living.features());
        features.remove(Storage.Feature.WRITE);
        return TreeConnect.Mount.of(living.export(), living.volume().asOf(time), features, time);
    }

    /** One user less; after the last one the view ends. */
    public void release(View view) {
        lock.lock();
        try {
            if (--view.users > 0) {
                return;
            }
            views.remove(view.key, view);
        } finally {
            lock.unlock();
        }
        try {
            view.mount.volume().close();
        } catch (StorageException e) {
            LOG.debug("closing a view of a snapshot", e);
        }
    }
}
