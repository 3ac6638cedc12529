// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** Parked opens of this process; who removes one from the map has it. */
final class LocalParking implements ParkingLot {
    private static final class Slot {
        final Parked parked;
        private volatile Future<?> timer;

        Slot(Parked parked) {
            this.parked = parked;
        }

        void stopTimer() {
            Future<?> running = timer;
            if (running != null) {
                running.cancel(false);
            }
        }
    }

    private final ConcurrentMap<ParkedOpen.Key, Slot> slots = new ConcurrentHashMap<>();

    @Override
    public void park(Parked parked, Duration timeout, Runnable expired) throws StorageException {
        Slot slot = new Slot(parked);
        if (slots.putIfAbsent(parked.key(), slot) != null) {
            throw new StorageException(Reason.EXISTS, "an open is parked under this key already");
        }
        slot.timer = Background.after(timeout, () -> {
            if (slots.remove(parked.key(), slot)) {
                expired.run();
            }
        });
    }

    @Override
    public Parked take(ParkedOpen.Key key, Session taker) throws StorageException {
        Slot slot = slots.get(key);
        if (slot == null || slot.parked.claim().session.export() != taker.export()) {
            throw new StorageException(Reason.NOT_FOUND, "no open is parked under this key");
        }
        String owner = slot.parked.claim().session.user().name();
        if (!owner.equals(taker.user().name())) {
            throw new StorageException(
                    Reason.ACCESS_DENIED,
                    "parked by " + owner + ", not " + taker.user().name());
        }
        if (!slots.remove(key, slot)) {
            throw new StorageException(Reason.NOT_FOUND, "it has just been closed or taken");
        }
        slot.stopTimer();
        return slot.parked;
    }

    @Override
    public List<Parked> evict(Predicate<Parked> which) {
        List<Parked> evicted = new ArrayList<>();
        for (Slot slot : slots.values()) {
            if (which.test(slot.parked) && slots.remove(slot.parked.key(), slot)) {
                slot.stopTimer();
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
