// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A view of the whole tree. It knows its open nodes, to close them with itself. */
final class MemoryVolume implements Volume {
    private final Tree tree;
    private final NameChanges names;
    private final LinkPolicy policy;
    private final MemorySnapshots snapshots; // null for a snapshot itself
    private final MemoryExtensions extensions = new MemoryExtensions(this);
    private final Set<MemoryNode> nodes = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    MemoryVolume(Tree tree, LinkPolicy policy, MemorySnapshots snapshots) {
        this.tree = tree;
        this.snapshots = snapshots;
        names = new NameChanges(tree);
        this.policy = policy;
    }

    @Override
    public Attributes attributes(VPath path) throws StorageException {
        return attributes(path, Links.FOLLOW);
    }

    @Override
    public Attributes attributes(VPath path, Links links) throws StorageException {
        checkOpen();
        return tree.attributes(path, links, policy);
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        checkOpen();
        return add(how.disposition() == Open.Disposition.REPLACE ? replace(path, how) : openNode(path, how));
    }

    /** Knows a new node from now on. */
    MemoryNode add(MemoryNode node) throws StorageException {
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
    public <T> Optional<T> extension(Class<T> type) {
        if (type == Snapshots.class && snapshots != null) {
            return Optional.of(type.cast(snapshots.of(this)));
        }
        return extensions.find(type);
    }

    @Override
    public void close() throws StorageException {
        closed = true;
        for (MemoryNode node : nodes) {
            node.abort();
            node.close();
        }
    }

    Tree tree() {
        return tree;
    }

    NameChanges names() {
        return names;
    }

    LinkPolicy policy() {
        return policy;
    }

    /** A node tells that it was closed. */
    void forget(MemoryNode node) {
        nodes.remove(node);
    }

    private MemoryNode openNode(VPath path, Open how) throws StorageException {
        Tree.Opened opened = tree.open(path, how, policy);
        DirectoryEntry entry = opened.entry();
        if (entry.inode() instanceof DirectoryInode) {
            return new DirectoryNode(this, entry, how.access(), opened.created());
        }
        return entry.inode() instanceof FileInode file
                ? new FileNode(this, entry, file.content(), how.access(), opened.created())
                : new LinkNode(this, entry, how.access());
    }

    private MemoryNode replace(VPath path, Open how) throws StorageException {
        if (how.kind() == Open.Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_SUPPORTED, "a directory can't be uploaded: " + path);
        }
        return new ReplaceNode(this, tree.newFile(), tree.openPlace(path, how.links(), policy), how.access());
    }

    void checkOpen() throws StorageException {
        if (closed) {
            throw new StorageException(Reason.STALE, "the volume was closed");
        }
    }
}
