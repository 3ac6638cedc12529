// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.fscc.FileTime;
import io.fairlead.smb.protocol.AppInstance;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.LeaseContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open, [MS-SMB2] 3.3.1.10. Thread-safe.
 */
public final class SmbOpen {
    private static final Logger LOG = LoggerFactory.getLogger(SmbOpen.class);

    private final FileId id;
    private final TreeConnect tree;
    private final OpenFile file; // null for a pipe
    private final OpenPipe pipe; // null for a file
    private final PastViews.View past; // null for the tree as it is
    private final int access;
    private final DirectoryScan scan = new DirectoryScan(this);
    private final LockSequences lockSequences = new LockSequences();
    private final ReentrantLock watchingLock = new ReentrantLock();
    private Watching watching; // guarded by watchingLock; null before the first CHANGE_NOTIFY
    private volatile Optional<LeaseContext> leaseContext = Optional.empty();
    private volatile long position;
    private final LastWrite lastWrite = new LastWrite(System::nanoTime, Clock.systemUTC());
    private volatile Instant changeTime; // that this open tells, whatever happens; null for what it is
    private volatile int mode;
    private volatile long allocation;
    private volatile int quotasTold;
    private volatile boolean deletePending;
    private final Optional<Durability> durability;
    private final AtomicReference<Runnable> whenUsed = new AtomicReference<>(); // null once it was used
    private volatile ChannelSequence channelSequence = new ChannelSequence(0);
    private volatile int createAction;
    private volatile Optional<AppInstance> appInstance = Optional.empty();
    private final CountDownLatch left = new CountDownLatch(1);
    private final AtomicBoolean leftPast = new AtomicBoolean();
    private volatile boolean told;
    private volatile boolean closed;

    /**
     * @param file null for a pipe
     * @param pipe null for a file
     * @param past the snapshot that it lets go of when it is closed; null for the tree as it is
     * @param access granted, an ACCESS_MASK
     * @param durability empty if it ends with its connection
     */
    SmbOpen(
            FileId id,
            TreeConnect tree,
            OpenFile file,
            OpenPipe pipe,
            PastViews.View past,
            int access,
            Optional<Durability> durability) {
        this.past = past;
        this.durability = durability;
        this.id = id;
        this.tree = tree;
        this.file = file;
        this.pipe = pipe;
        this.access = access;
    }

    public FileId id() {
        return id;
    }

    /** Its client has been sent the id. */
    public void tell() {
        told = true;
    }

    public boolean isTold() {
        return told;
    }

    public TreeConnect tree() {
        return tree;
    }

    /** What it is open in: the tree as it is, or was. */
    public TreeConnect.Mount view() {
        return past == null ? tree.mount() : past.mount();
    }

    /** Whether it is open in a snapshot, which takes no change, whatever was granted. */
    public boolean isPast() {
        return past != null;
    }

    /** Null for a pipe. */
    public OpenFile file() {
        return file;
    }

    /** Null for a file. */
    public OpenPipe pipe() {
        return pipe;
    }

    /** What was granted, an ACCESS_MASK. */
    public int access() {
        return access;
    }

    public boolean has(int anyOf) {
        return (access & anyOf) != 0;
    }

    public LockSequences lockSequences() {
        return lockSequences;
    }

    /** FilePositionInformation, which the server only keeps. */
    public long position() {
        return position;
    }

    public void position(long value) {
        position = value;
    }

    /** ChangeTime that this open tells whatever happens, as a FILETIME; 0 for none. */
    long changeTime() {
        Instant fixed = changeTime;
        return fixed == null ? 0 : FileTime.of(fixed);
    }

    void changeTime(long fileTime) {
        changeTime = fileTime == 0 ? null : FileTime.toInstant(fileTime);
    }

    /** The client sets ChangeTime: everybody is told of that one, until something changes the file. */
    public void setChangeTime(Instant time) throws StorageException {
        changeTime = time;
        tree.session().changeTimes().set(view().id(), file.attributes(), time);
    }

    /** The client wants ChangeTime to stay as it is for this open, or to follow again. */
    public void freezeChangeTime(boolean freeze) throws StorageException {
        changeTime = freeze ? attributes().changed() : null;
    }

    public LastWrite lastWrite() {
        return lastWrite;
    }

    /** What the client asked for when it asked for a lease; empty for an oplock, or nothing. */
    public Optional<LeaseContext> leaseContext() {
        return leaseContext;
    }

    public void leaseContext(Optional<LeaseContext> asked) {
        leaseContext = asked;
    }

    /** Whether this open has asked for the file to be deleted. */
    public boolean deletePending() {
        return deletePending;
    }

    public void deletePending(boolean delete) {
        deletePending = delete;
    }

    /** FileModeInformation, which the server only keeps. */
    public int mode() {
        return mode;
    }

    public void mode(int bits) {
        mode = bits;
    }

    /** How many entries of the list of quotas its client was told, [MS-SMB2] 3.3.5.20.4. */
    public int quotasTold() {
        return quotasTold;
    }

    public void quotasTold(int count) {
        quotasTold = count;
    }

    /** Room that the client has asked for, in bytes. */
    public long allocation() {
        return allocation;
    }

    public void allocation(long bytes) {
        allocation = bytes;
    }

    /** How long it waits for its client; empty if it ends with its connection. */
    public Optional<Durability> durability() {
        return durability;
    }

    /** Which requests still count. */
    public ChannelSequence channelSequence() {
        return channelSequence;
    }

    /** The CREATE that made it was answered: what it did, of CreateAction, and its ChannelSequence. */
    public void created(int action, int sequence) {
        createAction = action;
        channelSequence = new ChannelSequence(sequence);
    }

    public int createAction() {
        return createAction;
    }

    /** The application that asked for it, if that may go on at another client. */
    public Optional<AppInstance> appInstance() {
        return appInstance;
    }

    public void appInstance(Optional<AppInstance> asked) {
        appInstance = asked;
    }

    /** Has somebody told, once, when a request uses this open, or it ends. */
    public void whenUsed(Runnable listener) {
        whenUsed.set(listener);
        if (closed) { // meanwhile
            used();
        }
    }

    /** A request uses it: its CREATE is not to be sent again. */
    public void used() {
        if (whenUsed.get() != null) {
            Runnable told = whenUsed.getAndSet(null);
            if (told != null) {
                told.run();
            }
        }
    }

    /** Attributes as this open tells them. */
    public Attributes attributes() throws StorageException {
        return shown(file.attributes());
    }

    /** The same, where they are known already. */
    public Attributes shown(Attributes file) {
        long allocated = Math.max(file.allocated(), allocation);
        Instant modified = lastWrite.tell(file.modified());
        Instant fixed = changeTime;
        Instant changed = fixed == null ? tree.session().changeTimes().of(view().id(), file) : fixed;
        boolean same = allocated == file.allocated() && modified.equals(file.modified());
        return same && changed.equals(file.changed())
                ? file
                : new Attributes(
                        file.id(),
                        file.kind(),
                        file.size(),
                        file.created(),
                        modified,
                        file.accessed(),
                        changed,
                        allocated,
                        file.links(),
                        file.dosFlags(),
                        file.posix(),
                        file.target());
    }

    /** The directory's cursor, for one thread at a time: whoever gets it closes it. */
    public DirectoryScan scan() {
        return scan.begin();
    }

    /** What waits for changes of this directory; made by {@code maker} the first time. */
    public <E extends Exception> Watching watching(Maker<E> maker) throws E {
        watchingLock.lock();
        try {
            if (watching == null) {
                watching = maker.make();
            }
            return watching;
        } finally {
            watchingLock.unlock();
        }
    }

    /** Makes a {@link Watching}. */
    @FunctionalInterface
    public interface Maker<E extends Exception> {
        Watching make() throws E;
    }

    /** Ends it, if nobody else did before. */
    public void close() throws StorageException {
        leave();
        if (file == null) {
            pipe.close();
            return;
        }
        try {
            file.close();
        } finally {
            endWatching();
            leavePast();
        }
    }

    private void leavePast() {
        if (past != null && leftPast.compareAndSet(false, true)) {
            tree.leave(past);
        }
    }

    private void leave() {
        tree.session().forget(this);
        closed = true;
        used();
        left.countDown();
    }

    /** Returns once it is closed, or waits for its client, or {@code most} has passed. */
    public void awaitEnd(Duration most) {
        try {
            boolean ended = left.await(most.toNanos(), TimeUnit.NANOSECONDS);
            LOG.debug("open {} has ended meanwhile: {}", id, ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void endWatching() {
        Watching present;
        watchingLock.lock();
        try {
            present = watching;
        } finally {
            watchingLock.unlock();
        }
        if (present != null) {
            present.ended();
        }
    }

    /** The connection is lost, [MS-SMB2] 3.3.7.1: it waits for its client, or ends. */
    void disconnect() {
        SmbSession session = tree.session();
        if (!session.isRevoked() && Parking.park(this)) {
            leave();
            endWatching();
            if (session.isRevoked()) { // meanwhile
                tree.export().evictParked(tree.volume().user().name());
            }
        } else {
            closeQuietly();
        }
    }

    void closeQuietly() {
        try {
            close();
        } catch (StorageException e) {
            LOG.debug("closing open {}", id, e);
        }
    }
}
