// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A view of the whole tree. It knows its open nodes, to close them with itself. */
final class MemoryVolume implements Volume {
    private final Tree tree;
    private final Set<MemoryNode> nodes = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    MemoryVolume(Tree tree) {
        this.tree = tree;
    }

    @Override
    public Attributes attributes(VPath path) throws StorageException {
        checkOpen();
        return tree.attributes(path);
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        checkOpen();
        MemoryNode node = how.disposition() == Open.Disposition.REPLACE ? replace(path, how) : openNode(path, how);
        nodes.add(node);
        if (closed) { // meanwhile, and it may have missed this node
            node.abort();
            node.close();
            checkOpen();
        }
        return node;
    }

    @Override
    public Space space() throws StorageException {
        checkOpen();
        return tree.space();
    }

    @Override
    public void close() throws StorageException {
        closed = true;
        for (MemoryNode node : nodes) {
            node.abort();
            node.close();
        }
    }

    /** A node tells that it was closed. */
    void forget(MemoryNode node) {
        nodes.remove(node);
    }

    private MemoryNode openNode(VPath path, Open how) throws StorageException {
        Tree.Opened opened = tree.open(path, how);
        return opened.inode() instanceof DirectoryInode directory
                ? new DirectoryNode(this, tree, directory, how.access(), opened.created())
                : new FileNode(this, tree, (FileInode) opened.inode(), how.access(), opened.created());
    }

    private MemoryNode replace(VPath path, Open how) throws StorageException {
        if (how.kind() == Open.Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_SUPPORTED, "a directory can't be uploaded: " + path);
        }
        return new ReplaceNode(this, tree, path, how.access());
    }

    private void checkOpen() throws StorageException {
        if (closed) {
            throw new StorageException(Reason.STALE, "the volume was closed");
        }
    }
}
