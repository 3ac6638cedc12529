// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.Export;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * [MS-SMB2] 3.3.1.9. When the storage behind it goes, the next CREATE has its replacement mounted; what is open goes on with
 * the view that it was opened in. Thread-safe.
 */
public final class TreeConnect {
    private static final Logger LOG = LoggerFactory.getLogger(TreeConnect.class);

    private final int id;
    private final SmbSession session;
    private final Share share;
    private final Runnable whenClosed;
    private final ReentrantLock mounting = new ReentrantLock();
    private final List<ExportVolume> earlier = new CopyOnWriteArrayList<>(); // changed under mounting
    private final PastViews past = new PastViews();
    private volatile Mount mount; // null for pipes; changed under mounting
    private boolean closed; // guarded by mounting

    private static final long MIX = 0x9e3779b97f4a7c15L; // 2 to the 64th by the golden ratio

    /**
     * A user's view of an Export.
     *
     * @param features as they are while its storage is there
     * @param past as of when; null for the tree as it is
     * @param device upper half of the id of its root
     */
    public record Mount(Export export, ExportVolume volume, Set<Storage.Feature> features, Instant past, long device) {
        /**
         * Looks at the root.
         *
         * @param past as of when; null for the tree as it is
         */
        public static Mount of(Export export, ExportVolume volume, Set<Storage.Feature> features, Instant past) {
            long device;
            try {
                device = volume.attributes(VPath.ROOT).id().high();
            } catch (StorageException e) {
                device = 0; // nobody may look at it
            }
            return new Mount(export, volume, features, past, device);
        }

        /** What 64 bits have room for ([MS-FSCC] 2.1.9): the number of a file, told apart from those of other devices below the root. */
        public long fileId(NodeId id) {
            return id.high() == device ? id.low() : id.low() ^ Long.rotateLeft(id.high() * MIX, Integer.SIZE);
        }

        /** What tells its files apart from all others: a file has the same id now and in a snapshot, perhaps. */
        public long id() {
            long id = export.id();
            return past == null ? id : id ^ ((past.getEpochSecond() << 1 | 1) * MIX);
        }
    }

    /** Mounts. */
    @FunctionalInterface
    public interface Mounter {
        Mount mount() throws StorageException;
    }

    /**
     * @param mount null for pipes
     * @param whenClosed called once
     */
    TreeConnect(int id, SmbSession session, Share share, Mount mount, Runnable whenClosed) {
        this.id = id;
        this.session = session;
        this.share = share;
        this.mount = mount;
        this.whenClosed = whenClosed;
    }

    /** Unique within its session. */
    public int id() {
        return id;
    }

    public SmbSession session() {
        return session;
    }

    public Share share() {
        return share;
    }

    /** What is shared; null for pipes. */
    public Export export() {
        Mount present = mount;
        return present == null ? null : present.export();
    }

    /** What it can do; nothing for pipes. */
    public Set<Storage.Feature> features() {
        Mount present = mount;
        return present == null ? Set.of() : present.features();
    }

    /** The user's view of it; null for pipes. */
    public ExportVolume volume() {
        Mount present = mount;
        return present == null ? null : present.volume();
    }

    /** What is shared as it is now; null for pipes. */
    public Mount mount() {
        return mount;
    }

    /**
     * What is shared as it was, for one open, which lets go of it in the end.
     *
     * @throws StorageException as {@link ExportVolume#asOf}
     */
    public PastViews.View past(Instant time) throws StorageException {
        return past.use(mount, time);
    }

    /** What {@link #past(Instant)} gave is of no use any more. */
    public void leave(PastViews.View view) {
        past.release(view);
    }

    /**
     * Replaces a view whose storage has gone, unless somebody else did so meanwhile.
     *
     * @param gone what {@link #volume} gave
     * @throws StorageException of the mounter, or {@code STALE} once this is closed
     */
    public void mountAgain(ExportVolume gone, Mounter mounter) throws StorageException {
        mounting.lock();
        try {
            if (closed) {
                throw new StorageException(Reason.STALE, "disconnected");
            }
            if (mount.volume() == gone) {
                Mount next = mounter.mount();
                if (session.opens().stream().noneMatch(open -> open.tree() == this)) {
                    earlier.forEach(this::unmount);
                    earlier.clear();
                }
                earlier.add(gone);
                mount = next;
                applyUser(); // who may have changed meanwhile
            }
        } finally {
            mounting.unlock();
        }
    }

    /**
     * What the account may do now counts in every view, also for what is open. Takes no lock: whatever is being mounted looks
     * again afterwards.
     */
    void applyUser() {
        Identity now;
        do {
            Mount present = mount;
            if (present == null) {
                return;
            }
            now = session.user();
            present.volume().user(share.visitor(now));
            for (ExportVolume volume : earlier) {
                volume.user(share.visitor(now));
            }
        } while (!now.equals(session.user()));
    }

    /** Attributes of a file as clients are told of them, with the ChangeTime that one of them has set. */
    public Attributes told(Mount of, Attributes file) {
        Instant changed = session.changeTimes().of(of.id(), file);
        return changed.equals(file.changed())
                ? file
                : new Attributes(
                        file.id(),
                        file.kind(),
                        file.size(),
                        file.created(),
                        file.modified(),
                        file.accessed(),
                        changed,
                        file.allocated(),
                        file.links(),
                        file.dosFlags(),
                        file.posix(),
                        file.target());
    }

    /** Closes its opens and the view. Called once. */
    void close() {
        session.opens().stream().filter(open -> open.tree() == this).forEach(SmbOpen::closeQuietly);
        mounting.lock();
        try {
            closed = true;
            earlier.forEach(this::unmount);
            if (mount != null) {
                unmount(mount.volume());
            }
        } finally {
            mounting.unlock();
            whenClosed.run();
        }
    }

    private void unmount(ExportVolume volume) {
        try {
            volume.close();
        } catch (StorageException e) {
            LOG.debug("closing the view of share {}", share.name(), e);
        }
    }
}
