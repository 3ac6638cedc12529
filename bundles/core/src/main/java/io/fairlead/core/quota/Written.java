// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A file that is open for writing: how much of it is paid for. Guarded by {@link Quotas}, whose monitor each method takes. */
final class Written {
    /** Held for writing while the file is cut or measured, so that nothing is written that was given back just now. */
    private final ReadWriteLock cutting = new ReentrantReadWriteLock();

    private final Quotas quotas;
    private final boolean upload;
    final NodeId id;
    VPath path;
    int holders = 1;
    private long reserved; // its size as far as it is paid for; the real one is not larger
    private boolean counted = true; // until it is deleted or replaced
    private boolean measured; // under the monitor and cutting, held for writing

    /** Asks a storage how large a file is. */
    @FunctionalInterface
    interface Size {
        long bytes() throws StorageException;
    }

    Written(Quotas quotas, NodeId id, VPath path, boolean upload) {
        this.quotas = quotas;
        this.id = id;
        this.path = path;
        this.upload = upload;
    }

    boolean isUpload() {
        return upload;
    }

    ReadWriteLock cutting() {
        return cutting;
    }

    /** The first one looks how large it is; nobody writes before. */
    void measure(Size now) throws StorageException {
        cutting.writeLock().lock();
        try {
            if (!measured) {
                long size = upload ? 0 : now.bytes();
                synchronized (quotas) {
                    reserved = size;
                    measured = true;
                }
            }
        } finally {
            cutting.writeLock().unlock();
        }
    }

    /** Bytes that count for it now; {@code size} if it was not measured yet. */
    long counted(long size) {
        synchronized (quotas) {
            return measured && counted ? reserved : size;
        }
    }

    /**
     * Makes room for a size.
     *
     * @throws StorageException {@code QUOTA}, and then none was made
     */
    void reserve(long size) throws StorageException {
        synchronized (quotas) {
            if (size > reserved) {
                reserveMore(size - reserved);
            }
        }
    }

    /** Makes room for more at the end, wherever that is. */
    void reserveMore(long more) throws StorageException {
        synchronized (quotas) {
            if (counted) {
                quotas.check(path, more, 0);
                pay(more);
            }
            reserved += more;
        }
    }

    /** Asks whether there is room for more at the end, without taking it. */
    void check(long more) throws StorageException {
        synchronized (quotas) {
            if (counted) {
                quotas.check(path, more, 0);
            }
        }
    }

    private void pay(long more) {
        if (upload) {
            quotas.addUploading(path, more);
        } else {
            quotas.add(path, more, 0);
        }
    }

    /** Gives back what is beyond a size that it has been cut to. */
    void cut(long size) {
        synchronized (quotas) {
            if (size < reserved) {
                if (counted) {
                    pay(size - reserved);
                }
                reserved = size;
            }
        }
    }

    /** An upload has got its name; all of it counts there. */
    void published(long size) {
        synchronized (quotas) {
            cut(size);
            quotas.addUploading(path, -reserved);
            quotas.add(path, reserved, 0);
            end();
        }
    }

    /**
     * The content has lost its name, or will never have one: nothing of it counts any more, though it may be written to.
     *
     * @param size of it, in case it was not measured yet
     */
    void drop(long size) {
        synchronized (quotas) {
            if (counted) {
                pay(measured ? -reserved : -size);
            }
            end();
        }
    }

    private void end() {
        counted = false;
        quotas.forget(this);
    }

    /** Ends the part of one that holds it. */
    void close(Size size) {
        long bytes = Long.MAX_VALUE; // if it can't be told, what was reserved stays counted
        cutting.writeLock().lock(); // else another one might write, and end, after the size was asked for
        try {
            bytes = size.bytes();
        } catch (StorageException e) { // see above
        } finally {
            synchronized (quotas) {
                if (--holders == 0) {
                    cut(bytes);
                    end();
                }
            }
            cutting.writeLock().unlock();
        }
    }
}
