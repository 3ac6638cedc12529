// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.tftp.channel.Watchdog;

/**
 * Whether a request that comes again while its transfer goes on is a copy of the first one, or the client's next one: the
 * client's last packet of this transfer may lie in the transfer's own socket, which another thread looks after. What
 * follows tells. If the transfer ends before it has sent anything more, it had ended for the client; and a client that
 * had answered once and is silent now has begun anew. Otherwise the request was a copy. Thread-safe.
 */
final class Doubt implements Watchdog.Watched {
    private static final long LONGEST_NANOS = 100_000_000;
    private static final long LONGEST_SHARED_NANOS = 500_000_000;
    private static final long CROSSING_NANOS = 20_000_000; // what was under way when the request came is heard by then
    private static final int CROSSING_BLOCKS = 1;
    private static final long PROMPT_NANOS = 200_000_000;

    private final ServedTransfer present;
    private final boolean sharedPort; // where packets of a client come in order, and the one ends the other
    private volatile ServedTransfer later; // null while there is no doubt; written under this
    private volatile long since;
    private volatile long blocks; // that had arrived by then
    private volatile boolean answered; // whether the client had

    Doubt(ServedTransfer present) {
        this.present = present;
        this.sharedPort = present.facilities.settings.singlePort();
    }

    /** {@code request}, from the same client, {@linkplain ServedTransfer#resembles resembles} the present one. */
    void raise(ServedTransfer request) {
        synchronized (this) {
            if (later != null || present.running() == null) { // there was no answer yet that it could follow
                isCopy();
                return;
            }
            since = request.startedAt();
            blocks = present.running().blocks();
            answered = present.established();
            later = request;
        }
        present.facilities.watchdog.watch(this);
        if (present.hasEnded()) {
            ended();
        }
    }

    @Override
    public long deadline() {
        return since + (sharedPort && answered ? LONGEST_SHARED_NANOS : LONGEST_NANOS);
    }

    @Override
    public void overdue(long now) {
        if (present.established()) {
            boolean possible = answered || !sharedPort; // it had answered before that request
            decide(possible
                    && present.heardAt() - since <= CROSSING_NANOS
                    && present.running().blocks() - blocks <= CROSSING_BLOCKS);
        } else { // a client that missed the answer, or was reset, is not kept waiting
            present.running().prompt(since - PROMPT_NANOS, now);
            decide(present.hasEnded());
        }
    }

    /** The present transfer has ended. */
    void ended() {
        if (later != null) {
            decide(present.running().sentAt() - since <= 0);
        }
    }

    private void decide(boolean anew) {
        ServedTransfer request;
        synchronized (this) {
            request = later;
            later = null;
        }
        if (request == null) {
            return;
        }
        present.facilities.watchdog.forget(this);
        if (anew) {
            present.reception.admit(request, present);
        } else {
            isCopy();
        }
    }

    private void isCopy() {
        present.facilities.counters.duplicates.increment();
    }
}
