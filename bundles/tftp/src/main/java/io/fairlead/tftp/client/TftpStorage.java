// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.client.StillOpen;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A TFTP server as a storage. What TFTP can't do, this can't: no listing, no directories but the root, no rename, no
 * delete, no times; a file is written as a whole. Thread-safe.
 */
final class TftpStorage implements RemoteStorage {
    private static final Set<Feature> FEATURES =
            Collections.unmodifiableSet(EnumSet.of(Feature.WRITE, Feature.EXTERNAL_CHANGES, Feature.BY_NAME_ONLY));

    final TftpTarget target;
    final ClientFacilities facilities;
    final Traits traits;
    private final Consumer<TftpStorage> whenClosed;
    private final Semaphore transfers;
    private final Set<Dialogue> going = ConcurrentHashMap.newKeySet();
    private final StillOpen open = new StillOpen(); // nodes
    private volatile boolean closed;

    TftpStorage(TftpTarget target, ClientFacilities facilities, Traits traits, Consumer<TftpStorage> whenClosed) {
        this.target = target;
        this.facilities = facilities;
        this.traits = traits;
        this.whenClosed = whenClosed;
        this.transfers = new Semaphore(target.transfers(), true);
    }

    @Override
    public Set<Feature> features() {
        return FEATURES;
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        checkOpen();
        return new TftpVolume(this);
    }

    void checkOpen() throws StorageException {
        if (closed) {
            throw new StorageException(Reason.STALE, "the storage of " + target + " was closed");
        }
    }

    /** Waits until one more transfer may go on; {@link #ended} must follow. */
    void begin(Dialogue dialogue) throws StorageException {
        try {
            if (!transfers.tryAcquire(target.patience().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StorageException(
                        Reason.UNAVAILABLE, target.transfers() + " transfers with " + target + " go on already");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Reason.UNAVAILABLE, "interrupted while other transfers went on", e);
        }
        going.add(dialogue);
        if (closed) {
            ended(dialogue);
            checkOpen();
        }
    }

    /** It does not go on any more. Idempotent. */
    void ended(Dialogue dialogue) {
        if (going.remove(dialogue)) {
            transfers.release();
        }
    }

    /** The nodes of all volumes. */
    StillOpen open() {
        return open;
    }

    @Override
    public void close() {
        closed = true;
        going.forEach(Dialogue::close);
        whenClosed.accept(this);
    }
}
