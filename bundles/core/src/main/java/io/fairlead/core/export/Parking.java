// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.Background;
import io.fairlead.core.arbiter.ParkingLot;
import io.fairlead.core.limit.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens that wait for their client to come back: how they are put aside, taken back, and ended.
 *
 * @param arbiter of the storage
 */
record Parking(Arbiter arbiter) {
    private static final Logger LOG = LoggerFactory.getLogger(Parking.class);
    private static final Duration LONGEST = Duration.ofMinutes(5); // [MS-SMB2] 3.3.5.9.10

    /**
     * Puts an open aside that no session has any more; when this fails it is the session's as before.
     *
     * @param timeout until it is closed; longer than five minutes is five minutes
     */
    void park(LocalOpen open, ParkingLot.Parked parked, Duration timeout) throws StorageException {
        Duration bounded = timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
        arbiter.locks.cancelWaiting(open.id);
        open.bounds().takeShared(Quantity.PARKED);
        open.leaveSession();
        Lease.Holder client = open.holder();
        open.holder(null);
        Object time = new Object();
        boolean waits = false;
        open.park(time); // before anybody can take it
        try {
            arbiter.opens.park(open.id, true, parked.persistent());
            if (open.lease().isPresent()) {
                arbiter.leases.parked(parked.open(), broken -> broken(open, parked.persistent(), broken));
            }
            arbiter.parking.park(parked, bounded);
            waits = true;
        } catch (StorageException e) {
            if (open.unpark(time)) {
                throw e;
            }
            waits = true; // long enough for somebody to have it already
        } finally {
            if (!waits) {
                open.unpark(time);
                goesOn(open, client);
            }
        }
        if (!open.isParked()) { // somebody has it already, perhaps before it was in the lot
            arbiter.owed.insist(() -> removeFromLot(open));
        }
        OpenId id = open.id;
        Future<?> unused = Background.after(bounded, () -> {
            sweep();
            find(id).filter(late -> late.unpark(time)).ifPresent(arbiter::discard); // one that the lot has lost
        });
        open.lease()
                .filter(Lease::isBreaking)
                .ifPresent(
                        lease -> { // before it could be evicted
                            Background.run(() -> giveUp(open, parked.persistent(), lease));
                        });
    }

    /** Takes {@link #park} back; the tables that can't be told now are told later, unless it is parked again by then. */
    private void goesOn(LocalOpen open, Lease.Holder client) throws StorageException {
        open.holder(client);
        arbiter.owed.insist(() -> removeFromLot(open));
        arbiter.owed.insist(() -> {
            if (!open.isParked()) {
                arbiter.opens.park(open.id, false, false);
            }
        });
        arbiter.owed.insist(() -> {
            if (open.lease().isPresent() && !open.isParked()) {
                arbiter.leases.handOver(open.record(), open.holder());
            }
        });
        open.join(open.bounds());
    }

    private void removeFromLot(LocalOpen open) throws StorageException {
        if (!open.isParked()) {
            arbiter.parking.evict(open.id);
        }
    }

    /** [MS-SMB2] 3.3.4.7: nobody is there to answer, so that the open gives way. */
    private void broken(LocalOpen open, boolean persistent, Lease.Broken broken) {
        if (broken.acknowledge()) {
            Background.run(() -> open.lease().ifPresent(lease -> giveUp(open, persistent, lease)));
        }
    }

    /** A persistent open stays, and keeps nothing of its lease that it was asked for. A lot that can't be told now is told later. */
    private void giveUp(LocalOpen open, boolean persistent, Lease lease) {
        if (persistent) {
            arbiter.owed.insist(() -> lease.acknowledge(Set.of()));
        } else {
            arbiter.owed.insist(() -> arbiter.parking.evict(open.id));
            end(open); // nobody is to wait for the lot
        }
    }

    /** As {@link io.fairlead.api.export.Export#parked}. */
    ParkedOpen.Waiting look(ParkedOpen.Key key, ArbitratedVolume asking) throws StorageException {
        asking.refuseClosed();
        arbiter.refuseUntenured();
        ParkingLot.Parked parked =
                arbiter.parking.look(key, asking.export().name(), asking.user().name());
        LocalOpen open = open(parked);
        VPath known = asking.inExport(arbiter.opens.path(open.id));
        return new ParkedOpen.Waiting(
                known == null ? VPath.ROOT : known,
                open.stream(),
                parked.state().clone());
    }

    /** As {@link io.fairlead.api.export.Export#parked(String, io.fairlead.api.export.ExportVolume)}. */
    List<ParkedOpen.Listed> list(String protocol, ArbitratedVolume asking) throws StorageException {
        asking.refuseClosed();
        arbiter.refuseUntenured();
        List<ParkedOpen.Listed> all = new ArrayList<>();
        for (ParkingLot.Parked parked : arbiter.parking.ofExport(asking.export().name())) {
            Optional<LocalOpen> open = arbiter.find(parked.open().id());
            if (!parked.key().protocol().equals(protocol) || open.isEmpty()) {
                continue;
            }
            VPath path = asking.inExport(arbiter.opens.path(open.get().id));
            if (path != null) {
                byte[] state = parked.state().clone();
                all.add(new ParkedOpen.Listed(parked.key(), new ParkedOpen.Waiting(path, open.get().stream(), state)));
            }
        }
        return all;
    }

    /** As {@link io.fairlead.api.export.Export#closeParked}. */
    boolean close(ParkedOpen.Key key, ArbitratedVolume asking) throws StorageException {
        asking.refuseClosed();
        arbiter.refuseUntenured();
        for (ParkingLot.Parked parked : arbiter.parking.ofExport(asking.export().name())) {
            if (parked.key().equals(key)) {
                return evict(List.of(parked.open().id()));
            }
        }
        return false;
    }

    private LocalOpen open(ParkingLot.Parked parked) throws StorageException {
        return arbiter.find(parked.open().id())
                .orElseThrow(() -> new StorageException(Reason.NOT_FOUND, "what was parked is no longer open"));
    }

    /** As {@link io.fairlead.api.export.Export#reclaim}; an open that the rules or rights forbid by now is closed. */
    ParkedOpen.Reclaimed reclaim(ParkedOpen.Key key, ArbitratedVolume taker) throws StorageException {
        taker.beginReclaim(); // so that it does not end in between, and the open with it
        try {
            return take(key, taker);
        } finally {
            taker.endReclaim();
        }
    }

    private ParkedOpen.Reclaimed take(ParkedOpen.Key key, ArbitratedVolume taker) throws StorageException {
        arbiter.refuseUntenured();
        ParkingLot.Parked parked =
                arbiter.parking.take(key, taker.export().name(), taker.user().name());
        LocalOpen open = open(parked);
        if (!open.unpark()) {
            throw new StorageException(Reason.NOT_FOUND, "it has just been closed");
        }
        boolean taken = false;
        try {
            VPath known = taker.inExport(arbiter.opens.path(open.id));
            VPath path = known == null ? VPath.ROOT : known;
            AccessRules rules = taker.rules();
            Identity user = taker.user();
            rules.permit(user, path, open);
            open.join(taker.session().bounds());
            arbiter.opens.park(open.id, false, false);
            arbiter.opens.handOver(open.id, taker.session().owner());
            open.holder(taker.session().holder());
            if (open.lease().isPresent()) {
                arbiter.leases.handOver(open.record(), taker.session().holder());
            }
            LOG.debug("{} took back {}, open at {}", taker.session().owner(), key, path);
            ArbitratedFile file = taker.adopt(open, path, Permit.granted(rules, user));
            taken = true;
            return new ParkedOpen.Reclaimed(file, parked.state());
        } finally {
            if (!taken) {
                arbiter.discard(open);
            }
        }
    }

    /**
     * Ends parked opens that stand against somebody, [MS-SMB2] 3.3.5.9.7. No passage is held.
     *
     * @return whether any gave way
     */
    boolean evict(Iterable<OpenId> standing) throws StorageException {
        boolean any = false;
        for (OpenId id : standing) {
            boolean wasThere = arbiter.parking.evict(id).isPresent();
            boolean ended = find(id).filter(this::end).isPresent(); // which the lot may have lost
            any |= wasThere || ended;
        }
        return any;
    }

    /** Ends all of an Export. Does not block. */
    void evict(String export) {
        evict(here(export), () -> arbiter.parking.evictExport(export));
    }

    /** Ends all of a user of an Export. Does not block. */
    void evict(String export, String user) {
        List<LocalOpen> parked = here(export).stream()
                .filter(open -> open.owner().user().equals(user))
                .toList();
        evict(parked, () -> arbiter.parking.evictUser(export, user));
    }

    private void evict(List<LocalOpen> parked, Owed.Notice all) {
        try {
            all.give();
        } catch (StorageException e) {
            LOG.debug("{} parked opens end one by one", parked.size(), e);
            parked.forEach(open -> arbiter.owed.insist(() -> arbiter.parking.evict(open.id)));
        }
        parked.forEach(open -> Background.run(() -> end(open)));
    }

    private List<LocalOpen> here(String export) {
        return arbiter.here().stream()
                .filter(open -> open.isParked() && open.owner().export().equals(export))
                .toList();
    }

    /**
     * The storage is being replaced: whoever comes back in time finds what is open now, as sessions do. Called while the arbiter
     * is still in use.
     */
    void retire(String export) {
        if (!here(export).isEmpty()) {
            awaitNext(export);
        }
    }

    /** Keeps the arbiter for a while: what is parked ends then, unless a storage that came meanwhile has it. */
    void awaitNext(String export) {
        Arbiters.retain(arbiter);
        Future<?> unused = Background.after(Retirement.LONGEST, () -> {
            if (Arbiters.release(arbiter)) {
                evict(export);
            }
        });
    }

    /** Closes those whose time is over. */
    void sweep() {
        try {
            arbiter.owed.ask(arbiter.parking::sweep, over -> over.forEach(this::discard));
        } catch (StorageException e) {
            LOG.debug("Nobody tells which parked opens are overdue", e);
        }
    }

    /** Closes one that nobody waits for. */
    void discard(ParkingLot.Parked parked) {
        find(parked.open().id()).ifPresent(this::end);
    }

    private Optional<LocalOpen> find(OpenId id) {
        return arbiter.find(id);
    }

    /** Ends an open if it is parked; whether it was. */
    private boolean end(LocalOpen open) {
        boolean ended = open.unpark();
        if (ended) {
            arbiter.discard(open);
        }
        return ended;
    }
}
