// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.VPath;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Directories seen lately, so that a missing file can be told from a missing parent without asking the server about the
 * parent each time. Thread-safe.
 */
final class KnownDirectories {
    private static final int MAX = 1_000;
    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<VPath, Long> seen = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<VPath, Long> eldest) {
            return size() > MAX;
        }
    };

    synchronized void add(VPath directory) {
        seen.put(directory, System.nanoTime());
    }

    synchronized boolean contains(VPath directory) {
        Long at = seen.get(directory);
        return at != null && System.nanoTime() - at < TRUSTED_NANOS;
    }

    /** Forgets it and everything below: it was deleted or renamed. */
    synchronized void forget(VPath directory) {
        seen.keySet().removeIf(d -> d.startsWith(directory));
    }
}
