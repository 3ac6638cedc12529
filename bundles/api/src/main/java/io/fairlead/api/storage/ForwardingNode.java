// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * Base of decorators: passes every call on but {@link Node#attributesAtOpen}, which asks the decorator for its own
 * {@link #attributes}.
 */
public abstract class ForwardingNode implements Node {
    protected final Node delegate;

    protected ForwardingNode(Node delegate) {
        this.delegate = delegate;
    }

    @Override
    public NodeId id() {
        return delegate.id();
    }

    @Override
    public Attributes.Kind kind() throws StorageException {
        return delegate.kind();
    }

    @Override
    public Attributes opened() throws StorageException {
        return delegate.opened();
    }

    @Override
    public boolean isEmpty() throws StorageException {
        return delegate.isEmpty();
    }

    @Override
    public boolean created() {
        return delegate.created();
    }

    @Override
    public Attributes attributes() throws StorageException {
        return delegate.attributes();
    }

    @Override
    public long size() throws StorageException {
        return delegate.size();
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        delegate.change(changes);
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        return delegate.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        delegate.write(from, position);
    }

    @Override
    public void announce(long bytes) throws StorageException {
        delegate.announce(bytes);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel sink) throws IOException {
        return delegate.transferTo(position, count, sink);
    }

    @Override
    public void resize(long size) throws StorageException {
        delegate.resize(size);
    }

    @Override
    public void sync() throws StorageException {
        delegate.sync();
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        return delegate.next(max);
    }

    @Override
    public List<String> leftOut() {
        return delegate.leftOut();
    }

    @Override
    public void rewind() throws StorageException {
        delegate.rewind();
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
        delegate.abort();
    }

    @Override
    public void close() throws StorageException {
        delegate.close();
    }
}
