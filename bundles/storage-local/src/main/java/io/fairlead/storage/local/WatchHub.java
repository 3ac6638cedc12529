// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import java.io.IOException;
import java.util.function.Consumer;

/** TODO */
final class WatchHub implements AutoCloseable {
    WatchHub(LocalStorage storage, String name) {}

    Watch.Subscription watch(VPath directory, boolean recursive, Consumer<Change> listener) throws IOException {
        throw new UnsupportedOperationException();
    }

    void moved(VPath from, VPath to) {}

    @Override
    public void close() {}
}
