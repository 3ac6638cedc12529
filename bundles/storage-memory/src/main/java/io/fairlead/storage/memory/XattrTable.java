// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Xattrs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The extended attributes of one file or directory. Guarded by itself. */
final class XattrTable {
    private final Budget budget;
    private Map<String, byte[]> byName = Map.of();

    XattrTable(Budget budget) {
        this.budget = budget;
    }

    synchronized Map<String, byte[]> get() {
        Map<String, byte[]> copy = new LinkedHashMap<>();
        byName.forEach((name, value) -> copy.put(name, value.clone()));
        return copy;
    }

    synchronized void set(Map<String, byte[]> changes) throws StorageException {
        TreeMap<String, byte[]> next = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        next.putAll(byName);
        for (Map.Entry<String, byte[]> change : changes.entrySet()) {
            Xattrs.checkName(change.getKey());
            if (change.getValue() == null) {
                next.remove(change.getKey());
            } else {
                next.put(change.getKey(), change.getValue().clone()); // a name that is there keeps its letters
            }
        }
        long bytes = Xattrs.bytes(next);
        if (bytes > Xattrs.LARGEST_BYTES) {
            throw new StorageException(Reason.NO_SPACE, bytes + " bytes of extended attributes");
        }
        budget.take(bytes - Xattrs.bytes(byName));
        byName = next;
    }

    /** The owner is gone. */
    synchronized void free() {
        budget.give(Xattrs.bytes(byName));
        byName = Map.of();
    }
}
