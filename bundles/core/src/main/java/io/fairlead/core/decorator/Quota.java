// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

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

    /** A file that is open for writing. Guarded by the quota. */
    final class Written {
        /** Held for writing while the file is cut, so that nothing is written that was given back just now. */
        private final ReadWriteLock cutting = new ReentrantReadWriteLock();

        private final NodeId id;
        private int writers;
        private long reserved; // its size as far as it is paid for; the real one is not larger
        private boolean counted = true; // until it is deleted or replaced

        private Written(NodeId id, long size) {
            this.id = id;
            reserved = size;
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

        /** Ends one writer's part; {@code size} is the file's at that moment. */
        void close(long size) {
            synchronized (Quota.this) {
                if (--writers == 0) {
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

    synchronized void giveFile() {
        usedFiles--;
    }

    /** Begins a writer's part in a file that has {@code size} bytes, which are counted. */
    synchronized Written open(NodeId id, long size) {
        Written file = written.computeIfAbsent(id, key -> new Written(key, size));
        file.writers++;
        return file;
    }

    /** The content of a file that is gone counts no more, though it may still be written to. */
    synchronized void giveBytes(NodeId id, long size) {
        Written file = written.remove(id);
        usedBytes -= file == null ? size : file.reserved;
        if (file != null) {
            file.counted = false;
        }
    }

    private void takeBytes(long count) throws StorageException {
        if (count > limits.maxBytes() - usedBytes) {
            throw new StorageException(Reason.QUOTA, limits.maxBytes() + " bytes are used up");
        }
        usedBytes += count;
    }
}
