// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Storage;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * One {@link Arbiter} for each storage, so that two Exports of it see each other. It is forgotten when no Export has the
 * storage any more; should the same storage come again, it starts afresh. Two storages over the same files are two.
 */
final class Arbiters {
    private static final Map<Storage, Entry> ALL = new WeakHashMap<>(); // guarded by the class

    private static final class Entry {
        final WeakReference<Arbiter> arbiter; // which refers to the storage: held fast, neither would ever go
        int exports;

        Entry(Arbiter arbiter) {
            this.arbiter = new WeakReference<>(arbiter);
        }
    }

    private Arbiters() {}

    static synchronized Arbiter acquire(Storage storage) {
        Entry entry = ALL.get(storage);
        Arbiter arbiter = entry == null ? null : entry.arbiter.get();
        if (arbiter == null) {
            arbiter = new Arbiter(storage);
            entry = new Entry(arbiter);
            ALL.put(storage, entry);
        }
        entry.exports++;
        return arbiter;
    }

    static synchronized void release(Arbiter arbiter) {
        Entry entry = ALL.get(arbiter.storage());
        if (entry != null && entry.arbiter.get() == arbiter && --entry.exports == 0) {
            ALL.remove(arbiter.storage());
        }
    }
}
