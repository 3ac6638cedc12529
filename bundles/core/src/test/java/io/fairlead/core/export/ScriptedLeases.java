// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.core.arbiter.FileKey;
import io.fairlead.core.arbiter.LeaseBook;
import io.fairlead.core.arbiter.OpenRecord;
import io.fairlead.core.arbiter.UserLease;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A lease book that writes down what it is asked, and breaks what a test says. Guarded by its monitor. */
final class ScriptedLeases implements LeaseBook {
    record Ask(FileKey file, Step step, Optional<Lease.Key> own) {}

    record Granted(OpenRecord open, Lease.Request request, Lease.Holder holder) {}

    final List<Ask> asks = new CopyOnWriteArrayList<>();
    final List<Granted> granted = new CopyOnWriteArrayList<>();
    final List<OpenId> closed = new CopyOnWriteArrayList<>();
    final List<Lease.Holder> handedOver = new CopyOnWriteArrayList<>();
    private final Set<Step> blocked = EnumSet.noneOf(Step.class);
    private final Set<Long> standing = new HashSet<>();
    private final List<Thread> waiting = new ArrayList<>();
    private long last;

    /** From now on a step has to wait, once, until {@link #acknowledge}. */
    synchronized void block(Step step) {
        blocked.add(step);
    }

    synchronized void acknowledge() {
        standing.clear();
        notifyAll();
    }

    synchronized int waiting() {
        return waiting.size();
    }

    @Override
    public boolean inForce() {
        return true;
    }

    @Override
    public void mayHold(FileKey file, UserLease key) {}

    @Override
    public synchronized long before(FileKey file, Step step, Optional<UserLease> own) {
        asks.add(new Ask(file, step, own.map(UserLease::key)));
        if (!blocked.remove(step)) {
            return NOTHING;
        }
        standing.add(++last);
        return last;
    }

    @Override
    public void await(long broken, Patience patience) throws StorageException {
        patience.announce();
        try (Patience.Wait wait = patience.begin(this::wake)) {
            awaitEnd(broken, wait);
        } catch (InterruptedException e) {
            throw new StorageException(Reason.UNAVAILABLE, "interrupted", e);
        }
    }

    private synchronized void awaitEnd(long broken, Patience.Wait wait) throws InterruptedException, StorageException {
        waiting.add(Thread.currentThread());
        try {
            while (standing.contains(broken)) {
                if (wait.isOver()) {
                    throw new StorageException(wait.isCancelled() ? Reason.CANCELLED : Reason.IN_USE, "a lease stands");
                }
                wait(1 + wait.nanosLeft() / 1_000_000);
            }
        } finally {
            waiting.remove(Thread.currentThread());
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    @Override
    public Optional<Lease> grant(OpenRecord open, Lease.Request request, Lease.Holder holder) {
        granted.add(new Granted(open, request, holder));
        return Optional.of(new Given(request));
    }

    @Override
    public void handOver(OpenRecord open, Lease.Holder holder) {
        handedOver.add(holder);
    }

    @Override
    public void parked(OpenRecord open, Lease.Holder lot) {}

    @Override
    public Set<Lease.Caching> held(OpenRecord open) {
        return Set.of();
    }

    @Override
    public void renamed(FileKey from, FileKey to) {}

    @Override
    public void closed(OpenRecord open) {
        closed.add(open.id());
    }

    private record Given(Lease.Request request) implements Lease {
        @Override
        public Key key() {
            return request.key();
        }

        @Override
        public Set<Caching> state() {
            return request.wanted();
        }

        @Override
        public boolean isBreaking() {
            return false;
        }

        @Override
        public boolean isCounted() {
            return request.epoch().isPresent();
        }

        @Override
        public int epoch() {
            return 1;
        }

        @Override
        public Answer acknowledge(Set<Caching> kept) {
            return Answer.NOT_BREAKING;
        }
    }
}
