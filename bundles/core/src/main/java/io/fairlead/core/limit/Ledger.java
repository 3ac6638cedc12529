// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.limit;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What one holder has of each quantity. Thread-safe. */
public final class Ledger {
    private final Map<Quantity, AtomicInteger> taken = new EnumMap<>(Quantity.class);

    Ledger() {
        for (Quantity quantity : Quantity.values()) {
            taken.put(quantity, new AtomicInteger());
        }
    }

    boolean take(Quantity quantity, int count, Limits limits) {
        AtomicInteger held = taken.get(quantity);
        int now = held.addAndGet(count);
        if (now > limits.of(quantity) || now < 0) {
            held.addAndGet(-count);
            return false;
        }
        return true;
    }

    void give(Quantity quantity, int count) {
        taken.get(quantity).addAndGet(-count);
    }

    /** For consoles and tests. */
    public int taken(Quantity quantity) {
        return taken.get(quantity).get();
    }

    boolean isEmpty() {
        return taken.values().stream().allMatch(held -> held.get() == 0);
    }
}
