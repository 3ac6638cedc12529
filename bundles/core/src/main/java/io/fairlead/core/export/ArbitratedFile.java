// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.arbiter.LeaseBook;
import io.fairlead.core.arbiter.ParkingLot;
import io.fairlead.core.arbiter.ShareMode;
import io.fairlead.core.change.ChangeQueue;
import io.fairlead.core.export.Permit.Use;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A session's hold of a {@link LocalOpen}, until it closes or parks it. */
final class ArbitratedFile extends ArbitratedContent {
    private static final int LARGEST_STATE_BYTES = 64 * 1024;

    private final OpenId openId;
    private List<ChangeQueue> watches = List.of(); // guarded by this
    private volatile VPath lastPath;
    private volatile boolean dropped; // an upload went with its storage, and its session has not heard of it yet

    /** @param path where it is now, as the session knows it */
    ArbitratedFile(ArbitratedVolume volume, LocalOpen open, VPath path, Permit permit) {
        super(volume, open, permit);
        this.openId = open.id;
        this.lastPath = path;
    }

    private FileExtensions extensions() {
        return new FileExtensions(this);
    }

    @Override
    public OpenId openId() {
        return openId;
    }

    /** What a home shows of a file that was moved out of it is where it was last. */
    @Override
    public VPath path() {
        LocalOpen open = localOpen();
        if (open != null) {
            try {
                VPath now = volume.inExport(volume.arbiter().opens.path(open.id));
                lastPath = now == null ? lastPath : now;
            } catch (StorageException e) {
                return lastPath; // it has just been closed, or nobody can tell
            }
        }
        return lastPath;
    }

    @Override
    public String stream() {
        LocalOpen open = localOpen();
        return open == null ? "" : open.stream();
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        rename(target, replace, false, Patience.of(Arbiter.LONGEST_CLOSE));
    }

    @Override
    public void rename(VPath target, boolean replace, boolean strict, Patience patience) throws StorageException {
        refuseStream(live(Use.LOOK));
        LocalOpen open = live(Access.DELETE, Use.DELETE);
        refuseNameless(open);
        VPath at = target;
        for (int followed = 0; ; followed++) {
            try {
                volume.rules().make(at);
                VPath now = volume.arbiter().opens.path(open.id);
                volume.view().make(volume.inStorage(at), now, to -> {
                    volume.security().mayName(to, open.kind() == Attributes.Kind.DIRECTORY, replace);
                    volume.waits().during(patience, () -> new Naming(volume.arbiter())
                            .rename(open, to, replace, strict, patience));
                    return to;
                });
                return;
            } catch (LinkEncountered met) {
                at = volume.links().next(met, target, followed);
            }
        }
    }

    @Override
    public void delete() throws StorageException {
        delete(Patience.of(Arbiter.LONGEST_CLOSE));
    }

    @Override
    public void delete(Patience patience) throws StorageException {
        LocalOpen open = live(Access.DELETE, Use.DELETE);
        refuseNameless(open);
        volume.waits().during(patience, () -> new Naming(volume.arbiter()).delete(open, patience));
    }

    @Override
    public void deleteOnClose(boolean delete) throws StorageException {
        LocalOpen open = live(Access.DELETE, Use.DELETE);
        refuseNameless(open);
        volume.waits().during(patience -> new Naming(volume.arbiter()).deleteOnClose(open, delete, patience));
    }

    /** Refuses what needs a name that can go. */
    void refuseNameless(LocalOpen open) throws StorageException {
        if (open.upload) {
            throw new StorageException(Reason.NOT_SUPPORTED, "an upload has no name before it is closed");
        }
        if (path().isRoot() && !open.isStream()) {
            throw new StorageException(Reason.ACCESS_DENIED, "the root can't be renamed or deleted");
        }
    }

    static void refuseStream(LocalOpen open) throws StorageException {
        if (open.isStream()) {
            throw new StorageException(Reason.NOT_SUPPORTED, "not of a named stream");
        }
    }

    @Override
    public void renameStream(String name, boolean replace) throws StorageException {
        extensions().renameStream(name, replace);
    }

    @Override
    public void link(VPath name, boolean replace) throws StorageException {
        extensions().link(name, replace);
    }

    @Override
    public void linkTarget(String target) throws StorageException {
        extensions().linkTarget(target);
    }

    @Override
    public List<Entry> streams() throws StorageException {
        return extensions().streams();
    }

    @Override
    public Map<String, byte[]> xattrs() throws StorageException {
        return extensions().xattrs();
    }

    @Override
    public void xattrs(Map<String, byte[]> changes) throws StorageException {
        extensions().xattrs(changes);
    }

    @Override
    public SecurityDescriptor security() throws StorageException {
        return volume.security().get(this);
    }

    @Override
    public void security(SecurityDescriptor changes, int parts) throws StorageException {
        volume.security().set(this, changes, parts);
    }

    @Override
    public int grantedAccess() throws StorageException {
        return volume.security().granted(this);
    }

    @Override
    public long copyFrom(OpenFile source, long sourcePosition, long position, long count) throws StorageException {
        return extensions().copyFrom(source, sourcePosition, position, count);
    }

    @Override
    public Watch.Subscription watch(boolean recursive, Consumer<Change> listener) throws StorageException {
        LocalOpen open = live(Access.READ, Use.READ);
        if (open.kind() != Attributes.Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_DIRECTORY, path());
        }
        ChangeQueue watch = volume.watches().watchFolder(volume.arbiter().opens.path(open.id), recursive, listener);
        synchronized (this) {
            watches = Stream.concat(watches.stream(), Stream.of(watch)).toList();
        }
        if (localOpen() == null) {
            watch.close();
            throw volume.gone();
        }
        return new Watch.Subscription() {
            @Override
            public void settle() {
                watch.settle();
            }

            @Override
            public void close() {
                forget(watch);
                watch.close();
            }
        };
    }

    private synchronized void forget(ChangeQueue watch) {
        watches = watches.stream().filter(other -> other != watch).toList();
    }

    @Override
    public void lock(ByteRange range, boolean exclusive, Patience patience) throws StorageException {
        LocalOpen open = live(Use.LOOK);
        int access = open.record().mode().access();
        if (access == 0 || access == ShareMode.DELETE) { // [MS-SMB2] 3.3.5.14
            throw new StorageException(Reason.ACCESS_DENIED, path() + " was opened neither to read nor to write");
        }
        if (open.kind() == Attributes.Kind.DIRECTORY) {
            throw new StorageException(Reason.IS_DIRECTORY, path());
        }
        open.takeLock();
        boolean locked = false;
        try {
            volume.waits().during(patience, () -> {
                volume.arbiter().giveWay(open, LeaseBook.Step.WRITE, patience);
                volume.arbiter().locks.lock(open.id, range, exclusive, patience);
            });
            locked = true;
            volume.arbiter().giveWayAfter(open, LeaseBook.Step.WRITE);
        } catch (StorageException e) {
            volume.refuseLost(); // which is why
            throw e;
        } finally {
            if (!locked) {
                open.giveLock();
            }
        }
        volume.refuseLost(); // granted by the end of another session on the storage that left
    }

    @Override
    public void unlock(ByteRange range) throws StorageException {
        LocalOpen open = live(Use.LOOK);
        volume.arbiter().locks.unlock(open.id, range);
        open.giveLock();
    }

    @Override
    public Optional<Lease> lease() {
        LocalOpen open = localOpen();
        return open == null ? Optional.empty() : open.lease();
    }

    @Override
    public void park(ParkedOpen.Key key, Duration timeout, boolean persistent, byte[] state) throws StorageException {
        if (state.length > LARGEST_STATE_BYTES || timeout.isNegative()) {
            throw new IllegalArgumentException("state of " + state.length + " bytes, timeout " + timeout);
        }
        path(); // remembered
        LocalOpen open = localOpen();
        if (open == null || !letGo(open)) {
            throw volume.gone();
        }
        Parking parking = new Parking(volume.arbiter());
        boolean parked = false;
        try {
            parking.park(open, new ParkingLot.Parked(key, open.record(), persistent, state.clone()), timeout);
            parked = true;
        } finally {
            if (!parked) {
                takeBack(open);
                if (volume.isClosed()) {
                    discard();
                }
            }
        }
        endWatches();
        if (volume.isReplaced()) {
            parking.awaitNext(volume.export().name());
        }
        volume.forget(this);
        if (volume.isLost() && !volume.isReplaced()) { // nobody would ask for it again
            parking.evict(List.of(open.id));
        }
    }

    @Override
    public void abort() {
        LocalOpen open = localOpen();
        dropped = false;
        if (open != null) {
            open.abort();
        }
    }

    /** An upload that was lost with its storage says so, and one that the rules forbid by now: it was not published. */
    @Override
    public void close() throws StorageException {
        LocalOpen open = localOpen();
        StorageException forbidden = open != null && open.publishes() ? forbidden() : null;
        if (open != null && letGo(open)) {
            endWatches();
            volume.forget(this);
            if (forbidden != null) {
                volume.arbiter().discard(open);
                throw forbidden;
            }
            volume.arbiter().close(open);
        } else if (dropped) {
            dropped = false;
            throw volume.gone();
        }
    }

    private StorageException forbidden() {
        try {
            live(Use.WRITE);
            return null;
        } catch (StorageException e) {
            return e;
        }
    }

    private void endWatches() {
        List<ChangeQueue> ended;
        synchronized (this) {
            ended = watches;
            watches = List.of();
        }
        ended.forEach(ChangeQueue::close);
    }

    /** Ends it without publishing. */
    void discard() {
        lose().run();
    }

    /** Every call fails from now on. Does not block; the returned rest may. */
    Runnable lose() {
        LocalOpen open = letGo();
        if (open == null) {
            return () -> {};
        }
        dropped = open.publishes() && volume.isLost();
        volume.arbiter().endWaits(open);
        return () -> {
            endWatches();
            volume.forget(this);
            volume.arbiter().discard(open);
        };
    }
}
