// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.core.limit.Bounds;
import io.fairlead.core.limit.Quantity;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The calls of one session that wait for others: counted, and ended with the session. Thread-safe. */
final class Waits {
    private final Set<Patience> waiting = ConcurrentHashMap.newKeySet();
    private final Patience.Gate gate = this::begin;
    private final Bounds bounds;
    private final BooleanSupplier closed;
    private final Supplier<StorageException> gone;

    /**
     * @param closed whether the session has ended
     * @param gone why a call fails then
     */
    Waits(Bounds bounds, BooleanSupplier closed, Supplier<StorageException> gone) {
        this.bounds = bounds;
        this.closed = closed;
        this.gone = gone;
    }

    /** A call that may wait for others. */
    interface Call {
        void run() throws StorageException;
    }

    /** As {@link Call}, told how long. */
    interface PatientCall {
        void run(Patience patience) throws StorageException;
    }

    /** As {@link #during}, for a call that only the end of the session cancels. */
    void during(PatientCall call) throws StorageException {
        Patience patience = Patience.of(Arbiter.LONGEST_CLOSE);
        during(patience, () -> call.run(patience));
    }

    /** Runs it so that its wait is counted, and ends with the session. */
    void during(Patience patience, Call call) throws StorageException {
        patience.through(gate);
        try {
            call.run();
        } catch (StorageException e) {
            if (e.reason() == Reason.CANCELLED && closed.getAsBoolean()) {
                throw gone.get();
            }
            throw e;
        } finally {
            if (patience.hasWaited() && waiting.remove(patience)) {
                bounds.give(Quantity.WAITS, 1);
            }
        }
    }

    private void begin(Patience patience) throws StorageException {
        bounds.take(Quantity.WAITS);
        waiting.add(patience);
        if (closed.getAsBoolean()) {
            patience.cancel();
        }
    }

    /** Ends them all; later ones end when they come to their wait. */
    void cancel() {
        waiting.forEach(Patience::cancel);
    }
}
