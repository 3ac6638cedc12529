// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all volumes of one supplemented storage share. Thread-safe. */
final class Supplement {
    private static final Logger LOG = LoggerFactory.getLogger(Supplement.class);
    private static final int KEPT_FLAGS =
            Attributes.READ_ONLY | Attributes.HIDDEN | Attributes.SYSTEM | Attributes.ARCHIVE | Attributes.SPARSE;

    final HiddenFiles files;
    final Records records;
    /** Whether anything can be kept; else what is kept already is told. */
    final boolean writes;

    final boolean ownsFlags;
    final boolean ownsCreated;
    final boolean ownsXattrs;
    final boolean ownsStreams;
    /** Null where owners are known by id. */
    final ByPath byPath;
    /** Null where owners are known by id. */
    final Moves moves;

    private final Set<Feature> below;
    private final boolean foldsCase;
    private final Set<SupplementedNode> nodes = ConcurrentHashMap.newKeySet();

    /** @param below what the storage declares */
    Supplement(Set<Feature> below) {
        this.below = below;
        writes = below.contains(Feature.WRITE);
        files = new HiddenFiles(below);
        foldsCase = below.contains(Feature.CASE_INSENSITIVE);
        ownsFlags = !below.contains(Feature.DOS_FLAGS);
        ownsCreated = !below.contains(Feature.SET_CREATED);
        ownsXattrs = writes && !below.contains(Feature.XATTRS);
        ownsStreams = writes && !below.contains(Feature.STREAMS);
        byPath = below.contains(Feature.STABLE_IDS) ? null : new ByPath(files, foldsCase);
        records = new Records(files, byPath == null ? new ById(files) : byPath);
        moves = byPath == null ? null : new Moves(files, byPath, records);
    }

    /** For a snapshot, of which nothing is known yet: what was kept then is told. */
    Supplement past() {
        return new Supplement(below);
    }

    /** What a supplemented storage declares. */
    static Set<Feature> features(Set<Feature> below) {
        Set<Feature> all = EnumSet.noneOf(Feature.class);
        all.addAll(below);
        if (below.contains(Feature.WRITE)) {
            all.addAll(EnumSet.of(Feature.DOS_FLAGS, Feature.SET_CREATED, Feature.XATTRS, Feature.STREAMS));
        }
        return all;
    }

    static boolean isFlag(int flags) {
        return (flags & ~KEPT_FLAGS) == 0;
    }

    /** Attributes as they are told, of an owner that looks like {@code raw} below. */
    Attributes shown(Volume volume, VPath path, Attributes raw) throws StorageException {
        if ((!ownsFlags && !ownsCreated) || !(raw.isFile() || raw.isDirectory())) {
            return raw;
        }
        OwnerRecord record = find(volume, new Owner(raw.id(), path), raw);
        return shown(raw, ownsFlags ? record.dosFlags() : null, ownsCreated ? record.created() : null);
    }

    static Attributes shown(Attributes raw, Integer dosFlags, Instant created) {
        if (dosFlags == null && created == null) {
            return raw;
        }
        return new Attributes(
                raw.id(),
                raw.kind(),
                raw.size(),
                created == null ? raw.created() : created,
                raw.modified(),
                raw.accessed(),
                raw.changed(),
                raw.allocated(),
                raw.links(),
                dosFlags == null ? raw.dosFlags() : dosFlags,
                raw.posix(),
                raw.target());
    }

    OwnerRecord find(Volume volume, Owner owner, Attributes raw) throws StorageException {
        if (moves != null) {
            moves.settle(volume, owner.path());
        }
        return records.find(volume, owner, raw);
    }

    /** What nobody can be told by an exception. */
    static void warn(String what, VPath path, StorageException e) {
        if (e.reason() == Reason.UNAVAILABLE) {
            LOG.info("{}: {}, {}", what, path, e.getMessage());
        } else {
            LOG.warn("{}: {}", what, path, e);
        }
    }

    void opened(SupplementedNode node) {
        nodes.add(node);
    }

    void closed(SupplementedNode node) {
        nodes.remove(node);
    }

    /** Open nodes follow a rename; those of what was replaced have no metadata any more where paths tell owners. */
    void renamed(VPath from, VPath to) {
        if (from.equals(to)) {
            return;
        }
        for (SupplementedNode node : nodes) {
            if (moves != null && !isSame(from, to) && node.isAt(to)) {
                node.lose();
            } else {
                node.moved(from, to);
            }
        }
    }

    /** Open nodes of what was deleted or replaced have no metadata any more where paths tell owners. */
    void gone(VPath path) {
        if (moves != null) {
            nodes.stream().filter(node -> node.isAt(path)).forEach(SupplementedNode::lose);
        }
    }

    /** Open nodes of what has no name left have no metadata any more. */
    void gone(NodeId id) {
        if (moves == null) {
            nodes.stream().filter(node -> node.id().equals(id)).forEach(SupplementedNode::lose);
        }
    }

    /** Whether two paths are one on this storage, as far as that is known for sure. */
    boolean isSame(VPath one, VPath other) {
        return foldsCase ? one.toString().equalsIgnoreCase(other.toString()) : one.equals(other);
    }

    /**
     * What is kept goes, after its owner has; the owner's lock is held where that is known by id. A failure leaves an
     * orphan, which is told from the metadata of others, and swept.
     */
    void dropQuietly(Volume volume, Owner owner) {
        try {
            if (byPath == null) {
                records.drop(volume, owner);
            } else if (byPath.mayHave(volume, owner.path())) {
                files.deleteTree(volume, ByPath.folder(owner.path()));
                byPath.deleted(owner.path());
                records.forget(owner);
            }
        } catch (StorageException e) {
            warn("Metadata of what is gone could not be deleted", owner.path(), e);
        }
    }

    /** Deletes the folders of an owner known by path that has nothing in there any more; what is in there keeps them. */
    void sweepEmpty(Volume volume, Owner owner) throws StorageException {
        VPath folder = ByPath.folder(owner.path());
        try {
            files.delete(volume, folder.child(ByPath.CHILDREN));
            files.delete(volume, folder);
        } catch (StorageException e) {
            if (e.reason() != Reason.NOT_EMPTY) {
                throw e;
            }
        } finally {
            byPath.recheck(owner.path());
        }
    }
}
