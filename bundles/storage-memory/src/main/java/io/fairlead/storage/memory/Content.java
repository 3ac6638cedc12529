// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The bytes of one file, in pages, so that growing copies at most one page and a gap costs nothing. Any number of
 * readers run at once; a write is seen whole or not at all. Thread-safe.
 */
final class Content {
    private static final int PAGE_BYTES = 64 * 1024;
    private static final int FIRST_BYTES = 64;
    private static final byte[] GAP = new byte[PAGE_BYTES];

    private final Budget budget;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final TreeMap<Long, byte[]> pages = new TreeMap<>(); // by number; may be shorter than a page, the rest is 0
    private volatile long size;
    private final AtomicLong allocated = new AtomicLong();

    Content(Budget budget) {
        this.budget = budget;
    }

    /** Bytes of content. */
    long size() {
        return size;
    }

    /** Bytes of memory. */
    long allocated() {
        return allocated.get();
    }

    /** As {@link io.fairlead.api.storage.Node#read}. */
    int read(ByteBuffer into, long position) {
        lock.readLock().lock();
        try {
            if (position >= size) {
                return -1;
            }
            int total = (int) Math.min(into.remaining(), size - position);
            for (int done = 0; done < total; ) {
                byte[] page = pages.getOrDefault((position + done) / PAGE_BYTES, GAP);
                int offset = (int) ((position + done) % PAGE_BYTES);
                int count = Math.min(total - done, PAGE_BYTES - offset);
                int stored = Math.min(count, Math.max(0, page.length - offset));
                into.put(page, Math.min(offset, page.length), stored);
                into.put(GAP, 0, count - stored);
                done += count;
            }
            return total;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** As {@link io.fairlead.api.storage.Node#write}. */
    void write(ByteBuffer from, long position) throws StorageException {
        lock.writeLock().lock();
        try {
            put(from, position);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Writes at the end, wherever that is by now. */
    void append(ByteBuffer from) throws StorageException {
        lock.writeLock().lock();
        try {
            put(from, size);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Becomes what another is now; it is empty yet, and nobody else's. */
    void copy(Content from) throws StorageException {
        from.lock.readLock().lock();
        try {
            for (Map.Entry<Long, byte[]> page : from.pages.entrySet()) {
                byte[] bytes = page.getValue().clone();
                budget.take(bytes.length);
                allocated.addAndGet(bytes.length);
                pages.put(page.getKey(), bytes);
            }
            size = from.size;
        } finally {
            from.lock.readLock().unlock();
        }
    }

    /** As {@link io.fairlead.api.storage.Node#resize}. */
    void resize(long newSize) {
        lock.writeLock().lock();
        try {
            if (newSize < size) {
                cut(newSize);
            }
            size = newSize;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void put(ByteBuffer from, long position) throws StorageException {
        if (from.remaining() > Long.MAX_VALUE - position) {
            throw new StorageException(Reason.NO_SPACE, "no file is that large");
        }
        for (long at = position; from.hasRemaining(); ) {
            int offset = (int) (at % PAGE_BYTES);
            int count = Math.min(from.remaining(), PAGE_BYTES - offset);
            from.get(page(at / PAGE_BYTES, offset + count), offset, count);
            at += count;
            size = Math.max(size, at);
        }
    }

    /** The page, with room for {@code length} bytes at the least. */
    private byte[] page(long number, int length) throws StorageException {
        byte[] old = pages.getOrDefault(number, new byte[0]);
        if (old.length >= length) {
            return old;
        }
        // Small files take little; a page that grows is copied at most ten times before it is whole.
        int grown = Math.max(FIRST_BYTES, Math.max(Integer.highestOneBit(length - 1) << 1, old.length));
        budget.take(grown - old.length);
        allocated.addAndGet(grown - old.length);
        byte[] page = Arrays.copyOf(old, grown);
        pages.put(number, page);
        return page;
    }

    private void cut(long newSize) {
        long first = (newSize + PAGE_BYTES - 1) / PAGE_BYTES;
        Map<Long, byte[]> gone = pages.tailMap(first, true);
        long freed = gone.values().stream().mapToLong(page -> page.length).sum();
        gone.clear();
        allocated.addAndGet(-freed);
        budget.give(freed);
        byte[] last = pages.get(newSize / PAGE_BYTES);
        int offset = (int) (newSize % PAGE_BYTES);
        if (last != null && offset < last.length) {
            Arrays.fill(
                    last, offset, last.length, (byte) 0); // what lies beyond the end reads as zeros if it grows again
        }
    }
}
