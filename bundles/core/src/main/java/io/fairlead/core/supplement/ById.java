// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Owners known by their ids, of a storage whose ids survive renames. A record is {@code v1/id/BB/HIGH-LOW}, BB being one
 * of 256 folders. Which ids have records is kept in a Bloom filter of 1 MiB, which is made when the storage is found to
 * have any, and filled folder by folder when an id of it is first asked for.
 */
final class ById implements Keeping {
    static final VPath TOP = HiddenFiles.path(HiddenFiles.TOP + "/id");
    static final int FOLDERS = 256;

    private static final int WORDS = 1 << 17; // of 64 bits: 8 bits for each of a million owners
    private static final int PROBES = 4;

    private final HiddenFiles files;
    private final AtomicLongArray listed = new AtomicLongArray(FOLDERS); // 1: all ids of the folder are in the filter
    private volatile AtomicLongArray filter; // null while there are no ids at all
    private volatile boolean looked;

    ById(HiddenFiles files) {
        this.files = files;
    }

    @Override
    public Spot spot(Owner owner) throws StorageException {
        NodeId id = owner.id();
        return new Spot(folder(lane(owner)), String.format("%016x-%016x", id.high(), id.low()));
    }

    static VPath folder(int number) throws StorageException {
        return TOP.child(String.format("%02x", number));
    }

    /** The id in the name of a record or of a stream's file; null if it is none of ours. */
    static NodeId id(String name) {
        if (name.length() < 33 || name.charAt(16) != '-') {
            return null;
        }
        try {
            return new NodeId(Long.parseUnsignedLong(name, 0, 16, 16), Long.parseUnsignedLong(name, 17, 33, 16));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public Object key(Owner owner) {
        return owner.id();
    }

    @Override
    public int lane(Owner owner) {
        return (int) (mixed(owner.id()) >>> 32) & (FOLDERS - 1);
    }

    @Override
    public boolean mayHaveAny(Volume volume) throws StorageException {
        if (!looked) {
            look(volume);
        }
        return filter != null;
    }

    @Override
    public boolean mayHave(Volume volume, Owner owner) throws StorageException {
        if (!mayHaveAny(volume)) {
            return false;
        }
        int folder = lane(owner);
        if (listed.get(folder) == 0) {
            for (Entry entry : files.list(volume, folder(folder), Integer.MAX_VALUE)) {
                NodeId id = id(entry.name());
                if (id != null) {
                    add(id);
                }
            }
            listed.set(folder, 1);
        }
        return contains(owner.id());
    }

    private void look(Volume volume) throws StorageException {
        if (files.exists(volume, TOP)) {
            filter();
        }
        looked = true;
    }

    @Override
    public void expect(Volume volume, Owner owner) throws StorageException {
        if (!looked) {
            look(volume);
        }
        filter();
        add(owner.id());
    }

    @Override
    public void stored(Owner owner) {
        // the filter holds it since it was expected
    }

    @Override
    public boolean isAnothers(OwnerRecord record, Stamp now) {
        return !record.stamp().isOf(now);
    }

    private synchronized void filter() {
        if (filter == null) {
            filter = new AtomicLongArray(WORDS);
        }
    }

    private void add(NodeId id) {
        AtomicLongArray bits = filter;
        long hash = mixed(id);
        long step = hash >>> 33 | 1;
        for (int probe = 0; probe < PROBES; probe++, hash += step) {
            long bit = 1L << hash;
            int word = (int) (hash >>> 6) & (WORDS - 1);
            bits.getAndAccumulate(word, bit, (before, more) -> before | more);
        }
    }

    private boolean contains(NodeId id) {
        AtomicLongArray bits = filter;
        long hash = mixed(id);
        long step = hash >>> 33 | 1;
        for (int probe = 0; probe < PROBES; probe++, hash += step) {
            int word = (int) (hash >>> 6) & (WORDS - 1);
            if ((bits.get(word) & 1L << hash) == 0) {
                return false;
            }
        }
        return true;
    }

    private static long mixed(NodeId id) {
        long hash = id.high() * 0x9e3779b97f4a7c15L ^ id.low();
        hash = (hash ^ hash >>> 32) * 0xd6e8feb86659fd93L;
        hash = (hash ^ hash >>> 32) * 0xd6e8feb86659fd93L;
        return hash ^ hash >>> 32;
    }
}
