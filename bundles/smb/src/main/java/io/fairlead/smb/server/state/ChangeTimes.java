// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * ChangeTime as clients have set it ([MS-FSCC] 2.4.7), which no storage keeps: of the last files it was set of, until
 * something changes them. Thread-safe.
 */
public final class ChangeTimes {
    private static final int MOST = 4096;

    private record Key(long export, NodeId file) {}

    /**
     * What is told.
     *
     * @param real the storage's own, as long as which nothing has changed the file
     */
    private record Set(Instant told, Instant real) {}

    private final Map<Key, Set> sets = new LinkedHashMap<>(); // guarded by this
    private volatile boolean empty = true;

    /** A client has set it, and the file is now as {@code file} says. */
    synchronized void set(long export, Attributes file, Instant told) {
        Key key = new Key(export, file.id());
        sets.remove(key); // and in again, as the youngest
        sets.put(key, new Set(told, file.changed()));
        if (sets.size() > MOST) {
            sets.remove(sets.keySet().iterator().next());
        }
        empty = false;
    }

    /** What to tell of a file. */
    Instant of(long export, Attributes file) {
        if (empty) {
            return file.changed();
        }
        synchronized (this) {
            Set set = sets.get(new Key(export, file.id()));
            return set != null && set.real.equals(file.changed()) ? set.told : file.changed();
        }
    }
}
