// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;

/** An open file or directory with what the storage lacks. */
class SupplementedNode extends ForwardingNode {
    private static final int TRIES = 8;

    final SupplementedVolume volume;
    final Supplement supplement;
    private final Open how;
    private final NameChanges names = new NameChanges(this);
    private final AtomicBoolean writing = new AtomicBoolean();
    private volatile VPath path;
    private volatile boolean lost;

    SupplementedNode(SupplementedVolume volume, Node delegate, VPath path, Open how) {
        super(delegate);
        this.volume = volume;
        this.supplement = volume.supplement();
        this.path = path;
        this.how = how;
    }

    final Node below() {
        return delegate;
    }

    final Volume view() {
        return volume.below();
    }

    final VPath path() {
        return path;
    }

    final Owner owner() {
        return new Owner(delegate.id(), path);
    }

    /** Whether this is the file of that name, or below it. */
    boolean isAt(VPath name) {
        return path.startsWith(name);
    }

    /** A file or folder was renamed. */
    void moved(VPath from, VPath to) {
        if (path.startsWith(from)) {
            path = path.rebase(from, to);
        }
    }

    final boolean isLost() {
        return lost;
    }

    /** Has no name any more by which to find metadata. */
    void lose() {
        lost = true;
    }

    boolean hasAccess(Open.Access access) {
        return how.access().contains(access);
    }

    /** What is kept for it. */
    OwnerRecord record() throws StorageException {
        Attributes raw = delegate.attributes();
        return lost ? OwnerRecord.NONE : supplement.find(view(), owner(), raw);
    }

    /** Changes what is kept for it. */
    OwnerRecord update(Records.Change change) throws StorageException {
        if (supplement.moves == null) {
            return updateKept(change);
        }
        Lock keeping = supplement.moves.keeping();
        keeping.lock();
        try {
            return updateKept(change);
        } finally {
            keeping.unlock();
        }
    }

    private OwnerRecord updateKept(Records.Change change) throws StorageException {
        for (int tries = 1; ; tries++) {
            Owner owner = owner();
            if (supplement.moves != null) {
                supplement.moves.settle(view(), owner.path());
            }
            if (lost) {
                throw new StorageException(Reason.STALE, owner.path());
            }
            try {
                OwnerRecord after = supplement.records.update(view(), owner, delegate::attributes, change);
                if (supplement.byPath == null || owner.path().equals(path)) {
                    return after;
                }
                clean(owner); // it was renamed meanwhile: what was written may have stayed where it was
            } catch (StorageException e) {
                if (tries >= TRIES || owner.path().equals(path)) {
                    throw e;
                }
            }
        }
    }

    private void clean(Owner before) throws StorageException {
        if (!supplement.files.exists(view(), before.path())) {
            supplement.dropQuietly(view(), before);
        }
    }

    @Override
    public Attributes attributes() throws StorageException {
        Attributes raw = delegate.attributes();
        return lost ? raw : supplement.shown(view(), path, raw);
    }

    @Override
    public Attributes opened() throws StorageException {
        Attributes raw = delegate.opened();
        return lost ? raw : supplement.shown(view(), path, raw);
    }

    @Override
    public boolean isEmpty() throws StorageException {
        if (path.isRoot()) {
            throw new StorageException(Reason.NOT_SUPPORTED, "can't tell whether the root is empty");
        }
        return delegate.isEmpty();
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        Integer flags = supplement.ownsFlags && supplement.writes ? changes.dosFlags() : null;
        Instant created = supplement.ownsCreated && supplement.writes ? changes.created() : null;
        AttributeChanges rest = new AttributeChanges(
                created == null ? changes.created() : null,
                changes.modified(),
                changes.accessed(),
                flags == null ? changes.dosFlags() : null,
                changes.mode());
        if (flags == null && created == null) {
            changeBelow(rest);
            return;
        }
        if (!hasAccess(Open.Access.ATTRIBUTES) && how.disposition() != Open.Disposition.REPLACE) {
            delegate.attributes(); // refused if this is closed
            throw new StorageException(Reason.ACCESS_DENIED, "not opened to change attributes");
        }
        checkMayChange();
        if (flags != null && !Supplement.isFlag(flags)) {
            throw new StorageException(Reason.NOT_SUPPORTED, "flags " + flags + " are not kept");
        }
        keep(flags, created, rest);
    }

    /** Whether metadata may be set through this node. */
    final void checkMayChange() throws StorageException {
        delegate.attributes(); // refused if this is closed
        if (!hasAccess(Open.Access.ATTRIBUTES) && !hasAccess(Open.Access.WRITE)) {
            throw new StorageException(Reason.ACCESS_DENIED, "not opened to change attributes");
        }
    }

    void keep(Integer flags, Instant created, AttributeChanges rest) throws StorageException {
        OwnerRecord[] before = new OwnerRecord[1];
        update(record -> {
            before[0] = record;
            return record.withAttributes(flags, created);
        });
        boolean done = rest.isEmpty();
        try {
            if (!done) {
                changeBelow(rest);
                done = true;
            }
        } finally {
            if (!done) {
                OwnerRecord old = before[0];
                update(now -> new OwnerRecord(
                        null, false, old.dosFlags(), old.created(), now.xattrs(), now.streams(), now.nextStream()));
            }
        }
    }

    void changeBelow(AttributeChanges changes) throws StorageException {
        boolean dates = changes.created() != null || changes.modified() != null;
        if (!dates || supplement.byPath != null || lost) {
            delegate.change(changes);
            return;
        }
        Owner owner = owner();
        Object key = supplement.records.keeping().key(owner);
        supplement.records.writing(key);
        try {
            delegate.change(changes);
        } finally {
            supplement.records.written(view(), owner, delegate::attributes);
        }
    }

    /** The content is about to change. */
    private void markWriting() {
        if (supplement.byPath == null && !writing.get() && writing.compareAndSet(false, true)) {
            supplement.records.writing(supplement.records.keeping().key(owner()));
        }
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        markWriting();
        delegate.write(from, position);
    }

    @Override
    public void resize(long size) throws StorageException {
        markWriting();
        delegate.resize(size);
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        while (true) {
            List<Entry> page = delegate.next(max);
            if (page.isEmpty()) {
                return page;
            }
            VPath folder = path;
            List<Entry> shown = new ArrayList<>(page.size());
            for (Entry entry : page) {
                if (!folder.isRoot() || !Reserved.is(entry.name())) {
                    shown.add(shown(folder, entry));
                }
            }
            if (!shown.isEmpty()) {
                return shown;
            }
        }
    }

    private Entry shown(VPath folder, Entry entry) throws StorageException {
        Attributes raw = entry.attributes();
        Attributes told = lost ? raw : supplement.shown(view(), folder.child(entry.name()), raw);
        return told.equals(raw) ? entry : new Entry(entry.name(), told);
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        volume.following(target, at -> {
            names.rename(at, replace);
            return null;
        });
    }

    @Override
    public void delete() throws StorageException {
        names.delete();
    }

    @Override
    public void close() throws StorageException {
        if (!volume.forget(this)) {
            return;
        }
        try {
            if (writing.get()) {
                stampQuietly();
            }
        } finally {
            delegate.close();
        }
    }

    private void stampQuietly() {
        try {
            supplement.records.written(view(), owner(), delegate::attributes);
        } catch (StorageException e) {
            volume.warn("Metadata may be lost", path, e);
        }
    }
}
