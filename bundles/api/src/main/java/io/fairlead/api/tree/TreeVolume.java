// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.tree;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Attributes.Kind;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A view of a {@link TreeStorage}: paths become keys. Its open nodes end with it. */
final class TreeVolume<E> implements Volume {
    private final TreeStorage<E> storage;
    private final Set<TreeNode<E>> nodes = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    TreeVolume(TreeStorage<E> storage) {
        this.storage = storage;
    }

    /** Runs calls on the storage, while this view is open. */
    <T> T run(TreeStorage.Work<T> work) throws StorageException {
        if (closed) {
            throw new StorageException(Reason.STALE, "the volume was closed");
        }
        storage.refuseLeft();
        return storage.run(work);
    }

    void forget(TreeNode<E> node) {
        nodes.remove(node);
    }

    /** The folder that a path is in. */
    E parent(VPath path) throws StorageException {
        for (String name : path.names()) {
            if (!storage.isName(name)) {
                throw new StorageException(Reason.NAME_INVALID, path);
            }
        }
        E at = storage.root();
        for (String name : path.parent().names()) {
            at = storage.find(at, name).orElseThrow(() -> new StorageException(Reason.PARENT_NOT_FOUND, path));
            if (!storage.attributes(at).isDirectory()) {
                throw new StorageException(Reason.NOT_DIRECTORY, path);
            }
        }
        return at;
    }

    Optional<E> find(VPath path) throws StorageException {
        return path.isRoot() ? Optional.of(storage.root()) : storage.find(parent(path), path.name());
    }

    @Override
    public Attributes attributes(VPath path) throws StorageException {
        return run(
                () -> storage.attributes(find(path).orElseThrow(() -> new StorageException(Reason.NOT_FOUND, path))));
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        TreeNode<E> node = run(() -> opened(path, how));
        nodes.add(node);
        if (closed) { // meanwhile, and maybe without this one
            node.end();
        }
        return node;
    }

    private TreeNode<E> opened(VPath path, Open how) throws StorageException {
        if (how.changes() && !storage.features().contains(Feature.WRITE)) {
            throw new StorageException(Reason.READ_ONLY, path);
        }
        Optional<E> there = find(path);
        if (there.isEmpty()) {
            return made(path, how);
        }
        if (how.disposition() == Disposition.CREATE) {
            throw new StorageException(Reason.EXISTS, path);
        }
        boolean replaces = how.disposition() == Disposition.REPLACE;
        boolean folder = storage.attributes(there.get()).isDirectory();
        if (folder && (replaces || how.kind() == Open.Kind.FILE)) {
            throw new StorageException(Reason.IS_DIRECTORY, path);
        }
        if (!folder && how.kind() == Open.Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_DIRECTORY, path);
        }
        return replaces ? upload(path, how) : node(there.get(), how, null, false);
    }

    private TreeNode<E> made(VPath path, Open how) throws StorageException {
        switch (how.disposition()) {
            case OPEN -> throw new StorageException(Reason.NOT_FOUND, path);
            case REPLACE -> {
                return upload(path, how);
            }
            default -> {
                Kind kind = how.kind() == Open.Kind.DIRECTORY ? Kind.DIRECTORY : Kind.FILE;
                return node(storage.make(parent(path), path.name(), kind), how, null, true);
            }
        }
    }

    /** Has no name before it is closed. */
    private TreeNode<E> upload(VPath path, Open how) throws StorageException {
        return node(storage.makeUnnamed(), how, path, false);
    }

    private TreeNode<E> node(E entry, Open how, VPath publishAs, boolean created) throws StorageException {
        return new TreeNode<>(this, storage, new TreeNode.Opened<>(entry, how, publishAs, created));
    }

    @Override
    public void close() throws StorageException {
        closed = true;
        StorageException failure = null;
        for (TreeNode<E> node : nodes) {
            try {
                node.end();
            } catch (StorageException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
