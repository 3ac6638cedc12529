// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What is used of a quota. Room is reserved before it is written to, so that writers at one time can't pass the bound
 * together; what was reserved and not used is given back when a file's last writer closes. Thread-safe: every method is
 * short, and does nothing else under this object's lock.
 */
final class Quota {
    private final QuotaStorage.Limits limits;
    private final Map<NodeId, Written> written = new HashMap<>();
    private long usedBytes;
    private long usedFiles;

    Quota(QuotaStorage.Limits limits) {
        this.limits = limits;
    }

    /** Asks a storage how large a file is. */
    @FunctionalInterface
    interface Size {
        long bytes() throws StorageException;
    }

    /** A file that is open for writing. Guarded by the quota. */
    final class Written {
        /** Held for writing while the file is cut, so that nothing is written that was given back just now. */
        private final ReadWriteLock cutting = new ReentrantReadWriteLock();

        private final NodeId id;
        private int holders;
        private long reserved; // its size as far as it is paid for; the real one is not larger
        private boolean counted = true; // until it is deleted or replaced
        private boolean measured; // guarded by cutting, held for writing

        private Written(NodeId id) {
            this.id = id;
        }

        /** The first one looks how large it is; nobody writes before. */
        private void measure(Node node) throws StorageException {
            cutting.writeLock().lock();
            try {
                if (!measured) {
                    long size = node.size();
                    synchronized (Quota.this) {
                        reserved = size;
                    }
                    measured = true;
                }
            } finally {
                cutting.writeLock().unlock();
            }
        }

        ReadWriteLock cutting() {
            return cutting;
        }

        /** Nothing of it counts any more: it was dropped. */
        void drop() {
            synchronized (Quota.this) {
                written.remove(id, this);
                usedBytes -= counted ? reserved : 0;
                counted = false;
            }
        }

        /**
         * Makes room for a size.
         *
         * @throws StorageException {@link Reason#QUOTA}, and then none was made
         */
        void reserve(long size) throws StorageException {
            synchronized (Quota.this) {
                if (size > reserved) {
                    grow(size - reserved);
                }
            }
        }

        /** Makes room for more at the end, wherever that is. */
        void reserveMore(long count) throws StorageException {
            synchronized (Quota.this) {
                grow(count);
            }
        }

        /** Gives back what is beyond a size that it has been cut to. */
        void cut(long size) {
            synchronized (Quota.this) {
                shrink(size);
            }
        }

        /** Ends the part of one that holds it. */
        void close(Size size) {
            long bytes = Long.MAX_VALUE; // if it can't be told, what was reserved stays counted
            cutting.writeLock().lock(); // else another one might write, and end, after the size was asked for
            try {
                bytes = size.bytes();
            } catch (StorageException e) { // see above
            } finally {
                close(bytes);
                cutting.writeLock().unlock();
            }
        }

        /** Ends the part of one that holds it; {@code size} is the file's, which nobody changes meanwhile. */
        void close(long size) {
            synchronized (Quota.this) {
                if (--holders == 0) {
                    written.remove(id, this);
                    shrink(size);
                    counted = false; // whatever a late call may still ask for
                }
            }
        }

        private void grow(long count) throws StorageException {
            if (counted) {
                takeBytes(count);
            }
            reserved += count;
        }

        private void shrink(long size) {
            if (size < reserved) {
                usedBytes -= counted ? reserved - size : 0;
                reserved = size;
            }
        }
    }

    synchronized long usedBytes() {
        return usedBytes;
    }

    synchronized long usedFiles() {
        return usedFiles;
    }

    /** Counts what is there already, whatever the bounds. */
    synchronized void found(long bytes) {
        usedBytes += bytes;
        usedFiles++;
    }

    /**
     * Takes one more file or directory.
     *
     * @throws StorageException {@link Reason#QUOTA}
     */
    synchronized void takeFile() throws StorageException {
        if (usedFiles >= limits.maxFiles()) {
            throw new StorageException(Reason.QUOTA, limits.maxFiles() + " files and directories are used up");
        }
        usedFiles++;
    }

    /**
     * Takes one more symbolic link.
     *
     * @param bytes of its text
     * @throws StorageException {@link Reason#QUOTA}
     */
    synchronized void takeLink(long bytes) throws StorageException {
        takeFile();
        try {
            takeBytes(bytes);
        } catch (StorageException e) {
            giveFile();
            throw e;
        }
    }

    synchronized void giveFile() {
        usedFiles--;
    }

    /** Begins a writer's part in a file, whose bytes are counted; nothing was written through {@code node} yet. */
    Written open(Node node) throws StorageException {
        Written file;
        synchronized (this) {
            file = written.computeIfAbsent(node.id(), Written::new);
            file.holders++;
        }
        try {
            file.measure(node);
            return file;
        } catch (StorageException | RuntimeException e) {
            file.close(Long.MAX_VALUE);
            throw e;
        }
    }

    /** Holds a file that somebody writes to, so that what it takes is known until {@link Written#close}; else null. */
    synchronized Written hold(NodeId id) {
        Written file = written.get(id);
        if (file != null) {
            file.holders++;
        }
        return file;
    }

    /** The content of a file that is gone counts no more, though it may still be written to. */
    synchronized void giveBytes(Written file) {
        written.remove(file.id, file);
        usedBytes -= file.counted ? file.reserved : 0;
        file.counted = false;
    }

    /** The content of a file that is gone, and that nobody wrote to, counts no more. */
    synchronized void giveBytes(long size) {
        usedBytes -= size;
    }

    private void takeBytes(long count) throws StorageException {
        if (count > limits.maxBytes() - usedBytes) {
            throw new StorageException(Reason.QUOTA, limits.maxBytes() + " bytes are used up");
        }
        usedBytes += count;
    }
}
