// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.FileGuard;
import io.fairlead.core.arbiter.FileKey;
import io.fairlead.core.arbiter.OpenRecord;
import io.fairlead.core.arbiter.OpenTable;
import io.fairlead.core.arbiter.Passage;
import io.fairlead.core.arbiter.ShareMode;
import io.fairlead.core.arbiter.UserLease;
import io.fairlead.core.names.CaseFolding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The table of one storage, in this process. One mutex guards it; it is held for look-ups in memory only, never over a
 * call to the storage or to a listener, and no other lock is taken under it.
 */
public final class LocalOpens implements OpenTable {
    private static final AtomicLong COUNTER = new AtomicLong(); // over all storages: an id is never used twice

    private final boolean stableIds;
    private final ReentrantLock mutex = new ReentrantLock();
    private final Passages passages;
    private final OpenFiles files;
    private final Map<OpenId, Entry> entries = new HashMap<>();

    public LocalOpens(Set<Storage.Feature> features) {
        this(features, Duration.ofSeconds(LONGEST_NAME_WAIT_SECONDS));
    }

    /** @param longestNameWait how long a call waits for another one that keeps a name still */
    LocalOpens(Set<Storage.Feature> features, Duration longestNameWait) {
        stableIds = features.contains(Storage.Feature.STABLE_IDS);
        passages = new Passages(mutex, features.contains(Storage.Feature.CASE_INSENSITIVE), longestNameWait);
        files = new OpenFiles(stableIds);
    }

    @Override
    public OpenId newId() {
        return new OpenId(0, COUNTER.incrementAndGet());
    }

    /** What a table call does under the mutex. */
    private interface Work<T> {
        T run() throws StorageException;
    }

    /** As {@link Work}, without a result. */
    private interface Act {
        void run() throws StorageException;
    }

    private void guarded(Act act) throws StorageException {
        mutex.lock();
        try {
            act.run();
        } finally {
            mutex.unlock();
        }
    }

    private <T> T locked(Work<T> work) throws StorageException {
        mutex.lock();
        try {
            return work.run();
        } finally {
            mutex.unlock();
        }
    }

    /** @throws StorageException {@code STALE} */
    Entry entry(OpenId open) throws StorageException {
        return locked(() -> known(open));
    }

    /** Whether others, but for those under a key, have the content of an open's file open. */
    boolean isOpenBeside(Entry entry, UserLease key) throws StorageException {
        return locked(() -> {
            for (Entry other : entry.file.opens) {
                boolean same = other == entry
                        || other.record.lease().filter(key::equals).isPresent();
                if (!same && !other.ghost && other.record.mode().access() != 0) {
                    return true;
                }
            }
            return false;
        });
    }

    private Entry known(OpenId open) throws StorageException {
        Entry entry = entries.get(open);
        if (entry == null) {
            throw new StorageException(Reason.STALE, "open " + open + " was closed");
        }
        return entry;
    }

    @Override
    public Passage enter(VPath path, String stream, boolean makes, Patience patience) throws StorageException {
        return passages.enter(path, stream, makes, patience);
    }

    @Override
    public Passage enterRename(OpenId open, VPath target, Patience patience) throws StorageException {
        return passages.enterRename(entry(open), () -> passages.find(target), patience);
    }

    @Override
    public Passage enterStreamRename(OpenId open, String name, Patience patience) throws StorageException {
        Entry entry = entry(open);
        return passages.enterRename(entry, () -> entry.slot.parent().stream(CaseFolding.fold(name)), patience);
    }

    @Override
    public Passage enterRemoval(OpenId open, Patience patience) throws StorageException {
        return passages.enterRemoval(entry(open), patience);
    }

    @Override
    public Passage enterPublication(OpenId upload, Patience patience) throws StorageException {
        return passages.enterPublication(entry(upload), patience);
    }

    @Override
    public void mayMake(Passage passage, ShareMode mode, boolean upload) throws StorageException {
        NameSlot slot = ((LocalPassage) passage).slot();
        guarded(() -> {
            Sharing.refuseToMake(slot, slot.uploads, mode);
            if (upload || !stableIds) {
                Sharing.refuseConflicts(slot.opens, mode, slot);
            }
        });
    }

    @Override
    public void mayPublish(Passage passage, OpenId upload) throws StorageException {
        NameSlot slot = ((LocalPassage) passage).slot();
        guarded(() -> {
            Entry own = known(upload);
            List<Entry> others = new ArrayList<>(slot.uploads);
            others.remove(own);
            Sharing.refuseToMake(slot, others, own.record.mode());
            Sharing.refuseConflicts(slot.opens, own.record.mode(), slot);
        });
    }

    @Override
    public FileGuard admit(Passage passage, OpenRecord open, boolean created) throws StorageException {
        NameSlot slot = ((LocalPassage) passage).slot();
        return locked(() -> {
            if (open.upload()) {
                Entry entry = new Entry(open, new SharedFile(open.file(), null), slot);
                slot.addUpload(entry);
                entries.put(open.id(), entry);
                return entry;
            }
            SharedFile file = files.at(slot, open.file(), created);
            if (file.deletePending || (file.owner != null && file.owner.deletePending)) {
                throw Sharing.pending(slot);
            }
            Sharing.refuseConflicts(file.opens, open.mode(), slot);
            Sharing.refuseConflicts(slot.uploads, open.mode(), slot);
            Sharing.refuseToDelete(slot, open.mode());
            Entry entry = new Entry(open, file, slot);
            entries.put(open.id(), entry);
            files.add(entry);
            return entry;
        });
    }

    @Override
    public List<OpenId> parkedInTheWay(Passage passage, ShareMode mode, Optional<FileKey> file)
            throws StorageException {
        NameSlot slot = ((LocalPassage) passage).slot();
        return locked(() -> {
            List<Entry> standing = new ArrayList<>(slot.uploads);
            standing.addAll(slot.opens);
            file.ifPresent(key -> standing.addAll(files.at(slot, key, false).opens));
            standing.removeIf(entry -> !entry.file.deletePending && !Sharing.conflicts(entry, mode));
            standing.addAll(Sharing.keepersOfStreams(slot, mode));
            return Sharing.evictable(standing);
        });
    }

    @Override
    public List<OpenId> parkedWithin(Passage passage) throws StorageException {
        return locked(() -> {
            List<Entry> within = new ArrayList<>();
            LocalPassage entered = (LocalPassage) passage;
            addWithin(entered.slot(), within);
            if (entered.target() != entered.slot()) {
                addWithin(entered.target(), within);
            }
            return Sharing.evictable(within);
        });
    }

    private static void addWithin(NameSlot top, List<Entry> found) {
        top.forEach(slot -> {
            found.addAll(slot.opens);
            found.addAll(slot.uploads);
        });
    }

    @Override
    public void park(OpenId open, boolean parked, boolean persistent) throws StorageException {
        guarded(() -> {
            Entry entry = known(open);
            entry.parked = parked;
            entry.persistent = persistent;
        });
    }

    @Override
    public void handOver(OpenId open, OpenRecord.Owner owner) throws StorageException {
        guarded(() -> {
            Entry entry = known(open);
            entry.record = entry.record.ownedBy(owner);
        });
    }

    @Override
    public void mayRename(Passage passage, boolean replace, boolean strict) throws StorageException {
        NameSlot from = ((LocalPassage) passage).slot();
        NameSlot to = ((LocalPassage) passage).target();
        guarded(() -> {
            if (from != to) {
                Sharing.refuseRename(from, to, replace, strict);
            }
        });
    }

    @Override
    public void renamed(Passage passage, VPath target) throws StorageException {
        LocalPassage rename = (LocalPassage) passage;
        guarded(() -> {
            move(rename);
            rename.target().respell(target.name());
            passages.prune(rename);
        });
    }

    @Override
    public void streamRenamed(Passage passage, OpenId open, FileKey key) throws StorageException {
        LocalPassage rename = (LocalPassage) passage;
        guarded(() -> {
            if (move(rename)) {
                files.rekey(known(open).file, key);
            }
            passages.prune(rename);
        });
    }

    /** Whether it was more than a change of case. */
    private boolean move(LocalPassage rename) {
        passages.release(rename);
        boolean moves = rename.slot() != rename.target();
        if (moves) {
            files.unlink(rename.target());
            rename.slot().moveTo(rename.target());
        }
        return moves;
    }

    @Override
    public void mayReplace(Passage passage, boolean replace) throws StorageException {
        NameSlot slot = ((LocalPassage) passage).slot();
        guarded(() -> Sharing.refuseReplacement(slot, replace));
    }

    @Override
    public void mayRetarget(Passage passage, OpenId open) throws StorageException {
        guarded(() -> {
            List<Entry> others = new ArrayList<>(known(open).file.opens);
            others.addAll(((LocalPassage) passage).slot().uploads);
            others.removeIf(other -> other.record.id().equals(open));
            Sharing.refuseAny(others);
        });
    }

    @Override
    public void mayRemove(Passage passage) throws StorageException {
        guarded(() -> Sharing.refuseUploadsBelow(((LocalPassage) passage).slot()));
    }

    @Override
    public void unlinked(Passage passage) throws StorageException {
        guarded(() -> files.unlink(((LocalPassage) passage).slot()));
    }

    @Override
    public void linked(OpenId open) throws StorageException {
        guarded(() -> known(open).file.hardLinked = true);
    }

    @Override
    public Optional<OpenId> pendDeletion(OpenId open, boolean pending) throws StorageException {
        return locked(() -> known(open).pendDeletion(pending).map(deleter -> deleter.record.id()));
    }

    @Override
    public boolean closing(OpenId open) throws StorageException {
        return locked(() -> known(open).beginClosing());
    }

    @Override
    public Optional<OpenId> withdraw(OpenId open) throws StorageException {
        return locked(() -> {
            Entry entry = entries.get(open);
            Optional<OpenId> claimed = files.claimed(open);
            if (entry == null || claimed.isPresent()) {
                return claimed;
            }
            if (entry.file.deleter != entry) {
                takeOut(entry);
            }
            return claim(entry.file, open);
        });
    }

    @Override
    public Optional<OpenId> forget(OpenId open) throws StorageException {
        return locked(() -> {
            Entry entry = entries.get(open);
            files.settled(open);
            if (entry == null) {
                return files.claimed(open);
            }
            takeOut(entry);
            return claim(entry.file, open);
        });
    }

    private Optional<OpenId> claim(SharedFile file, OpenId claimant) {
        Optional<OpenId> deleter = files.claimDeletion(file, claimant);
        return deleter.isEmpty() && file.owner != null ? files.claimDeletion(file.owner, claimant) : deleter;
    }

    private void takeOut(Entry entry) {
        entries.remove(entry.record.id());
        NameSlot slot = entry.slot;
        slot.remove(entry);
        files.remove(entry);
        passages.prune(slot);
    }

    @Override
    public VPath path(OpenId open) throws StorageException {
        return locked(() -> known(open).slot.path());
    }

    @Override
    public List<FileKey> filesAt(VPath path, boolean below) throws StorageException {
        return locked(() -> {
            NameSlot slot = passages.find(path);
            List<FileKey> found = slot.openFiles(below);
            passages.prune(slot);
            return found;
        });
    }

    @Override
    public List<Named> opens() throws StorageException {
        return locked(() -> entries.values().stream()
                .filter(entry -> !entry.ghost)
                .map(entry -> new Named(entry.record, entry.slot.path(), entry.parked))
                .toList());
    }

    @Override
    public boolean isEmpty() {
        mutex.lock();
        try {
            return entries.isEmpty() && files.isEmpty() && passages.isEmpty();
        } finally {
            mutex.unlock();
        }
    }
}
