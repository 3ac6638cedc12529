// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The records of a storage: found, changed and dropped one owner at a time. The lock of an owner (one of 256, which
 * owners share by chance) is held while its record is read or written, and never while another is taken. Small records
 * found last, and that there is none, are kept in memory. Thread-safe.
 */
final class Records {
    private static final int MOST_KEPT = 131_072;
    private static final int LARGEST_KEPT_BYTES = 256;

    private final HiddenFiles files;
    private final Keeping keeping;
    private final ReentrantLock[] locks = new ReentrantLock[256];
    private final Map<Object, OwnerRecord> kept = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself
    private long forgotten; // guarded by kept
    private final Map<Object, Integer> writers = new ConcurrentHashMap<>();
    private volatile Set<Object> seen; // null unless a sweep wants to know whose owners live

    /** A change of a record. */
    @FunctionalInterface
    interface Change {
        OwnerRecord apply(OwnerRecord before) throws StorageException;
    }

    Records(HiddenFiles files, Keeping keeping) {
        this.files = files;
        this.keeping = keeping;
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    Keeping keeping() {
        return keeping;
    }

    /** Runs a call with the owner's record locked. */
    <T> T locked(Owner owner, HiddenFiles.Call<T> call) throws StorageException {
        ReentrantLock lock = locks[keeping.lane(owner) & 0xff];
        lock.lock();
        try {
            return call.run();
        } finally {
            lock.unlock();
        }
    }

    /** What is kept for an owner that looks like {@code raw} below; {@link OwnerRecord#NONE} if nothing is. */
    OwnerRecord find(Volume volume, Owner owner, Attributes raw) throws StorageException {
        Object key = keeping.key(owner);
        OwnerRecord known = known(key);
        if (known == null) {
            if (!keeping.mayHave(volume, owner)) {
                return OwnerRecord.NONE;
            }
            known = locked(owner, () -> load(volume, owner));
        }
        OwnerRecord mine = fitting(known, key, Stamp.of(raw, owner.path().name()));
        if (mine.stamp() != null) {
            saw(key);
        }
        return mine;
    }

    private void saw(Object key) {
        Set<Object> wanted = seen;
        if (wanted != null && key != null) {
            wanted.add(key);
        }
    }

    private OwnerRecord fitting(OwnerRecord record, Object key, Stamp now) {
        if (record.stamp() == null) {
            return OwnerRecord.NONE;
        }
        if (record.replacing() && !record.stamp().isAsIs(now)) {
            return record.gone();
        }
        boolean written = key != null && writers.containsKey(key); // through us: it is the same file
        if (!written && keeping.isAnothers(record, now)) {
            return record.gone();
        }
        return record;
    }

    private OwnerRecord known(Object key) {
        synchronized (kept) {
            return key == null ? null : kept.get(key);
        }
    }

    /** What is on disk, whoever's it is; the owner's lock is held. */
    OwnerRecord load(Volume volume, Owner owner) throws StorageException {
        long before;
        synchronized (kept) {
            before = forgotten;
        }
        OwnerRecord found = files.record(volume, keeping.spot(owner));
        OwnerRecord record = found == null ? OwnerRecord.NONE : found;
        keep(keeping.key(owner), record, before);
        return record;
    }

    private void keep(Object key, OwnerRecord record, long before) {
        if (key == null) {
            return;
        }
        boolean small = record.stamp() == null || bytes(record) <= LARGEST_KEPT_BYTES;
        synchronized (kept) {
            if (!small) {
                kept.remove(key);
            } else if (before == forgotten) {
                kept.put(key, record);
                if (kept.size() > MOST_KEPT) {
                    kept.remove(kept.keySet().iterator().next());
                }
            }
        }
    }

    private static int bytes(OwnerRecord record) {
        int bytes = record.stamp().name().length() + 32 * record.streams().size();
        for (Map.Entry<String, byte[]> xattr : record.xattrs().entrySet()) {
            bytes += xattr.getKey().length() + xattr.getValue().length + 32;
        }
        return bytes;
    }

    /** Names have changed: nothing that is known by name is known any more. */
    void forget() {
        synchronized (kept) {
            forgotten++;
            kept.clear();
        }
    }

    /** The files of an owner have been moved or deleted. */
    void forget(Owner owner) {
        Object key = keeping.key(owner);
        synchronized (kept) {
            forgotten++;
            kept.remove(key);
        }
    }

    /** Changes what is kept for an owner that looks like {@code raw}, and writes it down. */
    OwnerRecord update(Volume volume, Owner owner, HiddenFiles.Call<Attributes> raw, Change change)
            throws StorageException {
        return locked(owner, () -> {
            Object key = keeping.key(owner);
            saw(key);
            Stamp now = Stamp.of(raw.run(), owner.path().name());
            OwnerRecord stored = keeping.mayHave(volume, owner) ? load(volume, owner) : OwnerRecord.NONE;
            OwnerRecord before = fitting(stored, key, now);
            OwnerRecord after = change.apply(before).stamped(now);
            if (!after.isEmpty()) {
                store(volume, owner, after);
            } else if (stored.stamp() != null) {
                drop(volume, owner, stored);
            }
            return after;
        });
    }

    /** Writes a record down; the owner's lock is held. */
    void store(Volume volume, Owner owner, OwnerRecord record) throws StorageException {
        keeping.expect(volume, owner);
        Object key = keeping.key(owner);
        synchronized (kept) {
            kept.remove(key); // if the next call fails it is not known what is there
        }
        files.write(volume, keeping.spot(owner), record);
        keeping.stored(owner);
        synchronized (kept) {
            keep(key, record, forgotten);
        }
    }

    /** Deletes what is kept for an owner, whoever's it is, and the content of its streams; the owner's lock is held. */
    void drop(Volume volume, Owner owner) throws StorageException {
        if (keeping.mayHave(volume, owner)) {
            drop(volume, owner, load(volume, owner));
        }
    }

    private void drop(Volume volume, Owner owner, OwnerRecord stored) throws StorageException {
        Spot spot = keeping.spot(owner);
        Object key = keeping.key(owner);
        synchronized (kept) {
            kept.remove(key);
        }
        files.delete(volume, spot.record());
        for (int number : stored.streams().values()) {
            files.delete(volume, spot.stream(number));
        }
        synchronized (kept) {
            keep(key, OwnerRecord.NONE, forgotten);
        }
    }

    /** The owner's content changes through us from now on, until {@link #written}: its looks do not tell it meanwhile. */
    void writing(Object key) {
        writers.merge(key, 1, Integer::sum);
    }

    /** Whether the owner's content changes through us at present. */
    boolean isWritten(Owner owner) {
        return writers.containsKey(keeping.key(owner));
    }

    /** The owner's content has changed, and it looks like {@code raw} now. */
    void written(Volume volume, Owner owner, HiddenFiles.Call<Attributes> raw) throws StorageException {
        try {
            if (keeping.mayHave(volume, owner)) {
                restamp(volume, owner, raw);
            }
        } finally {
            notWritten(owner);
        }
    }

    /** As {@link #written}, of an owner that is not there. */
    void notWritten(Owner owner) {
        writers.computeIfPresent(keeping.key(owner), (key, count) -> count == 1 ? null : count - 1);
    }

    private void restamp(Volume volume, Owner owner, HiddenFiles.Call<Attributes> raw) throws StorageException {
        restampAs(volume, owner, raw, owner.path().name());
    }

    /** Notes what an owner looks like now, if that is what it is told by, and its new name. */
    void restampAs(Volume volume, Owner owner, HiddenFiles.Call<Attributes> raw, String name) throws StorageException {
        locked(owner, () -> {
            Attributes looks = raw.run();
            Stamp now = Stamp.of(looks, owner.path().name());
            OwnerRecord known = known(keeping.key(owner));
            OwnerRecord record = known == null ? load(volume, owner) : known;
            OwnerRecord mine = fitting(record, keeping.key(owner), now);
            if (!mine.isEmpty()
                    && (keeping.isAnothers(mine, now) || !mine.stamp().tellsBirth())) {
                store(volume, owner, mine.stamped(Stamp.of(looks, name)));
            }
            return null;
        });
    }

    /** Collects the keys of owners that are looked at from now on; null ends it. */
    void watchLife(Set<Object> into) {
        seen = into;
    }
}
