// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Change;

/** Changes made through one storage's Exports, told to who watches. Paths are the storage's. Thread-safe. */
interface ChangeFeed {
    /** Whether anybody listens; one volatile read, so that a change nobody asked for costs no more. */
    boolean isWatched();

    /** Tells everybody; does not block, whatever they do. */
    void publish(Change change);

    void add(ChangeQueue listener);

    void remove(ChangeQueue listener);
}
