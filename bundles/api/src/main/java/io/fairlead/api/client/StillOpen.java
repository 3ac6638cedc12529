// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.client;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What is open of something that shall end when nothing is open any more, such as a client whose bundle goes while an upload
 * is under way. Thread-safe.
 */
public final class StillOpen {
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>()); // guarded by this
    private Runnable end; // likewise; null before it is retired, and after it has ended

    /** This is open now. */
    public synchronized void opened(Object what) {
        open.add(what);
    }

    /** This is closed, and all that follows from that is done. Idempotent. */
    public void closed(Object what) {
        Runnable now;
        synchronized (this) {
            open.remove(what);
            now = due();
        }
        run(now);
    }

    /**
     * Ends it now if nothing is open, else when the last is closed.
     *
     * @param atLast what ends it; called with no lock held, once at most, by whoever closes the last
     */
    public void retire(Runnable atLast) {
        Runnable now;
        synchronized (this) {
            end = atLast;
            now = due();
        }
        run(now);
    }

    private Runnable due() {
        if (!open.isEmpty()) {
            return null;
        }
        Runnable due = end;
        end = null;
        return due;
    }

    private static void run(Runnable end) {
        if (end != null) {
            end.run();
        }
    }
}
