// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.LeaseKeyInUse;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.core.arbiter.FileKey;
import io.fairlead.core.arbiter.LeaseBook;
import io.fairlead.core.arbiter.OpenRecord;
import io.fairlead.core.arbiter.UserLease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases in this process. One mutex guards them; under it the table of opens is asked, and nothing else. Clients are told
 * with no lock held ({@link LeaseNews}). No timer runs: who waits for a break, or looks at the lease, sees that its time is
 * over.
 *
 * <p>A lease is written down before the table is asked who else has the file open, and an open is in the table before it
 * asks for leases that stand against it. So of two that come at once, one sees the other.
 */
public final class LocalLeaseBook implements LeaseBook {
    private static final Logger LOG = LoggerFactory.getLogger(LocalLeaseBook.class);
    private static final long BREAK_NANOS = Lease.BREAK_TIMEOUT.toNanos();

    private final LocalOpens opens;
    private final LongSupplier clock;
    private final ReentrantLock mutex = new ReentrantLock();
    private final LeaseRounds rounds = new LeaseRounds(mutex);
    private final LeaseNews news = new LeaseNews();
    private final ConcurrentMap<FileKey, List<HeldLease>> files = new ConcurrentHashMap<>(); // asked without the mutex
    private final Map<UserLease, HeldLease> keys = new HashMap<>();
    private volatile boolean inForce;

    /** @param opens who has what open */
    public LocalLeaseBook(LocalOpens opens) {
        this(opens, System::nanoTime);
    }

    /** @param clock nanoseconds; who moves it calls {@link #wake} */
    LocalLeaseBook(LocalOpens opens, LongSupplier clock) {
        this.opens = opens;
        this.clock = clock;
    }

    @Override
    public boolean inForce() {
        return inForce;
    }

    /** Breaks that somebody may wait for. */
    int rounds() {
        mutex.lock();
        try {
            return rounds.count();
        } finally {
            mutex.unlock();
        }
    }

    private long untilBroken() {
        return clock.getAsLong() + BREAK_NANOS;
    }

    @Override
    public void mayHold(FileKey file, UserLease key) throws StorageException {
        mutex.lock();
        try {
            HeldLease held = keys.get(key);
            if (held != null && !held.file.equals(file)) {
                throw new LeaseKeyInUse();
            }
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public long before(FileKey file, Step step, Optional<UserLease> own) {
        if (step == Step.LOOK || !files.containsKey(file)) {
            return NOTHING;
        }
        long round;
        mutex.lock();
        try {
            List<LeaseRounds.Awaited> awaited = new ArrayList<>(1);
            for (HeldLease lease : files.getOrDefault(file, List.of())) {
                if (own.isPresent() && own.get().equals(lease.id) && !(step == Step.WRITE && lease.isLevelTwo())) {
                    continue;
                }
                takeAwayOverdue(lease);
                int lost = LeaseRules.lost(step, lease.kind);
                if ((lease.state() & lost) != 0) {
                    lease.lose(lost, untilBroken());
                    LeaseRounds.Awaited one = new LeaseRounds.Awaited(lease, lost & LeaseRules.awaited(step));
                    if (one.stands()) {
                        awaited.add(one);
                    }
                }
            }
            round = rounds.begin(awaited);
        } finally {
            mutex.unlock();
        }
        news.tell();
        return round;
    }

    @Override
    public void await(long broken, Patience patience) throws StorageException {
        if (isOver(broken)) {
            return;
        }
        if (!patience.allowsWaiting()) {
            throw stands();
        }
        patience.announce();
        mutex.lock();
        try (Patience.Wait wait = patience.begin(this::wake)) {
            for (long left = look(broken); !rounds.isOver(broken); left = look(broken)) {
                if (wait.isCancelled()) {
                    throw new StorageException(Reason.CANCELLED, "the wait for a lease was cancelled");
                }
                if (wait.nanosLeft() <= 0) {
                    throw stands();
                }
                rounds.await(Math.min(left, wait.nanosLeft()));
            }
        } catch (InterruptedException e) { // nobody cancels so: the thread is being given up
            Thread.currentThread().interrupt();
            throw new StorageException(Reason.UNAVAILABLE, "interrupted while waiting for a lease", e);
        } finally {
            mutex.unlock();
        }
    }

    private boolean isOver(long broken) {
        mutex.lock();
        try {
            look(broken);
            return rounds.isOver(broken);
        } finally {
            mutex.unlock();
        }
    }

    private static StorageException stands() {
        return new StorageException(Reason.IN_USE, "a client has not given up its lease yet");
    }

    /** Takes away what is overdue of a round; nanoseconds until there is more. */
    private long look(long broken) {
        long least = Long.MAX_VALUE;
        for (HeldLease lease : rounds.of(broken)) {
            takeAwayOverdue(lease);
            least = Math.min(least, lease.nanosLeft(clock.getAsLong()));
        }
        return least;
    }

    /** Has those who wait look again. */
    void wake() {
        mutex.lock();
        try {
            rounds.wake();
        } finally {
            mutex.unlock();
        }
    }

    private void takeAwayOverdue(HeldLease lease) {
        if (lease.nanosLeft(clock.getAsLong()) <= 0) {
            LOG.debug("A lease is taken away: its client has not answered the break in time");
            lease.takeAway();
            rounds.settle(lease);
        }
    }

    @Override
    public Optional<Lease> grant(OpenRecord open, Lease.Request request, Lease.Holder holder) throws StorageException {
        mutex.lock();
        try {
            Entry entry = opens.entry(open.id());
            UserLease id = new UserLease(open.owner().user(), request.key());
            HeldLease held = keys.get(id);
            if (held != null && !held.file.equals(entry.file())) {
                throw new LeaseKeyInUse();
            }
            if (held != null) {
                takeAwayOverdue(held);
                held.join(open.id(), holder);
                upgrade(held, entry, request.wanted());
                return Optional.of(new LocalLease(this, held));
            }
            HeldLease made = new HeldLease(id, request, entry.file(), news);
            made.join(open.id(), holder);
            writeDown(made);
            made.begin(grantable(made, entry, request.wanted()));
            return Optional.of(new LocalLease(this, made));
        } finally {
            mutex.unlock();
        }
    }

    /** [MS-SMB2] 3.3.5.9.8: all that is asked for, and nothing of what there is given up; else it stays as it is. */
    private void upgrade(HeldLease held, Entry entry, Set<Lease.Caching> wanted) throws StorageException {
        int asked = LeaseRules.legal(LeaseRules.bits(wanted));
        boolean more = (asked & held.state()) == held.state();
        if (more && grantable(held, entry, wanted) == asked) {
            held.add(asked);
        }
    }

    private void writeDown(HeldLease lease) {
        inForce = true;
        keys.put(lease.id, lease);
        files.computeIfAbsent(lease.file, file -> new ArrayList<>(1)).add(lease);
    }

    private void strike(HeldLease lease) {
        keys.remove(lease.id);
        withdraw(lease);
        inForce = !keys.isEmpty();
        rounds.settle(lease);
    }

    private void withdraw(HeldLease lease) {
        List<HeldLease> all = files.get(lease.file);
        all.remove(lease);
        if (all.isEmpty()) {
            files.remove(lease.file);
        }
    }

    /** [MS-FSA] 2.1.5.18.1 and .2. */
    private int grantable(HeldLease lease, Entry entry, Set<Lease.Caching> wanted) throws StorageException {
        int granted = entry.quiet() ? LeaseRules.legal(LeaseRules.bits(wanted)) : LeaseRules.NONE;
        boolean oplock = lease.kind == Lease.Kind.OPLOCK;
        for (HeldLease other : files.get(lease.file)) {
            takeAwayOverdue(other);
            int state = other.state();
            if (other == lease || state == LeaseRules.NONE) {
                continue;
            }
            if ((state & LeaseRules.WRITE) != 0 || (oplock && (state & LeaseRules.HANDLE) != 0)) {
                return LeaseRules.NONE;
            }
            granted &= other.kind == Lease.Kind.OPLOCK ? LeaseRules.READ : ~LeaseRules.WRITE;
        }
        if (opens.isOpenBeside(entry, lease.id)) {
            granted &= ~LeaseRules.WRITE;
        }
        return oplock && (granted & LeaseRules.WRITE) == 0 ? granted & LeaseRules.READ : granted;
    }

    @Override
    public void handOver(OpenRecord open, Lease.Holder holder) {
        change(open, lease -> lease.handOver(open.id(), holder));
    }

    @Override
    public void parked(OpenRecord open, Lease.Holder lot) {
        change(open, lease -> lease.park(open.id(), lot));
    }

    @Override
    public Set<Lease.Caching> held(OpenRecord open) {
        mutex.lock();
        try {
            HeldLease lease = open.lease().map(keys::get).orElse(null);
            return lease == null ? Set.of() : LeaseRules.set(lease.state());
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void closed(OpenRecord open) {
        change(open, lease -> {
            if (lease.leave(open.id()) && lease.hasEnded()) {
                strike(lease);
            }
        });
    }

    private void change(OpenRecord open, Consumer<HeldLease> act) {
        if (open.lease().isEmpty()) {
            return;
        }
        mutex.lock();
        try {
            HeldLease lease = keys.get(open.lease().get());
            if (lease != null) {
                act.accept(lease);
            }
        } finally {
            mutex.unlock();
        }
        news.tell();
    }

    @Override
    public void renamed(FileKey from, FileKey to) {
        mutex.lock();
        try {
            List<HeldLease> moved = files.getOrDefault(from, List.of());
            for (HeldLease lease : List.copyOf(moved)) {
                withdraw(lease);
                lease.file = to;
                writeDown(lease);
            }
        } finally {
            mutex.unlock();
        }
    }

    <T> T look(HeldLease lease, Function<HeldLease, T> at) {
        mutex.lock();
        try {
            takeAwayOverdue(lease);
            return at.apply(lease);
        } finally {
            mutex.unlock();
        }
    }

    Lease.Answer acknowledge(HeldLease lease, Set<Lease.Caching> kept) {
        Lease.Answer answer;
        mutex.lock();
        try {
            takeAwayOverdue(lease);
            answer = lease.acknowledge(LeaseRules.bits(kept), untilBroken());
            rounds.settle(lease);
        } finally {
            mutex.unlock();
        }
        news.tell();
        return answer;
    }
}
