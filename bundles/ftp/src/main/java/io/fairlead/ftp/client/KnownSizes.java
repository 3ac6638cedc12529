// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.VPath;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How large the server said that files are, a moment ago. A server that then sends without an end is told by it from a
 * file that grows. Thread-safe.
 */
final class KnownSizes {
    private static final int MAX = 1_000;
    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** What a file may grow by while it is read, if it does not double. */
    private static final long GROWTH_BYTES = 64L << 20;

    private final Map<VPath, Known> known = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<VPath, Known> eldest) {
            return size() > MAX;
        }
    };

    private record Known(long size, long atNanos) {}

    synchronized void add(VPath file, long size) {
        known.put(file, new Known(size, System.nanoTime()));
    }

    /** It is about to be written, or gone. */
    synchronized void forget(VPath file) {
        known.remove(file);
    }

    /** What was told of it a moment ago; empty if nothing was. */
    synchronized OptionalLong get(VPath file) {
        Known size = known.get(file);
        boolean fresh = size != null && System.nanoTime() - size.atNanos() <= TRUSTED_NANOS;
        return fresh ? OptionalLong.of(size.size()) : OptionalLong.empty();
    }

    /** How many bytes of a file of this length may come before something is wrong. */
    static long mostOf(long announced) {
        long growth = Math.max(announced, GROWTH_BYTES);
        return announced > Long.MAX_VALUE - growth ? Long.MAX_VALUE : announced + growth;
    }
}
