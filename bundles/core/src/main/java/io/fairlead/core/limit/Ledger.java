// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.limit;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** What one holder has of each quantity. Thread-safe. */
public final class Ledger {
    private final AtomicIntegerArray taken = new AtomicIntegerArray(Quantity.values().length);

    boolean take(Quantity quantity, int count, Limits limits) {
        int index = quantity.ordinal();
        int now = taken.addAndGet(index, count);
        if (now > limits.of(quantity) || now < 0) {
            taken.addAndGet(index, -count);
            return false;
        }
        return true;
    }

    void give(Quantity quantity, int count) {
        taken.addAndGet(quantity.ordinal(), -count);
    }

    /** For consoles and tests. */
    public int taken(Quantity quantity) {
        return taken.get(quantity.ordinal());
    }

    boolean isEmpty() {
        for (int i = 0; i < taken.length(); i++) {
            if (taken.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
