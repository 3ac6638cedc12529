// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Opens without a session, waiting for it to come back. Thread-safe. */
interface ParkingLot {
    /**
     * An open that waits.
     *
     * @param key what it is reclaimed by
     * @param claim the open
     * @param state the protocol's memory of it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Parked(ParkedOpen.Key key, Claim claim, byte[] state) {}

    /**
     * Keeps an open until it is taken, or for {@code timeout}, after which {@code expired} is called from another thread.
     *
     * @throws StorageException {@code EXISTS} if the key is in use
     */
    void park(Parked parked, Duration timeout, Runnable expired) throws StorageException;

    /**
     * Gives an open back; only one of several callers gets it.
     *
     * @throws StorageException {@code NOT_FOUND}; {@code ACCESS_DENIED} if it belongs to another user or Export
     */
    Parked take(ParkedOpen.Key key, Session taker) throws StorageException;

    /** Removes and returns those that fit, for the caller to close. */
    List<Parked> evict(Predicate<Parked> which);

    boolean isEmpty();
}
