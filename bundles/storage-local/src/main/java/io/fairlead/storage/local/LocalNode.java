// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicBoolean;

/** What every open node has: its names, which follow renames through this storage, and its end. */
abstract class LocalNode implements Node {
    final LocalVolume volume;
    final LocalStorage storage;
    private final Open how;
    private final NodeId id;
    private final NodeId entryId;
    private final boolean created;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** The real path; changes with the storage's lock on moves held alone. */
    private volatile VPath path;
    /** The name opened: another than the path if that was a link. */
    private volatile VPath entry;

    private volatile boolean entryGone;
    private volatile boolean pathGone;

    LocalNode(LocalVolume volume, Place place, Open how, NodeId id, boolean created) {
        this.volume = volume;
        this.storage = volume.storage();
        this.how = how;
        this.id = id;
        this.created = created;
        path = place.path();
        entry = place.entry();
        entryId = place.throughLink() ? place.entryId() : id;
    }

    @Override
    public final NodeId id() {
        return id;
    }

    @Override
    public final boolean created() {
        return created;
    }

    final VPath path() {
        return path;
    }

    final VPath entry() {
        return entry;
    }

    final NodeId entryId() {
        return entryId;
    }

    /** A name moved; what is at or below it moves along. */
    final void moved(VPath from, VPath to) {
        path = following(path, from, to);
        entry = following(entry, from, to);
    }

    /** An upload has its name to itself: it follows its folder, but not the old file. */
    private VPath following(VPath name, VPath from, VPath to) {
        boolean oldFile = how.disposition() == Open.Disposition.REPLACE
                && storage.fold(name.toString()).equals(storage.fold(from.toString()));
        return oldFile ? name : storage.rebase(name, from, to);
    }

    /**
     * The name at a path is another file's from now on, or nobody's. Identity alone would not tell for long: file
     * systems give the number of a deleted file to the next new one.
     */
    final void unlinked(VPath name) {
        if (name.equals(entry)) {
            entryGone = true;
        }
        if (name.equals(path)) {
            pathGone = true;
        }
    }

    final StorageException stale() {
        return new StorageException(Reason.STALE, entry + ": is gone, or another one by now");
    }

    final boolean entryGone() {
        return entryGone;
    }

    final boolean may(Access access) {
        return how.access().contains(access);
    }

    final boolean isClosed() {
        return closed.get();
    }

    final void checkOpen() throws StorageException {
        if (closed.get()) {
            throw new StorageException(Reason.STALE, entry + ": closed");
        }
    }

    final void check(Access access) throws StorageException {
        checkOpen();
        if (!may(access)) {
            throw new StorageException(Reason.ACCESS_DENIED, entry + ": not opened to " + access);
        }
    }

    final <T> T guard(Failures.Call<T> call) throws StorageException {
        return storage.failures().guard(entry, call);
    }

    @Override
    public Attributes attributes() throws StorageException {
        checkOpen();
        return guard(() -> {
            BasicFileAttributes found = storage.namespace().steady(this::look);
            return found == null ? nameless() : storage.reader().read(found, id);
        });
    }

    /** What is at our path, if it still is this node; else null. */
    final BasicFileAttributes look() throws IOException {
        if (pathGone) {
            return null;
        }
        try (Place place = storage.resolver().resolve(path, false)) {
            return place.found() != null && Namespace.same(place.found(), id) ? place.found() : null;
        } catch (StorageException x) {
            if (x.reason() == Reason.PARENT_NOT_FOUND || x.reason() == Reason.NOT_DIRECTORY) {
                return null;
            }
            throw x;
        }
    }

    /** Attributes of a node that was deleted, or renamed behind our back. */
    abstract Attributes nameless() throws IOException;

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        check(Access.ATTRIBUTES);
        storage.changer().check(changes);
        guard(() -> storage.namespace().steady(() -> {
            try (Place place = storage.resolver().resolve(path, false)) {
                if (pathGone || place.found() == null || !Namespace.same(place.found(), id)) {
                    throw stale();
                }
                storage.changer()
                        .apply(
                                place.isRoot()
                                        ? place.folder().view()
                                        : place.folder().view(place.file()),
                                storage.changer().permitted(changes));
                return null;
            }
        }));
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        check(Access.DELETE);
        guard(() -> {
            storage.namespace().rename(this, target, replace);
            return null;
        });
    }

    @Override
    public void delete() throws StorageException {
        check(Access.DELETE);
        guard(() -> {
            storage.namespace().delete(this);
            return null;
        });
    }

    @Override
    public final void close() throws StorageException {
        if (closed.compareAndSet(false, true)) {
            volume.forget(this);
            guard(() -> {
                end();
                return null;
            });
        }
    }

    /** Ends the node; called once. */
    abstract void end() throws IOException;
}
