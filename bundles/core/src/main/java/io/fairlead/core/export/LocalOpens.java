// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The table of one storage, in this process. One mutex guards it; it is held for look-ups in memory only, never over a
 * call to the storage or to a listener, and no other lock is taken under it.
 */
final class LocalOpens implements OpenTable {
    private final boolean stableIds;
    private final ReentrantLock mutex = new ReentrantLock();
    private final Passages passages;
    private final Map<NodeId, SharedFile> files = new HashMap<>(); // only with stable ids

    LocalOpens(Set<Storage.Feature> features) {
        stableIds = features.contains(Storage.Feature.STABLE_IDS);
        passages = new Passages(mutex, features.contains(Storage.Feature.CASE_INSENSITIVE));
    }

    @Override
    public Passage enter(VPath path, boolean makes) throws StorageException {
        return passages.enter(path, makes);
    }

    @Override
    public Passage enterRename(Claim claim, VPath target) throws StorageException {
        return passages.enterRename(claim, target);
    }

    @Override
    public Passage enterRemoval(Claim claim) {
        return passages.enterRemoval(claim);
    }

    @Override
    public Passage enterPublication(Claim upload) {
        return passages.enterPublication(upload);
    }

    @Override
    public void mayMake(Passage passage, Claim claim) throws StorageException {
        Place place = ((LocalPassage) passage).place();
        mutex.lock();
        try {
            if (place.parent() != null) {
                Sharing.refusePending(
                        place.parent().claims, place); // nothing new in a folder that is going to be deleted
            }
            Sharing.refusePending(place.claims, place);
            Sharing.refuseConflicts(place.uploads, claim, place);
            if (claim.upload || !stableIds) {
                Sharing.refuseConflicts(place.claims, claim, place);
            }
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void admit(Passage passage, Claim claim, Node node) throws StorageException {
        Place place = ((LocalPassage) passage).place();
        mutex.lock();
        try {
            if (claim.upload) {
                claim.file = new SharedFile(node.id());
                place.uploads.add(claim);
            } else {
                SharedFile file = fileOf(place, node.id());
                if (file.deletePending) {
                    throw Sharing.pending(place);
                }
                Sharing.refuseConflicts(file.claims, claim, place);
                Sharing.refuseConflicts(place.uploads, claim, place);
                claim.file = file;
                file.claims.add(claim);
                place.claims.add(claim);
                if (stableIds) {
                    files.put(file.id, file);
                } else {
                    place.file = file;
                }
            }
            claim.node = node;
            claim.place = place;
        } finally {
            mutex.unlock();
        }
    }

    private SharedFile fileOf(Place place, NodeId id) {
        SharedFile found = stableIds ? files.get(id) : place.file;
        return found == null ? new SharedFile(id) : found;
    }

    @Override
    public void mayRename(Passage passage, boolean replace) throws StorageException {
        Place from = ((LocalPassage) passage).place();
        Place to = ((LocalPassage) passage).target();
        mutex.lock();
        try {
            if (from == to) {
                return;
            }
            List<Claim> below = new ArrayList<>();
            from.forEachBelow(place -> {
                below.addAll(place.claims);
                below.addAll(place.uploads);
            });
            Sharing.refuseKeepers(below, from);
            Sharing.refuseUploadsBelow(to);
            Sharing.refusePending(to.claims, to);
            Sharing.refusePending(to.parent() == null ? List.of() : to.parent().claims, to);
            if (replace) {
                Sharing.refuseKeepers(to.claims, to);
                Sharing.refuseKeepers(to.uploads, to);
            }
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void renamed(Passage passage, VPath target) {
        LocalPassage rename = (LocalPassage) passage;
        mutex.lock();
        try {
            passages.release(rename);
            if (rename.place() != rename.target()) {
                rename.place().moveTo(rename.target());
            }
            rename.target().respell(target.name());
            rename.steps.forEach(step -> step.place().prune());
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void mayRemove(Passage passage) throws StorageException {
        mutex.lock();
        try {
            Sharing.refuseUploadsBelow(((LocalPassage) passage).place());
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void unlinked(Passage passage) {
        mutex.lock();
        try {
            ((LocalPassage) passage).place().unlink();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public Optional<Claim> pendDeletion(Claim claim, boolean pending) throws StorageException {
        mutex.lock();
        try {
            SharedFile file = claim.file;
            if (claim.hasEnded() || claim.unlinked) { // what ends later finds the mark when it asks closing()
                throw new StorageException(Reason.STALE, claim.place.path());
            }
            Claim before = file.deleter;
            if (pending && before != null) {
                return Optional.empty();
            }
            file.deletePending = pending;
            file.deleter = pending ? claim : null;
            return Optional.ofNullable(before).filter(deleter -> !pending && deleter.ghost);
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public boolean closing(Claim claim) {
        mutex.lock();
        try {
            SharedFile file = claim.file;
            if (claim.deleteOnClose && file.deleter == null && !claim.upload && !claim.unlinked) {
                file.deletePending = true;
                file.deleter = claim;
            }
            claim.ghost = file.deleter == claim;
            return claim.ghost;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public Optional<Claim> withdraw(Claim claim) {
        mutex.lock();
        try {
            SharedFile file = claim.file;
            if (file.deleter != claim) {
                takeOut(claim);
            }
            boolean last = file.deleter != null && file.claims.stream().allMatch(other -> other.ghost);
            if (!last || file.deleting) {
                return Optional.empty();
            }
            file.deleting = true;
            return Optional.of(file.deleter);
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void forget(Claim claim) {
        mutex.lock();
        try {
            takeOut(claim);
        } finally {
            mutex.unlock();
        }
    }

    private void takeOut(Claim claim) {
        Place place = claim.place;
        place.uploads.remove(claim);
        place.claims.remove(claim);
        claim.file.claims.remove(claim);
        if (claim.file.claims.isEmpty()) {
            files.remove(claim.file.id, claim.file);
        }
        if (place.claims.isEmpty()) {
            place.file = null;
        }
        place.prune();
    }

    @Override
    public VPath path(Claim claim) {
        mutex.lock();
        try {
            return claim.place.path();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public List<SharedFile> filesAt(VPath path) {
        mutex.lock();
        try {
            Place place = passages.find(path);
            place.prune();
            return place.claims.stream().map(claim -> claim.file).distinct().toList();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public List<Claim> claims() {
        List<Claim> all = new ArrayList<>();
        mutex.lock();
        try {
            passages.root().forEach(place -> {
                all.addAll(place.claims);
                all.addAll(place.uploads);
            });
        } finally {
            mutex.unlock();
        }
        all.removeIf(claim -> claim.ghost);
        return all;
    }

    @Override
    public boolean isEmpty() {
        mutex.lock();
        try {
            return files.isEmpty() && passages.root().isIdle();
        } finally {
            mutex.unlock();
        }
    }
}
