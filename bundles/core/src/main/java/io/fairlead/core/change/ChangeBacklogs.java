// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.change;

import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The readers of one storage's changes, who hold up those who make them. Thread-safe. */
public final class ChangeBacklogs {
    private final List<ChangeBacklog> all = new CopyOnWriteArrayList<>();

    void add(ChangeBacklog backlog) {
        all.add(backlog);
    }

    void remove(ChangeBacklog backlog) {
        all.remove(backlog);
    }

    /**
     * Waits until every reader who will hear of a change there has room for it, or has lost its right to be waited for. Called
     * with nothing held, before anything is changed.
     *
     * @param path in the storage
     * @throws StorageException {@code CANCELLED}, {@code TOO_MANY}
     */
    public void awaitRoom(VPath path, Patience patience) throws StorageException {
        for (ChangeBacklog backlog : all) {
            backlog.awaitRoom(path, patience);
        }
    }
}
