// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.export.Lease;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Breaks that are to be told, in their order, with no lock held. Thread-safe. */
final class LeaseNews {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseNews.class);

    private final Queue<Runnable> untold = new ConcurrentLinkedQueue<>();
    private final AtomicInteger tellers = new AtomicInteger();

    /** Notes one; the caller keeps the order by its lock, and calls {@link #tell} when it holds none. */
    void add(Lease.Holder holder, Lease.Broken broken) {
        untold.add(() -> holder.breaking(broken));
    }

    /** Tells all there are. While another thread tells, that one goes on with what has come, and this one does not wait. */
    void tell() {
        if (untold.isEmpty() || tellers.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            for (Runnable next = untold.poll(); next != null; next = untold.poll()) {
                run(next);
            }
            seen = tellers.addAndGet(-seen);
        } while (seen != 0);
    }

    private static void run(Runnable telling) {
        try {
            telling.run();
        } catch (RuntimeException e) { // of a protocol with a fault: the others are to be told all the same
            LOG.error("Telling a client of a broken lease failed", e);
        }
    }
}
