// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.ForwardingNode;
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
        try {
            Departure old = replace ? Departure.of(volume, target) : null;
            boolean gone = false;
            try {
                delegate.rename(target, replace);
                gone = old != null && !old.id().equals(id());
            } finally {
                end(old, gone);
            }
            if (gone) {
                quota.giveFile();
            }
        } finally {
            naming.unlock();
        }
    }

    private static void end(Departure old, boolean gone) {
        if (gone) {
            old.complete();
        } else if (old != null) {
            old.cancel();
        }
    }

    @Override
    public void delete() throws StorageException {
        Lock naming = volume.storage().names().writeLock();
        naming.lock();
        try {
            Quota.Written held = quota.hold(id());
            long size = held == null ? delegate.size() : 0;
            boolean gone = false;
            try {
                delegate.delete();
                gone = true;
            } finally {
                if (held != null && !gone) {
                    held.close(delegate::size);
                }
            }
            if (held != null) {
                quota.giveBytes(held);
            } else {
                quota.giveBytes(size);
            }
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
            endWriting();
            delegate.close();
        }
    }

    private void publish() throws StorageException {
        boolean takesName = false;
        Departure old = null;
        boolean gone = false;
        Lock naming = volume.storage().names().writeLock();
        naming.lock();
        try {
            old = Departure.of(volume, upload);
            if (old == null) {
                quota.takeFile();
                takesName = true;
            }
            long size = delegate.size();
            delegate.close();
            file.close(size);
            gone = old != null;
        } catch (StorageException | RuntimeException e) {
            dropUpload(takesName);
            throw e;
        } finally {
            end(old, gone);
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
