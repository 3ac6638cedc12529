// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.core.arbiter.OpenRecord;
import io.fairlead.core.arbiter.ParkingLot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

/** Parked opens of this process; who removes one from the map has it. */
public final class LocalParking implements ParkingLot {
    private record Slot(Parked parked, long deadline) {
        boolean isOver() {
            return deadline - System.nanoTime() <= 0;
        }
    }

    private final ConcurrentMap<ParkedOpen.Key, Slot> slots = new ConcurrentHashMap<>();

    @Override
    public void park(Parked parked, Duration timeout) throws StorageException {
        if (slots.putIfAbsent(parked.key(), new Slot(parked, System.nanoTime() + timeout.toNanos())) != null) {
            throw new StorageException(Reason.EXISTS, "an open is parked under this key already");
        }
    }

    @Override
    public Parked look(ParkedOpen.Key key, String export, String user) throws StorageException {
        return slot(key, export, user).parked;
    }

    @Override
    public Parked take(ParkedOpen.Key key, String export, String user) throws StorageException {
        Slot slot = slot(key, export, user);
        if (!slots.remove(key, slot)) {
            throw gone();
        }
        return slot.parked;
    }

    private static StorageException gone() {
        return new StorageException(Reason.NOT_FOUND, "it has just been closed or taken");
    }

    private Slot slot(ParkedOpen.Key key, String export, String user) throws StorageException {
        Slot slot = slots.get(key);
        if (slot == null || !slot.parked.open().owner().export().equals(export)) {
            throw new StorageException(Reason.NOT_FOUND, "no open is parked under this key");
        }
        String owner = slot.parked.open().owner().user();
        if (!owner.equals(user)) {
            throw new StorageException(Reason.ACCESS_DENIED, "parked by " + owner + ", not " + user);
        }
        if (slot.isOver()) {
            throw gone();
        }
        return slot;
    }

    @Override
    public Optional<Parked> evict(OpenId open) {
        return evict(slot -> slot.parked.open().id().equals(open)).stream().findFirst();
    }

    @Override
    public List<Parked> ofExport(String export) {
        return slots.values().stream()
                .filter(slot -> !slot.isOver())
                .map(Slot::parked)
                .filter(parked -> parked.open().owner().export().equals(export))
                .toList();
    }

    @Override
    public List<Parked> evictExport(String export) {
        return evict(slot -> slot.parked.open().owner().export().equals(export));
    }

    @Override
    public List<Parked> evictUser(String export, String user) {
        return evict(slot -> {
            OpenRecord.Owner owner = slot.parked.open().owner();
            return owner.export().equals(export) && owner.user().equals(user);
        });
    }

    @Override
    public List<Parked> sweep() {
        return evict(Slot::isOver);
    }

    private List<Parked> evict(Predicate<Slot> which) {
        List<Parked> evicted = new ArrayList<>();
        for (Slot slot : slots.values()) {
            if (which.test(slot) && slots.remove(slot.parked.key(), slot)) {
                evicted.add(slot.parked);
            }
        }
        return evicted;
    }

    @Override
    public boolean isEmpty() {
        return slots.isEmpty();
    }
}
