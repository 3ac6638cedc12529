// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.ByteBuffer;
import java.time.Instant;

/** A whole-file upload. */
final class VfsReplacingNode extends VfsNode {
    private final Upload upload; // guarded by lock, as all below
    private final Instant begun = Instant.now();
    private long written;
    private Instant modified;
    private boolean broken;

    VfsReplacingNode(VfsVolume volume, VPath path, Open how, Upload upload) {
        super(volume, path, how, false);
        this.upload = upload;
    }

    /** It follows its folder. The old file of that name is another one, whose renames and deletion don't concern it. */
    @Override
    void renamed(VPath from, VPath to) {
        if (!path().equals(from)) {
            super.renamed(from, to);
            upload.renamed(from, to);
        }
    }

    @Override
    void deleted(VPath gone) {}

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        require(Access.WRITE);
        lock.lock();
        try {
            if (broken || position != written) {
                throw new StorageException(
                        broken ? Reason.IO : Reason.NOT_SUPPORTED,
                        path() + " can be written at " + written + ", not at " + position);
            }
            int count = from.remaining();
            broken = true;
            upload.write(from);
            broken = false;
            written += count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        require(Access.READ);
        throw new StorageException(Reason.NOT_SUPPORTED, path() + " can't be read while it is being uploaded");
    }

    @Override
    public void resize(long size) throws StorageException {
        require(Access.WRITE);
        lock.lock();
        try {
            if (size != written) {
                throw new StorageException(Reason.NOT_SUPPORTED, path() + " can't be resized to " + size);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Attributes attributes() throws StorageException {
        requireOpen();
        lock.lock();
        try {
            return Attributes.of(id(), Attributes.Kind.FILE, written, modified == null ? begun : modified);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        if (!has(Access.ATTRIBUTES)) {
            require(Access.WRITE);
        }
        requireOpen();
        lock.lock();
        try {
            Instant wanted = modifiedOnly(changes);
            modified = wanted == null ? modified : wanted;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        require(Access.DELETE);
        throw new StorageException(Reason.NOT_SUPPORTED, path() + " has no name before it is closed");
    }

    @Override
    public void delete() throws StorageException {
        require(Access.DELETE);
        throw new StorageException(Reason.NOT_SUPPORTED, path() + " has no name before it is closed");
    }

    @Override
    public void abort() {
        if (markClosed()) {
            lock.lock();
            try {
                upload.discard();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void close() throws StorageException {
        if (!markClosed()) {
            return;
        }
        lock.lock();
        try {
            if (broken) {
                upload.discard();
                throw new StorageException(Reason.IO, path() + ": a write failed before; nothing was published");
            }
            upload.publish(path(), this, modified);
        } finally {
            lock.unlock();
        }
    }
}
