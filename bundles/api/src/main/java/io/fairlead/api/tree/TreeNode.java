// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.tree;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open entry of a {@link TreeStorage}: an entry, whatever its name has become. */
final class TreeNode<E> implements Node {
    private final TreeVolume<E> volume;
    private final TreeStorage<E> storage;
    private final Opened<E> opened;
    private final NodeId id;
    private final Attributes.Kind kind;
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean changed; // used within run alone
    private volatile boolean aborted;
    private volatile String cursor = "";

    /**
     * What was opened.
     *
     * @param publishAs of an upload, else null
     * @param created whether this open made it
     */
    record Opened<E>(E entry, Open how, VPath publishAs, boolean created) {}

    TreeNode(TreeVolume<E> volume, TreeStorage<E> storage, Opened<E> opened) throws StorageException {
        this.volume = volume;
        this.storage = storage;
        this.opened = opened;
        Attributes attributes = storage.attributes(opened.entry);
        id = attributes.id();
        kind = attributes.kind();
        changed = opened.created || opened.publishAs != null;
    }

    private <T> T run(TreeStorage.Work<T> work) throws StorageException {
        return volume.run(() -> {
            if (closed.get()) {
                throw new StorageException(Reason.STALE, "closed");
            }
            return work.run();
        });
    }

    private <T> T run(Access needed, TreeStorage.Work<T> work) throws StorageException {
        return run(() -> {
            if (!opened.how.access().contains(needed)) {
                throw new StorageException(Reason.ACCESS_DENIED, "not opened for " + needed);
            }
            return work.run();
        });
    }

    private boolean can(Feature feature) {
        return storage.features().contains(feature);
    }

    private void require(Attributes.Kind wanted) throws StorageException {
        if (kind != wanted) {
            boolean folder = wanted == Attributes.Kind.DIRECTORY;
            throw new StorageException(folder ? Reason.NOT_DIRECTORY : Reason.IS_DIRECTORY, "it is of the other kind");
        }
    }

    @Override
    public NodeId id() {
        return id;
    }

    @Override
    public Attributes.Kind kind() {
        return kind;
    }

    @Override
    public boolean created() {
        return opened.created;
    }

    @Override
    public Attributes attributes() throws StorageException {
        return run(() -> storage.attributes(opened.entry));
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        run(opened.publishAs == null ? Access.ATTRIBUTES : Access.WRITE, () -> {
            if (!changes.equals(AttributeChanges.NONE)) {
                storage.change(opened.entry, changes);
            }
            return null;
        });
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        return run(Access.READ, () -> {
            require(Attributes.Kind.FILE);
            return into.hasRemaining() ? storage.read(opened.entry, into, position) : 0;
        });
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        boolean appends = !opened.how.access().contains(Access.WRITE);
        run(appends ? Access.APPEND : Access.WRITE, () -> {
            require(Attributes.Kind.FILE);
            boolean anywhere = !appends && can(Feature.RANDOM_WRITE);
            long end = anywhere ? position : storage.attributes(opened.entry).size();
            if (!appends && position != end) {
                throw new StorageException(Reason.NOT_SUPPORTED, "a file grows at its end");
            }
            if (from.hasRemaining()) {
                changing();
                storage.write(opened.entry, from, end);
            }
            return null;
        });
    }

    @Override
    public void resize(long size) throws StorageException {
        run(Access.WRITE, () -> {
            require(Attributes.Kind.FILE);
            if (size != storage.attributes(opened.entry).size()) {
                if (!can(Feature.RANDOM_WRITE)) {
                    throw new StorageException(Reason.NOT_SUPPORTED, "a file grows at its end");
                }
                changing();
                storage.resize(opened.entry, size);
            }
            return null;
        });
    }

    private void changing() throws StorageException {
        if (!changed) {
            storage.changing(opened.entry);
            changed = true;
        }
    }

    @Override
    public void sync() throws StorageException {
        run(() -> {
            storage.sync(opened.entry);
            return null;
        });
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        return run(Access.READ, () -> {
            require(Attributes.Kind.DIRECTORY);
            List<Entry> page = storage.list(opened.entry, cursor, max);
            cursor = page.isEmpty() ? cursor : page.get(page.size() - 1).name();
            return page;
        });
    }

    @Override
    public void rewind() throws StorageException {
        run(() -> cursor = "");
    }

    @Override
    public boolean isEmpty() throws StorageException {
        return run(() -> {
            require(Attributes.Kind.DIRECTORY);
            return storage.list(opened.entry, "", 1).isEmpty();
        });
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        run(Access.DELETE, () -> {
            refuseRoot();
            if (target.isRoot()) {
                throw new StorageException(Reason.ACCESS_DENIED, target);
            }
            E folder = volume.parent(target);
            refuseInside(target);
            Optional<E> there = storage.find(folder, target.name());
            if (there.isPresent() && there.get().equals(opened.entry)) {
                return null;
            }
            if (there.isPresent()) {
                makeRoom(there.get(), replace, target);
            }
            storage.rename(opened.entry, folder, target.name());
            return null;
        });
    }

    private void refuseInside(VPath target) throws StorageException {
        for (VPath at = target.parent(); !at.isRoot(); at = at.parent()) {
            if (volume.find(at).filter(opened.entry::equals).isPresent()) {
                throw new StorageException(Reason.NAME_INVALID, target);
            }
        }
    }

    private void makeRoom(E there, boolean replace, VPath target) throws StorageException {
        if (!replace) {
            throw new StorageException(Reason.EXISTS, target);
        }
        boolean folder = storage.attributes(there).isDirectory();
        if (folder != (kind == Attributes.Kind.DIRECTORY)) {
            throw new StorageException(folder ? Reason.IS_DIRECTORY : Reason.NOT_DIRECTORY, target);
        }
        refuseFull(there, folder);
        storage.remove(there);
    }

    private void refuseFull(E entry, boolean folder) throws StorageException {
        if (folder && !storage.list(entry, "", 1).isEmpty()) {
            throw new StorageException(Reason.NOT_EMPTY, "the folder has entries");
        }
    }

    private void refuseRoot() throws StorageException {
        if (opened.entry.equals(storage.root())) {
            throw new StorageException(Reason.ACCESS_DENIED, "the root can't be renamed or deleted");
        }
    }

    @Override
    public void delete() throws StorageException {
        run(Access.DELETE, () -> {
            refuseRoot();
            refuseFull(opened.entry, kind == Attributes.Kind.DIRECTORY);
            storage.remove(opened.entry);
            return null;
        });
    }

    @Override
    public void abort() {
        aborted = true;
    }

    @Override
    public void close() throws StorageException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        volume.forget(this);
        if (opened.publishAs == null) {
            return;
        }
        if (aborted) {
            storage.run(this::drop);
            return;
        }
        try {
            storage.refuseLeft();
            storage.run(this::publish);
        } catch (StorageException | RuntimeException e) {
            dropAfter(e);
            throw e;
        }
    }

    private void dropAfter(Exception failure) {
        try {
            storage.run(this::drop);
        } catch (StorageException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** With its volume: what is not published by then is not wanted. */
    void end() throws StorageException {
        abort();
        close();
    }

    private Object publish() throws StorageException {
        VPath path = opened.publishAs;
        E folder = volume.parent(path);
        Optional<E> there = storage.find(folder, path.name());
        if (there.isPresent()) {
            if (storage.attributes(there.get()).isDirectory()) {
                throw new StorageException(Reason.IS_DIRECTORY, path);
            }
            storage.remove(there.get());
        }
        storage.publish(opened.entry, folder, path.name());
        return null;
    }

    private Object drop() throws StorageException {
        storage.drop(opened.entry);
        return null;
    }
}
