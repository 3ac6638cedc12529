// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.layer.LayerNode;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;

/** A node that may change what is counted. */
final class QuotaNode extends LayerNode {
    private final QuotaVolume volume;
    private final Quotas quotas;
    private final Written file; // null unless it is a file open for writing
    private final boolean appends;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean aborted;
    volatile VPath path; // follows renames, see Quotas.renamed

    QuotaNode(QuotaVolume volume, Node below, VPath path, Written file, boolean appends) {
        super(below);
        this.volume = volume;
        this.quotas = volume.quotas();
        this.path = path;
        this.file = file;
        this.appends = appends;
    }

    boolean isUpload() {
        return file != null && file.isUpload();
    }

    /** A change of content. */
    @FunctionalInterface
    interface Change<T> {
        T make() throws StorageException;
    }

    /** Makes a change that lets the file end at {@code end} or before, unless that is too much. */
    <T> T upTo(long end, Change<T> change) throws StorageException {
        if (file == null) {
            return change.make();
        }
        Lock uncut = file.cutting().readLock();
        uncut.lock();
        try {
            file.reserve(end);
            return change.make();
        } finally {
            uncut.unlock();
        }
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        if (file == null || !from.hasRemaining() || position < 0 || position > Long.MAX_VALUE - from.remaining()) {
            delegate.write(from, position); // nothing to count, or refused
            return;
        }
        if (!appends) {
            upTo(position + from.remaining(), () -> {
                delegate.write(from, position);
                return null;
            });
            return;
        }
        Lock uncut = file.cutting().readLock();
        uncut.lock();
        try {
            file.reserveMore(from.remaining());
            delegate.write(from, position);
        } finally {
            uncut.unlock();
        }
    }

    @Override
    public void announce(long bytes) throws StorageException {
        if (file != null && bytes > 0 && appends) {
            file.check(bytes); // each write will take its part
        } else if (file != null && bytes > 0) {
            file.reserve(bytes);
        }
        delegate.announce(bytes);
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
        VPath from = path;
        boolean folder = kind() == Attributes.Kind.DIRECTORY;
        try (Quotas.Busy names = quotas.busy(from, target, folder);
                Departure old = replace ? volume.departure(target, Links.ITSELF) : null;
                Departure self = quotas.mindsMove(from, target)
                        ? new Departure(quotas, from, delegate.attributes(), delegate::size)
                        : null) {
            long bytes = self == null ? 0 : self.bytes();
            if (self != null) {
                quotas.move(from, target, bytes, true);
            }
            boolean renamed = false;
            try {
                delegate.rename(target, replace);
                renamed = true;
            } finally {
                if (!renamed && self != null) {
                    quotas.move(target, from, bytes, false);
                }
            }
            if (old != null && !old.id().equals(id())) {
                old.complete();
            }
            quotas.renamed(from, target, folder);
        }
    }

    @Override
    public void delete() throws StorageException {
        try (Quotas.Busy name = quotas.busy(path);
                Departure self = new Departure(quotas, path, delegate.attributes(), delegate::size)) {
            delegate.delete();
            self.complete();
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
        quotas.forget(this);
        if (file == null) {
            delegate.close();
        } else if (!file.isUpload()) {
            try {
                file.close(delegate::size);
            } finally {
                delegate.close();
            }
        } else if (aborted) {
            file.drop(0);
            delegate.close();
        } else {
            publish();
        }
    }

    private void publish() throws StorageException {
        VPath at = path;
        boolean takesName = false;
        try (Quotas.Busy name = quotas.busy(at);
                Departure old = volume.departure(at, Links.FOLLOW)) {
            if (old == null) {
                quotas.take(at, 0, 1);
                takesName = true;
            }
            long size = delegate.size();
            delegate.close();
            file.published(size);
            if (old != null) {
                old.complete();
                quotas.add(at, 0, 1); // the name is still there
            }
        } catch (StorageException | RuntimeException e) {
            file.drop(0);
            if (takesName) {
                quotas.add(at, 0, -1);
            }
            delegate.abort();
            delegate.close();
            throw e;
        }
    }
}
