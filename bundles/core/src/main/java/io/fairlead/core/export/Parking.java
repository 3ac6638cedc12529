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
        boolean waits = false;
        try {
            arbiter.opens.park(open.id, true, parked.persistent());
            if (open.lease().isPresent()) {
                arbiter.leases.parked(parked.open(), broken -> broken(open, parked.persistent(), broken));
            }
            arbiter.parking.park(parked, bounded);
            waits = true;
        } finally {
            if (!waits) {
                open.holder(client);
                if (open.lease().isPresent()) {
                    arbiter.leases.handOver(parked.open(), client);
                }
                open.bounds().giveShared(Quantity.PARKED, 1);
                open.join(open.bounds());
                arbiter.opens.park(open.id, false, false);
            }
        }
        Future<?> unused = Background.after(bounded, this::sweep);
        open.lease()
                .filter(Lease::isBreaking)
                .ifPresent(
                        lease -> { // before it could be evicted
                            Background.run(() -> giveUp(open, parked.persistent(), lease));
                        });
    }

    /** [MS-SMB2] 3.3.4.7: nobody is there to answer, so that the open gives way. */
    private void broken(LocalOpen open, boolean persistent, Lease.Broken broken) {
        if (broken.acknowledge()) {
            Background.run(() -> open.lease().ifPresent(lease -> giveUp(open, persistent, lease)));
        }
    }

    /** A persistent open stays, and keeps nothing of its lease that it was asked for. */
    private void giveUp(LocalOpen open, boolean persistent, Lease lease) {
        try {
            if (persistent) {
                lease.acknowledge(Set.of());
            } else {
                evict(List.of(open.id));
            }
        } catch (StorageException e) {
            LOG.warn("A parked open whose lease is broken can't be closed now: {}", e.toString());
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
        boolean taken = false;
        try {
            VPath known = taker.inExport(arbiter.opens.path(open.id));
            VPath path = known == null ? VPath.ROOT : known;
            AccessRules rules = taker.rules();
            Identity user = taker.user();
            rules.permit(user, path, open);
            open.join(taker.session().bounds());
            taken = true;
            open.bounds().giveShared(Quantity.PARKED, 1);
            arbiter.opens.park(open.id, false, false);
            arbiter.opens.handOver(open.id, taker.session().owner());
            open.holder(taker.session().holder());
            if (open.lease().isPresent()) {
                arbiter.leases.handOver(open.record(), taker.session().holder());
            }
            LOG.debug("{} took back {}, open at {}", taker.session().owner(), key, path);
            return new ParkedOpen.Reclaimed(taker.adopt(open, path, Permit.granted(rules, user)), parked.state());
        } finally {
            if (!taken) {
                discard(parked);
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
            Optional<ParkingLot.Parked> parked = arbiter.parking.evict(id);
            parked.ifPresent(this::discard);
            any |= parked.isPresent();
        }
        return any;
    }

    /** Ends all of an Export. Does not block. */
    void evict(String export) {
        try {
            arbiter.parking.evictExport(export).forEach(parked -> Background.run(() -> discard(parked)));
        } catch (StorageException e) {
            LOG.warn("Parked opens of export {} can't be closed now: {}", export, e.toString());
        }
    }

    /** Ends all of a user of an Export. Does not block. */
    void evict(String export, String user) {
        try {
            arbiter.parking.evictUser(export, user).forEach(parked -> Background.run(() -> discard(parked)));
        } catch (StorageException e) {
            LOG.warn("Parked opens of {} in export {} can't be closed now: {}", user, export, e.toString());
        }
    }

    /**
     * The storage is being replaced: whoever comes back in time finds what is open now, as sessions do. Called while the arbiter
     * is still in use.
     */
    void retire(String export) {
        try {
            if (!arbiter.parking.ofExport(export).isEmpty()) {
                awaitNext(export);
            }
        } catch (StorageException e) {
            LOG.warn("Parked opens of export {} can't wait for its next storage: {}", export, e.toString());
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
            arbiter.parking.sweep().forEach(this::discard);
        } catch (StorageException e) {
            LOG.warn("Opens that nobody has come back for can't be closed now: {}", e.toString());
        }
    }

    /** Closes one that nobody waits for. */
    void discard(ParkingLot.Parked parked) {
        arbiter.find(parked.open().id()).ifPresent(open -> {
            open.bounds().giveShared(Quantity.PARKED, 1);
            arbiter.discard(open);
        });
    }
}
