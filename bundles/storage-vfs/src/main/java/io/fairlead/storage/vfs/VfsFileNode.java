// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.ByteBuffer;

/**
 * An open file. Reads go on over one stream as long as they follow each other; a jump back starts another. Writes go from
 * the start of an empty file, or on from the end of any.
 */
final class VfsFileNode extends VfsNode {
    private Source source; // guarded by lock, as all below
    private Sink sink;
    private long size; // with what this node wrote

    VfsFileNode(VfsVolume volume, VPath path, Open how, boolean created, long size) {
        super(volume, path, how, created);
        this.size = size;
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        require(Access.READ);
        if (!into.hasRemaining()) {
            return 0;
        }
        lock.lock();
        try {
            settle();
            if (source != null && !source.reaches(position)) {
                endSource();
            }
            if (source == null) {
                if (position > 0
                        && position
                                >= volume.tree()
                                        .attributes(path(), Links.FOLLOW)
                                        .size()) {
                    return -1; // some providers fail to seek there
                }
                source = Source.open(volume, path(), position);
            }
            return readOn(into, position);
        } finally {
            lock.unlock();
        }
    }

    private int readOn(ByteBuffer into, long position) throws StorageException {
        int count = -1;
        try {
            count = source.read(into, position);
            return count;
        } finally {
            if (count < 0) {
                endSource();
            }
        }
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        requireOpen();
        boolean appends = has(Access.APPEND) && !has(Access.WRITE);
        if (!appends) {
            require(Access.WRITE);
        }
        lock.lock();
        try {
            endSource();
            if (!appends && position != size) {
                throw new StorageException(
                        Reason.NOT_SUPPORTED, path() + " can be written at " + size + ", not at " + position);
            }
            if (sink == null) {
                boolean fromStart = size == 0 && !appends;
                sink = Sink.open(volume, path(), !fromStart);
            }
            size += sink.write(from);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void resize(long wanted) throws StorageException {
        require(Access.WRITE);
        lock.lock();
        try {
            if (wanted == 0 && size != 0) {
                settle();
                endSource();
                Sink.empty(volume, path());
                size = 0;
            } else if (wanted != size) {
                throw new StorageException(Reason.NOT_SUPPORTED, path() + " can't be resized to " + wanted);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Attributes attributes() throws StorageException {
        lock.lock();
        try {
            settle();
            return super.attributes();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sync() throws StorageException {
        super.sync();
        lock.lock();
        try {
            settle();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        lock.lock();
        try {
            settle();
            endSource();
            super.rename(target, replace);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws StorageException {
        if (markClosed()) {
            lock.lock();
            try {
                endSource();
                settle();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Ends a running write, so that everything written is there. */
    private void settle() throws StorageException {
        if (sink != null) {
            Sink ending = sink;
            sink = null;
            ending.close();
        }
    }

    private void endSource() {
        if (source != null) {
            source.close();
            source = null;
        }
    }
}
