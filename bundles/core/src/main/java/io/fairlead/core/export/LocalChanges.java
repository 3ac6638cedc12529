// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Change;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Listeners in this process. */
final class LocalChanges implements ChangeFeed {
    private final List<ChangeQueue> listeners = new CopyOnWriteArrayList<>();

    @Override
    public boolean isWatched() {
        return !listeners.isEmpty();
    }

    @Override
    public void publish(Change change) {
        for (ChangeQueue listener : listeners) {
            listener.own(change);
        }
    }

    @Override
    public void add(ChangeQueue listener) {
        listeners.add(listener);
    }

    @Override
    public void remove(ChangeQueue listener) {
        listeners.remove(listener);
    }
}
