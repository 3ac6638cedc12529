// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.auth.AddressRange;
import java.util.HashMap;
import java.util.Map;

/**
 * Bytes of blocks that may be in memory at one time: in all, and half of that for the clients of one network, so that
 * nobody takes it from everybody. Thread-safe.
 */
final class MemoryBudget {
    private static final int SHARE = 2;

    private final long most;
    private final Map<AddressRange, Long> perNetwork = new HashMap<>(); // guarded by this
    private long inUse; // guarded by this

    MemoryBudget(long most) {
        this.most = most;
    }

    /** Takes {@code bytes}; false if there are not that many left. */
    synchronized boolean take(AddressRange network, int bytes) {
        long own = perNetwork.getOrDefault(network, 0L) + bytes;
        if (inUse + bytes > most || own > most / SHARE) {
            return false;
        }
        inUse += bytes;
        perNetwork.put(network, own);
        return true;
    }

    /** Gives back what was taken. */
    synchronized void give(AddressRange network, int bytes) {
        inUse -= bytes;
        perNetwork.computeIfPresent(network, (key, own) -> own > bytes ? own - bytes : null);
    }

    synchronized long inUse() {
        return inUse;
    }
}
