// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.core.arbiter.FileGuard;
import io.fairlead.core.arbiter.OpenRecord;
import io.fairlead.core.arbiter.UserLease;
import io.fairlead.core.limit.Bounds;
import io.fairlead.core.limit.Quantity;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * This process's hold of one open: the storage's node, and what it costs whom. It outlives the session that made it while
 * it is parked, and its own close while it waits to delete its file. Thread-safe.
 */
final class LocalOpen {
    private static final AtomicIntegerFieldUpdater<LocalOpen> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(LocalOpen.class, "ended");
    private static final AtomicReferenceFieldUpdater<LocalOpen, OutsideWatch> OUTSIDE =
            AtomicReferenceFieldUpdater.newUpdater(LocalOpen.class, OutsideWatch.class, "outside");
    private static final AtomicReferenceFieldUpdater<LocalOpen, Object> PARKED =
            AtomicReferenceFieldUpdater.newUpdater(LocalOpen.class, Object.class, "parked");

    final OpenId id;
    final Set<Open.Access> access;
    final boolean upload;
    final Mounted view;

    /** The lease that it asks for. */
    final Optional<UserLease> ownLease;

    /** The lease on its folder that its own doings do not break. */
    final Optional<UserLease> parentLease;

    /** The storage behind {@link #view}. */
    final Storage storage;

    private final OpenRecord.Owner owner;
    private volatile Lease.Holder holder; // null for nobody

    /** How it was admitted; set with the next two before another thread can see it. */
    private volatile OpenRecord record;

    private volatile Node node; // another one after the file became a link
    private FileGuard guard;

    private volatile String stream;
    private volatile Optional<Lease> lease = Optional.empty();
    private volatile Bounds bounds;
    private int locks; // guarded by this, as the next two
    private boolean inSession = true;
    private boolean gaveBack;
    private volatile Attributes.Kind kind;
    private volatile boolean differs;
    private volatile boolean written;
    private volatile OutsideWatch outside;
    private volatile boolean aborted;
    private volatile int ended; // 1 once somebody closes it
    private volatile Object parked; // which time it is parked; null while it is not

    LocalOpen(OpenId id, OpenRequest request, Session session) {
        this.id = id;
        this.access = request.how().access();
        this.upload = request.how().disposition() == Open.Disposition.REPLACE;
        this.stream = request.stream();
        String user = session.owner().user();
        this.ownLease = request.lease().map(asked -> new UserLease(user, asked.key()));
        this.parentLease = request.lease().flatMap(asked -> asked.parent()
                .map(key -> new UserLease(user, new Lease.Key(asked.key().client(), key))));
        this.view = session.view();
        this.storage = session.storage();
        this.owner = session.owner();
        this.holder = session.holder();
        this.bounds = session.bounds();
    }

    OpenRecord.Owner owner() {
        return owner;
    }

    /** Who is told of broken leases; null for nobody. */
    Lease.Holder holder() {
        return holder;
    }

    /** Another session has it; null for none, whose classes must not be kept. */
    void holder(Lease.Holder other) {
        holder = other;
    }

    Optional<Lease> lease() {
        return lease;
    }

    void granted(Optional<Lease> given) {
        lease = given;
    }

    void admitted(OpenRecord as, Node opened, FileGuard by) {
        guard = by;
        node = opened;
        record = as;
    }

    /** Its open was taken back. */
    void refused() {
        record = null;
    }

    /** Null until it is admitted. */
    OpenRecord record() {
        return record;
    }

    Node node() {
        return node;
    }

    FileGuard guard() {
        return guard;
    }

    /** It is open as something else now. */
    void reopened(Node other, Attributes.Kind as) {
        kind = as;
        node = other;
    }

    Attributes.Kind kind() throws StorageException {
        Attributes.Kind known = kind;
        if (known == null) {
            known = node.kind();
            kind = known;
        }
        return known;
    }

    String stream() {
        return stream;
    }

    void streamRenamed(String name) {
        stream = name;
    }

    boolean isStream() {
        return !stream.isEmpty();
    }

    /** What watches its file for its lease; the one before, if any, ends. */
    void watchedBy(OutsideWatch watch) {
        if (watch == null && outside == null) {
            return;
        }
        OutsideWatch before = OUTSIDE.getAndSet(this, watch);
        if (before != null) {
            before.close();
        }
    }

    /** Whether the open itself has changed the file, so that it is not as the storage has opened it. */
    void differs(boolean changed) {
        differs = differs || changed;
    }

    boolean isDifferent() {
        return differs;
    }

    /** Notes a change of content; whether it was the first. */
    boolean writes() {
        boolean first = !written;
        written = true;
        return first;
    }

    boolean isWritten() {
        return written;
    }

    Bounds bounds() {
        return bounds;
    }

    /** @throws StorageException {@code TOO_MANY}; {@code STALE} once it has given back what it held */
    synchronized void takeLock() throws StorageException {
        if (gaveBack) {
            throw new StorageException(Reason.STALE, "closed");
        }
        bounds.take(Quantity.LOCKS);
        locks++;
    }

    synchronized void giveLock() {
        if (locks > 0) {
            locks--;
            give(Quantity.LOCKS, 1);
        }
    }

    private void give(Quantity quantity, int count) {
        if (inSession) {
            bounds.give(quantity, count);
        } else {
            bounds.giveShared(quantity, count);
        }
    }

    /** It belongs to no session from now on, but for {@link #join}. */
    synchronized void leaveSession() {
        inSession = false;
        bounds.leaveSession(Quantity.OPENS, 1);
        bounds.leaveSession(Quantity.LOCKS, locks);
    }

    /** @throws StorageException {@code TOO_MANY}, and it belongs to no session still */
    synchronized void join(Bounds session) throws StorageException {
        session.joinSession(Quantity.OPENS, 1);
        boolean joined = false;
        try {
            session.joinSession(Quantity.LOCKS, locks);
            joined = true;
        } finally {
            if (!joined) {
                session.leaveSession(Quantity.OPENS, 1);
            }
        }
        bounds = session;
        inSession = true;
    }

    /** Gives back what it held, but for the name in the table. */
    synchronized void giveBack() {
        gaveBack = true;
        give(Quantity.OPENS, 1);
        give(Quantity.LOCKS, locks);
        locks = 0;
    }

    /** It waits for its client from now on, until one caller of {@link #unpark} has it; {@code time} tells this time from others. */
    void park(Object time) {
        parked = time;
    }

    boolean isParked() {
        return parked != null;
    }

    /** True for the one caller who has it now, to take it back or to close it; what it held as parked is given back. */
    boolean unpark() {
        Object time = parked;
        return time != null && unpark(time);
    }

    /** As {@link #unpark()}, only if it still is parked as at {@code time}. */
    boolean unpark(Object time) {
        boolean unparked = PARKED.compareAndSet(this, time, null);
        if (unparked) {
            bounds.giveShared(Quantity.PARKED, 1);
        }
        return unparked;
    }

    /** True for the one caller who is to close it. */
    boolean end() {
        return ENDED.compareAndSet(this, 0, 1);
    }

    /** Whether it stands against nobody once its lease, if any, is broken: no lock, and everything shared. */
    boolean excludesNobody() {
        boolean locked;
        synchronized (this) {
            locked = locks > 0;
        }
        OpenRecord as = record;
        return !locked && as != null && as.mode().sharesAll();
    }

    void abort() {
        aborted = true;
        node.abort();
    }

    boolean publishes() {
        return upload && !aborted;
    }
}
