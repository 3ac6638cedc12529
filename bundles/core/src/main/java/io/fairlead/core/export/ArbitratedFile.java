// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.*;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Duration;
import java.util.*;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session's hold of a {@link Claim}, until it closes or parks it. */
final class ArbitratedFile extends ClaimedNode implements OpenFile {
    private static final Logger LOG = LoggerFactory.getLogger(ArbitratedFile.class);
    private static final Duration LONGEST_PARKING = Duration.ofMinutes(5); // [MS-SMB2] 3.3.5.9.10
    private static final int LARGEST_STATE_BYTES = 64 * 1024;

    private volatile VPath lastPath;
    private volatile boolean dropped; // an upload went with its storage, and its session has not heard of it yet

    /** @param path where it is now, as the session knows it */
    ArbitratedFile(ArbitratedVolume volume, Claim claim, VPath path) {
        super(volume, claim);
        this.lastPath = path;
    }

    /** What a home shows of a file that was moved out of it is where it was last. */
    @Override
    public VPath path() {
        Claim claim = live.get();
        VPath now =
                claim == null ? null : volume.inExport(volume.arbiter().opens.path(claim));
        if (now != null) {
            lastPath = now;
        }
        return lastPath;
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        Claim claim = live(Access.DELETE);
        refuseUpload(claim);
        VPath at = target;
        for (int followed = 0; ; followed++) {
            try {
                volume.rules().make(at);
                refuseRoot();
                volume.arbiter().rename(claim, volume.inStorage(at), replace);
                return;
            } catch (LinkEncountered met) {
                at = volume.links().next(met, target, followed);
            }
        }
    }

    @Override
    public void delete() throws StorageException {
        Claim claim = live(Access.DELETE);
        refuseUpload(claim);
        refuseRoot();
        volume.arbiter().delete(claim);
    }

    @Override
    public void deleteOnClose(boolean delete) throws StorageException {
        Claim claim = live(Access.DELETE);
        refuseUpload(claim);
        refuseRoot();
        volume.arbiter().deleteOnClose(claim, delete);
    }

    private static void refuseUpload(Claim claim) throws StorageException {
        if (claim.upload) {
            throw new StorageException(Reason.NOT_SUPPORTED, "an upload has no name before it is closed");
        }
    }

    private void refuseRoot() throws StorageException {
        if (path().isRoot()) {
            throw new StorageException(Reason.ACCESS_DENIED, "the root can't be renamed or deleted");
        }
    }

    @Override
    public OpenId openId() {
        return new OpenId(0, live.hashCode());
    }

    @Override
    public String stream() {
        return "";
    }

    @Override
    public void rename(VPath target, boolean replace, boolean strict, Patience patience) throws StorageException {
        rename(target, replace);
    }

    @Override
    public void delete(Patience patience) throws StorageException {
        delete();
    }

    @Override
    public void renameStream(String name, boolean replace) throws StorageException {
        throw unsupported();
    }

    @Override
    public void link(VPath name, boolean replace) throws StorageException {
        throw unsupported();
    }

    @Override
    public void linkTarget(String target) throws StorageException {
        throw unsupported();
    }

    @Override
    public List<Entry> streams() throws StorageException {
        return List.of();
    }

    @Override
    public Map<String, byte[]> xattrs() throws StorageException {
        return Map.of();
    }

    @Override
    public void xattrs(Map<String, byte[]> changes) throws StorageException {
        throw unsupported();
    }

    @Override
    public long copyFrom(OpenFile source, long sourcePosition, long position, long count) throws StorageException {
        throw unsupported();
    }

    @Override
    public Watch.Subscription watch(boolean recursive, Consumer<Change> listener) throws StorageException {
        throw unsupported();
    }

    private static StorageException unsupported() {
        return new StorageException(Reason.NOT_SUPPORTED, "not yet");
    }

    @Override
    public void lock(ByteRange range, boolean exclusive, Patience patience) throws StorageException {
        patience.announce();
        Duration wait = Duration.ofNanos(Math.max(0, patience.begin(() -> {}).nanosLeft()));
        Claim claim = live();
        if (claim.mode.access() == 0 || claim.mode.access() == ShareMode.DELETE) { // [MS-SMB2] 3.3.5.14
            throw new StorageException(Reason.ACCESS_DENIED, path() + " was opened neither to read nor to write");
        }
        if (claim.node.attributes().isDirectory()) {
            throw new StorageException(Reason.IS_DIRECTORY, path());
        }
        volume.arbiter().giveWay(claim, LeaseBook.Step.WRITE);
        try {
            claim.file.locks().lock(claim, range, exclusive, wait);
        } catch (StorageException e) {
            volume.refuseLost(); // which is why
            throw e;
        }
        volume.refuseLost(); // granted by the end of another session on the storage that left
    }

    @Override
    public void unlock(ByteRange range) throws StorageException {
        Claim claim = live();
        claim.file.locks().unlock(claim, range);
    }

    @Override
    public Optional<Lease> lease() {
        return Optional.empty(); // none is granted yet
    }

    @Override
    public void park(ParkedOpen.Key key, Duration timeout, boolean persistent, byte[] state) throws StorageException {
        if (state.length > LARGEST_STATE_BYTES || timeout.isNegative()) {
            throw new IllegalArgumentException("state of " + state.length + " bytes, timeout " + timeout);
        }
        path(); // remembered
        Claim claim = live.get();
        if (claim == null || !live.compareAndSet(claim, null)) {
            throw volume.gone();
        }
        claim.file.cancelWaiting(claim);
        claim.parked = true;
        Duration bounded = timeout.compareTo(LONGEST_PARKING) > 0 ? LONGEST_PARKING : timeout;
        Arbiter arbiter = volume.arbiter();
        try {
            arbiter.parking.park(
                    new ParkingLot.Parked(key, claim, state.clone()), bounded, () -> discard(arbiter, claim));
            volume.forget(this);
        } catch (StorageException e) {
            claim.parked = false;
            live.set(claim);
            if (volume.isClosed()) {
                discard();
            }
            throw e;
        }
    }

    @Override
    public void abort() {
        Claim claim = live.get();
        dropped = false;
        if (claim != null) {
            claim.abort();
        }
    }

    /** An upload that was lost with its storage says so: it was not published. */
    @Override
    public void close() throws StorageException {
        Claim claim = live.getAndSet(null);
        if (claim != null) {
            volume.forget(this);
            volume.arbiter().close(claim);
        } else if (dropped) {
            dropped = false;
            throw volume.gone();
        }
    }

    /** Ends it without publishing. */
    void discard() {
        lose().run();
    }

    /** Every call fails from now on. Does not block; the returned rest may. */
    Runnable lose() {
        Claim claim = live.getAndSet(null);
        if (claim == null) {
            return () -> {};
        }
        dropped = claim.publishes() && volume.isLost();
        claim.file.cancelWaiting(claim);
        return () -> {
            volume.forget(this);
            discard(volume.arbiter(), claim);
        };
    }

    /** Closes a claim that nobody waits for. */
    static void discard(Arbiter arbiter, Claim claim) {
        try {
            claim.abort();
            arbiter.close(claim);
        } catch (StorageException e) {
            LOG.debug("Closing an open that was given up failed", e);
        } catch (RuntimeException e) { // of a storage with a fault: the others are to be closed all the same
            LOG.error("Closing an open that was given up failed", e);
        }
    }
}
