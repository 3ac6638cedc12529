// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;

/** A node that may change what is counted. */
final class QuotaNode extends ForwardingNode {
    private final QuotaVolume volume;
    private final Quota quota;
    private final Quota.Written file; // null unless it is a file open for writing
    private final boolean appends;
    private final VPath upload; // where it is published; null unless it is a whole-file upload
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean aborted;

    QuotaNode(QuotaVolume volume, Node delegate, Quota.Written file, boolean appends, VPath upload) {
        super(delegate);
        this.volume = volume;
        this.quota = volume.storage().quota();
        this.file = file;
        this.appends = appends;
        this.upload = upload;
    }

    static Node inner(Node node) {
        return node instanceof QuotaNode wrapped ? wrapped.delegate : node;
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        if (file == null || !from.hasRemaining()) {
            delegate.write(from, position);
            return;
        }
        Lock uncut = file.cutting().readLock();
        uncut.lock();
        try {
            if (appends) {
                file.reserveMore(from.remaining());
            } else if (position <= Long.MAX_VALUE - from.remaining()) { // else the storage refuses
                file.reserve(position + from.remaining());
            }
            delegate.write(from, position);
        } finally {
            uncut.unlock();
        }
    }

    @Override
    public void resize(long size) throws StorageException {
        if (file == null || appends) {
            delegate.resize(size);
            return;
        }
        Lock cut = file.cutting().writeLock();
        cut.lock();
        try {
            file.reserve(size);
            delegate.resize(size);
            file.cut(size);
        } finally {
            cut.unlock();
        }
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        Lock naming = volume.storage().names().writeLock();
        naming.lock();
        try (Departure old = replace ? volume.departure(target, Links.ITSELF) : null) {
            delegate.rename(target, replace);
            if (old != null && !old.id().equals(id())) {
                old.complete();
                quota.giveFile();
            }
        } finally {
            naming.unlock();
        }
    }

    @Override
    public void delete() throws StorageException {
        Lock naming = volume.storage().names().writeLock();
        naming.lock();
        try (Departure self = new Departure(quota, id(), delegate::size)) {
            delegate.delete();
            self.complete();
            quota.giveFile();
        } finally {
            naming.unlock();
        }
    }

    @Override
    public void abort() {
        aborted = true;
        delegate.abort();
    }

    @Override
    public void close() throws StorageException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        volume.forget(this);
        if (upload != null && !aborted) {
            publish();
        } else if (upload != null) {
            file.drop();
            delegate.close();
        } else {
            try {
                endWriting();
            } finally {
                delegate.close();
            }
        }
    }

    private void publish() throws StorageException {
        boolean takesName = false;
        Lock naming = volume.storage().names().writeLock();
        naming.lock();
        try (Departure old = volume.departure(upload, Links.FOLLOW)) {
            if (old == null) {
                quota.takeFile();
                takesName = true;
            }
            long size = delegate.size();
            delegate.close();
            file.close(size);
            if (old != null) {
                old.complete();
            }
        } catch (StorageException | RuntimeException e) {
            dropUpload(takesName);
            throw e;
        } finally {
            naming.unlock();
        }
    }

    private void dropUpload(boolean tookName) throws StorageException {
        file.drop();
        if (tookName) {
            quota.giveFile();
        }
        delegate.abort();
        delegate.close();
    }

    private void endWriting() {
        if (file != null) {
            file.close(delegate::size);
        }
    }
}
