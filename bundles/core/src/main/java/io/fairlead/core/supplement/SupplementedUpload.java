// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;

/**
 * A whole-file upload: a new file, which has nothing of what is kept for the one that it replaces. Until it is published
 * what it brings is in memory.
 */
final class SupplementedUpload extends SupplementedNode {
    private OwnerRecord brought = OwnerRecord.NONE; // guarded by this
    private volatile boolean aborted;

    SupplementedUpload(SupplementedVolume volume, Node delegate, VPath path, Open how) {
        super(volume, delegate, path, how);
    }

    @Override
    boolean isAt(VPath name) {
        return false; // the name is still another's
    }

    @Override
    void moved(VPath from, VPath to) {
        if (!path().equals(from)) {
            super.moved(from, to);
        }
    }

    @Override
    synchronized OwnerRecord record() throws StorageException {
        delegate.attributes();
        return brought;
    }

    @Override
    synchronized OwnerRecord update(Records.Change change) throws StorageException {
        delegate.attributes();
        brought = change.apply(brought);
        return brought;
    }

    private Attributes shown(Attributes raw) {
        OwnerRecord mine;
        synchronized (this) {
            mine = brought;
        }
        return Supplement.shown(raw, mine.dosFlags(), mine.created());
    }

    @Override
    public Attributes attributes() throws StorageException {
        return shown(delegate.attributes());
    }

    @Override
    public Attributes opened() throws StorageException {
        return shown(delegate.opened());
    }

    @Override
    void keep(Integer flags, Instant created, AttributeChanges rest) throws StorageException {
        if (!rest.isEmpty()) {
            delegate.change(rest);
        }
        update(record -> record.withAttributes(flags, created));
    }

    @Override
    void changeBelow(AttributeChanges changes) throws StorageException {
        delegate.change(changes);
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        delegate.write(from, position);
    }

    @Override
    public void resize(long size) throws StorageException {
        delegate.resize(size);
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        delegate.rename(target, replace);
    }

    @Override
    public void delete() throws StorageException {
        delegate.delete();
    }

    @Override
    public void abort() {
        aborted = true;
        delegate.abort();
    }

    @Override
    public void close() throws StorageException {
        if (!volume.forget(this)) {
            return;
        }
        boolean settled = aborted;
        try {
            if (!aborted) {
                publish();
                settled = true;
            }
        } finally {
            if (!settled) {
                delegate.abort(); // does nothing if it is closed already
            }
            delegate.close();
        }
    }

    private void publish() throws StorageException {
        OwnerRecord mine;
        synchronized (this) {
            mine = brought;
        }
        if (supplement.byPath == null) {
            publishById(mine);
        } else {
            Owner owner = owner();
            supplement.moves.settle(view(), owner.path());
            supplement.records.locked(owner, () -> {
                publishByPath(owner, mine);
                return null;
            });
        }
    }

    private Attributes look(VPath at) throws StorageException {
        return HiddenFiles.refusingLinks(() -> volume.look(at, Links.ITSELF));
    }

    /** The record is there, under the new file's id, before the file has its name; after a crash it is an orphan. */
    private void publishById(OwnerRecord mine) throws StorageException {
        Records records = supplement.records;
        if (mine.isEmpty() && !records.keeping().mayHaveAny(view())) {
            delegate.close();
            return;
        }
        Owner fresh = owner();
        Attributes old = look(path());
        Owner replaced = old == null ? fresh : new Owner(old.id(), path());
        Object key = records.keeping().key(fresh);
        records.writing(key);
        boolean published = false;
        try {
            Attributes looks = delegate.attributes();
            records.locked(fresh, () -> {
                records.drop(view(), fresh); // of a file that had this id before
                if (!mine.isEmpty()) {
                    records.store(view(), fresh, mine.stamped(Stamp.of(looks, path().name())));
                }
                return null;
            });
            records.locked(replaced, () -> {
                delegate.close();
                if (old != null && old.links() <= 1 && !old.id().equals(fresh.id())) {
                    supplement.gone(old.id());
                    supplement.dropQuietly(view(), replaced);
                }
                return null;
            });
            published = true;
        } finally {
            settle(fresh, published);
        }
    }

    private void settle(Owner fresh, boolean published) {
        try {
            Attributes looks = published ? look(path()) : null;
            if (looks != null && looks.id().equals(fresh.id())) {
                supplement.records.written(view(), fresh, () -> looks);
                return;
            }
            supplement.records.notWritten(fresh);
            if (!published) {
                supplement.records.locked(fresh, () -> {
                    supplement.dropQuietly(view(), fresh);
                    return null;
                });
            }
        } catch (StorageException e) {
            volume.warn("Metadata may be lost", path(), e);
        }
    }

    /** The record says that it is about to be another's, so that after a crash it is taken for what it is. */
    private void publishByPath(Owner owner, OwnerRecord mine) throws StorageException {
        Records records = supplement.records;
        if (mine.isEmpty() && !records.keeping().mayHave(view(), owner)) {
            delegate.close();
            supplement.gone(owner.path());
            return;
        }
        Attributes old = look(owner.path());
        OwnerRecord before = old == null ? OwnerRecord.NONE : records.find(view(), owner, old);
        boolean has = !before.isEmpty();
        if (has) {
            records.store(
                    view(),
                    owner,
                    before.replacedSoon(Stamp.of(old, owner.path().name())));
        }
        boolean published = false;
        try {
            delegate.close();
            published = true;
        } finally {
            if (!published && has) {
                storeQuietly(owner, before);
            }
        }
        supplement.gone(owner.path());
        settleByPath(owner, before, mine);
    }

    private void settleByPath(Owner owner, OwnerRecord before, OwnerRecord next) {
        try {
            Attributes looks = look(owner.path());
            if (next.isEmpty()) {
                supplement.dropQuietly(view(), owner);
            } else if (looks != null) {
                supplement.records.store(
                        view(),
                        owner,
                        next.withStreams(Map.of(), before.nextStream())
                                .stamped(Stamp.of(looks, owner.path().name())));
                for (int number : before.streams().values()) {
                    supplement.files.delete(view(), supplement.records.keeping().spot(owner).stream(number));
                }
            }
        } catch (StorageException e) {
            volume.warn("Metadata may be lost", owner.path(), e);
        }
    }

    private void storeQuietly(Owner owner, OwnerRecord record) {
        try {
            supplement.records.store(view(), owner, record);
        } catch (StorageException e) {
            volume.warn("Metadata may be lost", owner.path(), e);
        }
    }
}
