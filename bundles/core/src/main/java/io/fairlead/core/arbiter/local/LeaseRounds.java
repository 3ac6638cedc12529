// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.core.arbiter.LeaseBook;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The steps that wait for leases, until these have given up what stands against them. Guarded by the book's mutex. */
final class LeaseRounds {
    private final Condition settled;
    private final Map<Long, List<Awaited>> rounds = new HashMap<>();
    private long last = LeaseBook.NOTHING;

    /** What one step waits for of one lease. */
    record Awaited(HeldLease lease, int caching) {
        /** Whether the lease stands against the step. */
        boolean stands() {
            return (lease.state() & caching) != 0;
        }

        /** What else is being taken of it meanwhile is waited for, too, as Windows and Samba do. */
        boolean isOver() {
            return !stands() && !lease.isBreaking();
        }
    }

    LeaseRounds(ReentrantLock mutex) {
        this.settled = mutex.newCondition();
    }

    /** @param awaited changes as leases settle */
    long begin(List<Awaited> awaited) {
        if (awaited.isEmpty()) {
            return LeaseBook.NOTHING;
        }
        rounds.put(++last, awaited);
        return last;
    }

    boolean isOver(long round) {
        return !rounds.containsKey(round);
    }

    /** Which leases a step waits for still. */
    List<HeldLease> of(long round) {
        return rounds.getOrDefault(round, List.of()).stream()
                .map(Awaited::lease)
                .toList();
    }

    /** A lease may have lost what somebody waits for. */
    void settle(HeldLease lease) {
        if (!rounds.isEmpty()) {
            rounds.values().forEach(round -> round.removeIf(awaited -> awaited.lease == lease && awaited.isOver()));
            if (rounds.values().removeIf(List::isEmpty)) {
                wake();
            }
        }
    }

    /** Has those who wait look again. */
    void wake() {
        settled.signalAll();
    }

    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    void await(long nanos) throws InterruptedException {
        settled.awaitNanos(nanos);
    }

    int count() {
        return rounds.size();
    }
}
