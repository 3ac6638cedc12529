// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the metadata of owners that are gone: those that other programs deleted, and what a crash left. Runs in the
 * background, once after a storage was first mounted, and looks at a bounded number of files. What it can't be sure of
 * stays.
 */
final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final int MOST_RECORDS = 200_000;
    private static final int MOST_FILES = 2_000_000;
    private static final int PAGE = 500;
    /** If of so many owners not one is found, the storage has changed its ids rather than lost all files. */
    private static final int SUSPICIOUS = 16;

    private final Supplement supplement;
    private final AtomicLong owners = new AtomicLong();
    private final AtomicLong orphans = new AtomicLong();
    private final AtomicLong streams = new AtomicLong();

    /**
     * What sweeps found.
     *
     * @param owners records looked at
     * @param orphans records deleted
     * @param streams files of streams deleted that belonged to no record
     */
    record Counts(long owners, long orphans, long streams) {}

    Sweep(Supplement supplement) {
        this.supplement = supplement;
    }

    Counts counts() {
        return new Counts(owners.get(), orphans.get(), streams.get());
    }

    void failed(StorageException e) {
        LOG.info("Metadata of deleted files could not be looked for: {}", e.getMessage());
    }

    void run(Volume volume) throws StorageException {
        if (supplement.byPath == null) {
            sweepIds(volume);
        } else {
            sweepFolder(volume, VPath.ROOT);
        }
        LOG.info("Swept metadata: {}", counts());
    }

    // Owners known by id: whoever is not met on a walk through all files, twice, and was not looked at meanwhile, is
    // gone.

    private void sweepIds(Volume volume) throws StorageException {
        Set<NodeId> suspects = new HashSet<>();
        Set<Object> alive = ConcurrentHashMap.newKeySet();
        supplement.records.watchLife(alive);
        try {
            for (int number = 0; number < ById.FOLDERS && suspects.size() < MOST_RECORDS; number++) {
                collect(volume, ById.folder(number), suspects);
            }
            owners.addAndGet(suspects.size());
            int all = suspects.size();
            for (int walk = 0; walk < 2 && !suspects.isEmpty(); walk++) {
                if (!walk(volume, suspects)) {
                    LOG.info("Metadata of {} files stays unchecked: too many files to look at", suspects.size());
                    return;
                }
            }
            suspects.removeAll(alive);
            if (suspects.size() == all && all >= SUSPICIOUS) {
                LOG.warn("Of {} files with metadata not one was found; it stays", all);
                return;
            }
            for (NodeId id : suspects) {
                remove(volume, new Owner(id, VPath.ROOT), alive);
            }
        } finally {
            supplement.records.watchLife(null);
        }
    }

    private void collect(Volume volume, VPath folder, Set<NodeId> into) throws StorageException {
        List<Entry> entries = supplement.files.list(volume, folder, MOST_RECORDS);
        for (Entry entry : entries) {
            NodeId id = ById.id(entry.name());
            if (id != null) {
                into.add(id);
                sweepStream(volume, new Owner(id, VPath.ROOT), entry.name());
            }
        }
    }

    /** Meets every file; false if there are too many. */
    private boolean walk(Volume volume, Set<NodeId> suspects) throws StorageException {
        Deque<VPath> folders = new ArrayDeque<>();
        folders.add(VPath.ROOT);
        int met = 0;
        for (VPath folder = folders.poll(); folder != null; folder = folders.poll()) {
            try (Node node = volume.open(folder, Open.list())) {
                meet(volume, folder, node.attributes(), suspects);
                for (List<Entry> page = node.next(PAGE); !page.isEmpty(); page = node.next(PAGE)) {
                    met += page.size();
                    if (met > MOST_FILES || folders.size() > MOST_FILES) {
                        return false;
                    }
                    for (Entry entry : page) {
                        if (folder.isRoot() && Reserved.is(entry.name())) {
                            continue;
                        }
                        VPath path = folder.child(entry.name());
                        meet(volume, path, entry.attributes(), suspects);
                        if (entry.attributes().isDirectory()) {
                            folders.add(path);
                        }
                    }
                }
            } catch (StorageException e) {
                if (!HiddenFiles.isAbsent(e.reason())) {
                    throw e;
                }
            }
        }
        return true;
    }

    /** A file whose record is another's, for the id was used again, does not keep it. */
    private void meet(Volume volume, VPath path, Attributes raw, Set<NodeId> suspects) throws StorageException {
        if (!suspects.contains(raw.id())) {
            return;
        }
        Owner owner = new Owner(raw.id(), path);
        boolean mine = supplement.records.locked(owner, () -> {
            OwnerRecord record = supplement.records.load(volume, owner);
            boolean fits = record.stamp() != null
                    && !supplement.records.keeping().isAnothers(record, Stamp.of(raw, path.name()));
            return record.stamp() == null || fits || supplement.records.isWritten(owner);
        });
        if (mine) {
            suspects.remove(raw.id());
        }
    }

    private void remove(Volume volume, Owner owner, Set<Object> alive) throws StorageException {
        supplement.records.locked(owner, () -> {
            if (!alive.contains(owner.id())) {
                supplement.records.drop(volume, owner);
                orphans.incrementAndGet();
            }
            return null;
        });
    }

    private void sweepStream(Volume volume, Owner owner, String name) throws StorageException {
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            return;
        }
        supplement.records.locked(owner, () -> {
            Spot spot = supplement.records.keeping().spot(owner);
            OwnerRecord record = supplement.records.load(volume, owner);
            boolean known = record.streams().values().stream().anyMatch(n -> name.endsWith("." + n));
            boolean successor = name.endsWith(".new") && record.stamp() != null && isNeeded(volume, spot);
            if (!known && !successor) {
                supplement.files.delete(volume, spot.folder().child(name));
                streams.incrementAndGet();
            }
            return null;
        });
    }

    private boolean isNeeded(Volume volume, Spot spot) throws StorageException {
        byte[] record = supplement.files.read(volume, spot.record(), RecordFormat.LARGEST_BYTES);
        return record == null || RecordFormat.decode(record) == null;
    }

    // Owners known by path: whose path leads to nothing, is gone.

    private void sweepFolder(Volume volume, VPath path) throws StorageException {
        VPath folder = ByPath.folder(path);
        for (Entry entry : supplement.files.list(volume, folder.child(ByPath.CHILDREN), MOST_RECORDS)) {
            sweepFolder(volume, path.child(entry.name()));
        }
        Owner owner = new Owner(NodeId.ofPath(path), path);
        for (Entry entry : supplement.files.list(volume, folder, MOST_RECORDS)) {
            if (entry.attributes().isFile() && entry.name().startsWith(ByPath.RECORD)) {
                sweepStream(volume, owner, entry.name());
            }
        }
        supplement.records.locked(owner, () -> {
            removeIfGone(volume, owner);
            return null;
        });
        supplement.sweepEmpty(volume, owner);
    }

    private void removeIfGone(Volume volume, Owner owner) throws StorageException {
        OwnerRecord record = supplement.records.load(volume, owner);
        if (record.stamp() == null) {
            return;
        }
        owners.incrementAndGet();
        boolean gone;
        try {
            Attributes raw = volume.attributes(owner.path(), Links.ITSELF);
            gone = supplement.byPath.isAnothers(
                            record, Stamp.of(raw, owner.path().name()))
                    && !record.replacing();
        } catch (StorageException e) {
            gone = HiddenFiles.isAbsent(e.reason());
        }
        if (gone && !supplement.moves.covers(owner.path())) {
            supplement.records.drop(volume, owner);
            orphans.incrementAndGet();
        }
    }
}
