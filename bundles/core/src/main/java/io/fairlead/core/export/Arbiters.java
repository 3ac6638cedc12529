// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Storage;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.WeakHashMap;

/**
 * One {@link Arbiter} for each {@link Storage#storageId}, whatever is wrapped around the storage, so that all Exports of the
 * same files see each other. It is forgotten when no Export has such a storage any more. A storage without an id is one of
 * its own.
 */
final class Arbiters {
    private static final Map<Storage, String> UNNAMED = new WeakHashMap<>(); // guarded by the class, as the next
    private static final Map<String, Entry> ALL = new HashMap<>();

    private static final class Entry {
        final Arbiter arbiter;
        int exports;

        Entry(Arbiter arbiter) {
            this.arbiter = arbiter;
        }
    }

    private Arbiters() {}

    static synchronized Arbiter acquire(Storage storage) {
        String id = storage.storageId()
                .orElseGet(() -> UNNAMED.computeIfAbsent(storage, key -> "local:" + UUID.randomUUID()));
        Entry entry = ALL.computeIfAbsent(id, key -> new Entry(new Arbiter(key, storage.features())));
        entry.exports++;
        return entry.arbiter;
    }

    /** One more user of an arbiter that is in use; {@link #release} must follow. */
    static synchronized void retain(Arbiter arbiter) {
        Entry entry = ALL.get(arbiter.storageId);
        if (entry != null && entry.arbiter == arbiter) {
            entry.exports++;
        }
    }

    /** Whether that was the last user. */
    static synchronized boolean release(Arbiter arbiter) {
        Entry entry = ALL.get(arbiter.storageId);
        boolean last = entry != null && entry.arbiter == arbiter && --entry.exports == 0;
        if (last) {
            ALL.remove(arbiter.storageId);
            arbiter.layers.close();
        }
        return last;
    }
}
