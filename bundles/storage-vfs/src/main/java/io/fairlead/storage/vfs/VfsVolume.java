// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileType;

/** A view of the whole tree. It knows its open nodes, which it closes with itself, and which follow its renames. */
final class VfsVolume implements Volume {
    private final VfsStorage storage;
    private final Tree tree;
    private final Ability ability;
    private final Set<VfsNode> nodes = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    VfsVolume(VfsStorage storage, Tree tree, Ability ability) {
        this.storage = storage;
        this.tree = tree;
        this.ability = ability;
    }

    Tree tree() {
        return tree;
    }

    Ability ability() {
        return ability;
    }

    @Override
    public Attributes attributes(VPath path) throws StorageException {
        return attributes(path, Links.FOLLOW);
    }

    @Override
    public Attributes attributes(VPath path, Links links) throws StorageException {
        requireOpen();
        if (tree.isHidden(path)) {
            throw new StorageException(Reason.NOT_FOUND, path);
        }
        return tree.attributes(path, links);
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        requireOpen();
        if (how.changes() && !ability.writes()) {
            throw new StorageException(Reason.READ_ONLY, path + ": the provider of the URL takes no changes");
        }
        VfsNode node =
                switch (how.disposition()) {
                    case OPEN -> found(path, how, attributes(path, how.links()), false);
                    case CREATE, OPEN_OR_CREATE -> openOrCreate(path, how);
                    case REPLACE -> replace(path, how);
                };
        nodes.add(node);
        if (closed) { // meanwhile, and it may have missed this node
            end(node);
            requireOpen();
        }
        return node;
    }

    private VfsNode found(VPath path, Open how, Attributes there, boolean created) throws StorageException {
        boolean removes = EnumSet.of(Access.DELETE).containsAll(how.access());
        if (there.isLink() && !removes) {
            throw new StorageException(Reason.ACCESS_DENIED, path + " is a link");
        }
        if (there.isDirectory() && how.kind() == Kind.FILE) {
            throw new StorageException(Reason.IS_DIRECTORY, path);
        }
        if (!there.isDirectory() && how.kind() == Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_DIRECTORY, path);
        }
        return there.isDirectory()
                ? new VfsFolderNode(this, path, how, created)
                : new VfsFileNode(this, path, how, created, there.size());
    }

    private VfsNode openOrCreate(VPath path, Open how) throws StorageException {
        ReentrantLock naming = storage.naming();
        naming.lock();
        try {
            Attributes there = find(path, how);
            if (there == null) {
                make(path, how.kind() == Kind.DIRECTORY);
                return found(path, how, tree.attributes(path, Links.FOLLOW), true);
            }
            if (how.disposition() == Disposition.CREATE) {
                throw new StorageException(Reason.EXISTS, path);
            }
            return found(path, how, there, false);
        } finally {
            naming.unlock();
        }
    }

    /** Null if there is nothing of that name, where something could be made. */
    private Attributes find(VPath path, Open how) throws StorageException {
        try {
            return attributes(path, how.disposition() == Disposition.CREATE ? Links.ITSELF : how.links());
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private void make(VPath path, boolean folder) throws StorageException {
        tree.checkParent(path);
        if (folder && ability.byNameOnly()) {
            throw new StorageException(Reason.NOT_SUPPORTED, path + ": there are no folders");
        }
        if (!folder) {
            Sink.empty(this, path);
            return;
        }
        try {
            tree.file(path).createFolder();
        } catch (FileSystemException | RuntimeException e) {
            throw Failures.translated(e, path);
        }
    }

    private VfsNode replace(VPath path, Open how) throws StorageException {
        if (path.isRoot() || how.kind() == Kind.DIRECTORY) {
            throw new StorageException(
                    path.isRoot() ? Reason.IS_DIRECTORY : Reason.NOT_SUPPORTED, "only files are replaced, not " + path);
        }
        tree.checkParent(path);
        if (!ability.byNameOnly() && Tree.type(tree.file(path), path) == FileType.FOLDER) {
            throw new StorageException(Reason.IS_DIRECTORY, path);
        }
        Upload upload = ability.renames() ? new RenamedUpload(this, path) : new SpooledUpload(this, path);
        return new VfsReplacingNode(this, path, how, upload);
    }

    /** Renames, refusing or clearing what is in the way. */
    void rename(VPath from, VPath target, boolean replace) throws StorageException {
        requireAbleTo(Capability.RENAME, from);
        ReentrantLock naming = storage.naming();
        naming.lock();
        try {
            Attributes source = source(from);
            tree.checkParent(target);
            Attributes there = tree.entry(target);
            if (there != null) {
                makeRoom(source, target, there, replace);
            }
            move(from, target);
            nodes.forEach(node -> node.renamed(from, target));
        } finally {
            naming.unlock();
        }
    }

    private Attributes source(VPath from) throws StorageException {
        Attributes source = tree.entry(from);
        if (source == null) {
            throw new StorageException(Reason.STALE, from + " is gone");
        }
        return source;
    }

    private void makeRoom(Attributes source, VPath target, Attributes there, boolean replace) throws StorageException {
        if (!replace) {
            throw new StorageException(Reason.EXISTS, target);
        }
        if (source.isDirectory() != there.isDirectory()) {
            throw new StorageException(source.isDirectory() ? Reason.NOT_DIRECTORY : Reason.IS_DIRECTORY, target);
        }
        remove(target, there.isDirectory());
    }

    /** Nothing is at the target. */
    void move(VPath from, VPath target) throws StorageException {
        try {
            if (ability.renamesFoldersAlone()
                    && Tree.type(tree.file(from), from).hasChildren()) {
                moveOneByOne(from, target);
            } else {
                tree.file(from).moveTo(tree.file(target));
            }
        } catch (FileSystemException | RuntimeException e) {
            throw Failures.translated(e, target);
        }
    }

    private void moveOneByOne(VPath from, VPath target) throws FileSystemException, StorageException {
        tree.file(target).createFolder();
        for (FileObject child : tree.file(from).getChildren()) {
            String name = Tree.nameOf(child);
            if (name != null) {
                move(from.child(name), target.child(name));
            }
        }
        tree.file(from).delete();
    }

    void delete(VPath path) throws StorageException {
        if (path.isRoot()) {
            throw new StorageException(Reason.ACCESS_DENIED, path);
        }
        requireAbleTo(Capability.DELETE, path);
        ReentrantLock naming = storage.naming();
        naming.lock();
        try {
            remove(path, source(path).isDirectory());
            nodes.forEach(node -> node.deleted(path));
        } finally {
            naming.unlock();
        }
    }

    private void remove(VPath path, boolean directory) throws StorageException {
        try {
            if (directory && tree.file(path).getChildren().length > 0) {
                throw new StorageException(Reason.NOT_EMPTY, path);
            }
            if (!tree.file(path).delete()) {
                throw new StorageException(Reason.ACCESS_DENIED, path + " could not be deleted");
            }
        } catch (FileSystemException | RuntimeException e) {
            throw Failures.translated(e, path);
        }
    }

    private void requireAbleTo(Capability capability, VPath path) throws StorageException {
        if (!ability.has(capability)) {
            throw new StorageException(Reason.NOT_SUPPORTED, path + ": the provider of the URL has no " + capability);
        }
    }

    ReentrantLock naming() {
        return storage.naming();
    }

    void forget(VfsNode node) {
        nodes.remove(node);
    }

    @Override
    public void close() {
        closed = true;
        nodes.forEach(VfsVolume::end);
        storage.forget(this);
    }

    private static void end(Node node) {
        try {
            node.abort();
            node.close();
        } catch (StorageException e) {
            // nobody is left to be told
        }
    }

    void requireOpen() throws StorageException {
        if (closed) {
            throw new StorageException(Reason.STALE, "the volume was closed");
        }
    }
}
