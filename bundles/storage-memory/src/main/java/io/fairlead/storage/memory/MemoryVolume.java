// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A view of the whole tree. It knows its open nodes, to close them with itself. */
final class MemoryVolume implements Volume {
    private final Tree tree;
    private final LinkPolicy policy;
    private final Set<MemoryNode> nodes = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    MemoryVolume(Tree tree, LinkPolicy policy) {
        this.tree = tree;
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
    public <T> Optional<T> extension(Class<T> type) {
        return type == Symlinks.class ? Optional.of(type.cast(new MemorySymlinks())) : Optional.empty();
    }

    private final class MemorySymlinks implements Symlinks {
        @Override
        public void create(VPath link, String target) throws StorageException {
            checkOpen();
            tree.makeLink(link, target, policy);
        }

        @Override
        public String target(VPath link) throws StorageException {
            return attributes(link, Links.ITSELF)
                    .target()
                    .orElseThrow(() -> new StorageException(Reason.NOT_SUPPORTED, link + ": not a symbolic link"));
        }
    }

    @Override
    public void close() throws StorageException {
        closed = true;
        for (MemoryNode node : nodes) {
            node.abort();
            node.close();
        }
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
        if (opened.inode() instanceof DirectoryInode directory) {
            return new DirectoryNode(this, tree, directory, how.access(), opened.created());
        }
        return opened.inode() instanceof FileInode file
                ? new FileNode(this, tree, file, how.access(), opened.created())
                : new LinkNode(this, tree, (LinkInode) opened.inode(), how.access());
    }

    private MemoryNode replace(VPath path, Open how) throws StorageException {
        if (how.kind() == Open.Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_SUPPORTED, "a directory can't be uploaded: " + path);
        }
        return new ReplaceNode(this, tree, tree.openPlace(path, how.links(), policy), how.access());
    }

    private void checkOpen() throws StorageException {
        if (closed) {
            throw new StorageException(Reason.STALE, "the volume was closed");
        }
    }
}
