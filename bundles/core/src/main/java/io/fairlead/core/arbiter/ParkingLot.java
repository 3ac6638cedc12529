// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Opens without a session, waiting for it to come back. Thread-safe; each method may throw {@code UNAVAILABLE}, and what it
 * would have removed and returned may be gone then.
 */
public interface ParkingLot {
    /**
     * An open that waits.
     *
     * @param key what it is reclaimed by
     * @param open which, with whose it was
     * @param persistent whether it stands against others to the end of its time
     * @param state the protocol's memory of it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Parked(ParkedOpen.Key key, OpenRecord open, boolean persistent, byte[] state) {}

    /**
     * Keeps an open until it is taken, or {@code timeout} has passed: then {@link #sweep} gives it out.
     *
     * @throws StorageException {@code EXISTS} if the key is in use
     */
    void park(Parked parked, Duration timeout) throws StorageException;

    /**
     * Looks at an open, which stays.
     *
     * @throws StorageException as {@link #take}
     */
    Parked look(ParkedOpen.Key key, String export, String user) throws StorageException;

    /**
     * Gives an open back; only one of several callers gets it.
     *
     * @throws StorageException {@code NOT_FOUND}; {@code ACCESS_DENIED} if it belongs to another user
     */
    Parked take(ParkedOpen.Key key, String export, String user) throws StorageException;

    /** Removes and returns one by the name of its open, for the caller to close; empty if somebody else has it. */
    Optional<Parked> evict(OpenId open) throws StorageException;

    /** Those of an Export, which stay. */
    List<Parked> ofExport(String export) throws StorageException;

    /** Removes and returns those of an Export, for the caller to close. */
    List<Parked> evictExport(String export) throws StorageException;

    /** Removes and returns those of a user of an Export, for the caller to close. */
    List<Parked> evictUser(String export, String user) throws StorageException;

    /** Removes and returns those whose time is over, for the caller to close. */
    List<Parked> sweep() throws StorageException;

    boolean isEmpty();
}
