// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.cache;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Parts of one file's content, as they were read. Thread-safe. */
public final class CachedContent {
    private final CacheRoom room;
    private final NavigableMap<Long, byte[]> parts = new TreeMap<>(); // by offset; guarded by this
    private boolean dropped; // guarded by this

    public CachedContent(CacheRoom room) {
        this.room = room;
    }

    /** Remembers a copy, unless it is known or there is no room; the buffer stays as it is. */
    public void put(long offset, ByteBuffer data) {
        int bytes = data.remaining();
        if (bytes == 0 || covers(offset, bytes) || !room.take(bytes)) {
            return;
        }
        byte[] copy = new byte[bytes];
        data.duplicate().get(copy);
        int unused = 0;
        synchronized (this) {
            if (dropped) {
                unused = bytes;
            } else {
                byte[] before = parts.put(offset, copy);
                unused = before == null ? 0 : before.length;
            }
        }
        room.give(unused);
    }

    private synchronized boolean covers(long offset, int bytes) {
        Map.Entry<Long, byte[]> part = parts.floorEntry(offset);
        return dropped || part != null && part.getKey() + part.getValue().length >= offset + bytes;
    }

    /** At most so many bytes from a position on, not to be changed; null if the first of them is not known. */
    public synchronized ByteBuffer get(long position, int most) {
        Map.Entry<Long, byte[]> part = parts.floorEntry(position);
        if (part == null || position - part.getKey() >= part.getValue().length) {
            return null;
        }
        int skip = (int) (position - part.getKey());
        int some = Math.min(most, part.getValue().length - skip);
        return ByteBuffer.wrap(part.getValue(), skip, some).slice().asReadOnlyBuffer();
    }

    /** Forgets all; gives whether there was anything. */
    public boolean clear() {
        int bytes = 0;
        synchronized (this) {
            for (byte[] part : parts.values()) {
                bytes += part.length;
            }
            parts.clear();
        }
        room.give(bytes);
        return bytes > 0;
    }

    /** Forgets all, for good. */
    public void drop() {
        synchronized (this) {
            dropped = true;
        }
        clear();
    }
}
