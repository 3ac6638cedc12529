// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;

/** An open stream: a file in the hidden folder, with the attributes of its owner. */
final class StreamNode extends ForwardingNode {
    private final SupplementedVolume volume;
    private final SupplementedNode owner;
    private final boolean created;
    private final boolean deletes;
    private final Removal removal;

    /** Takes the stream from its owner's record. */
    @FunctionalInterface
    interface Removal {
        /** @throws StorageException {@link Reason#STALE} if it is not in there */
        void run() throws StorageException;
    }

    /** @param owner to be closed with this */
    StreamNode(SupplementedVolume volume, Node content, SupplementedNode owner, Open how, Removal removal) {
        super(content);
        this.volume = volume;
        this.owner = owner;
        this.created = content.created();
        this.deletes = how.access().contains(Open.Access.DELETE);
        this.removal = removal;
    }

    Node below() {
        return delegate;
    }

    @Override
    public NodeId id() {
        return owner.id();
    }

    @Override
    public Attributes.Kind kind() {
        return Attributes.Kind.FILE;
    }

    @Override
    public boolean created() {
        return created;
    }

    @Override
    public Attributes attributes() throws StorageException {
        Attributes content = delegate.attributes();
        return of(owner.attributes(), content);
    }

    @Override
    public Attributes opened() throws StorageException {
        return of(owner.opened(), delegate.opened());
    }

    /** What is told of a stream. */
    static Attributes of(Attributes owner, Attributes content) {
        return owner.ofStream(content.size(), content.allocated());
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        owner.change(changes);
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        throw new StorageException(Reason.NOT_SUPPORTED, "a stream is renamed through its file");
    }

    @Override
    public void delete() throws StorageException {
        delegate.attributes(); // refused if this is closed
        if (!deletes) {
            throw new StorageException(Reason.ACCESS_DENIED, "not opened to delete");
        }
        removal.run();
        try {
            delegate.delete();
        } catch (StorageException e) {
            if (e.reason() != Reason.STALE) { // it went with the last that was kept for the owner
                throw e;
            }
        }
    }

    @Override
    public void close() throws StorageException {
        volume.forget(this);
        try {
            owner.close();
        } finally {
            delegate.close();
        }
    }
}
