// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Several storages under one root; the one mounted at the longest prefix of a path has it. Mount points show in listings,
 * hide what is of that name below them, and can be neither deleted nor renamed, nor can the folders above them. Folders
 * above a mount point that no storage has are shown all the same, and take no changes. Nothing moves between storages:
 * that is {@link Reason#NOT_SUPPORTED}. Thread-safe.
 *
 * <p>Features are those which all storages share; of what concerns changes, those which all that take changes share.
 * {@link Storage.Feature#SPACE} is that of the storage at the root.
 */
public final class MountTable implements Storage {
    private static final Set<Feature> OF_CHANGES =
            EnumSet.of(Feature.RANDOM_WRITE, Feature.ATOMIC_REPLACE, Feature.SET_MODIFIED, Feature.APPEND);

    private final Set<Feature> features;
    private final Comparator<String> names; // as the storages compare them
    private final NavigableMap<VPath, Mount> mounts;

    /**
     * One storage of the table.
     *
     * @param at its mount point
     * @param storage what is mounted
     * @param salt makes ids of different storages differ; those of one storage mounted twice are the same
     */
    record Mount(VPath at, Storage storage, NodeId salt) {
        /** An id as the table shows it. */
        NodeId global(NodeId id) {
            return new NodeId(id.high() ^ salt.high(), id.low() ^ salt.low());
        }

        /** Attributes as the table shows them. */
        Attributes global(Attributes local) {
            return new Attributes(
                    global(local.id()),
                    local.kind(),
                    local.size(),
                    local.created(),
                    local.modified(),
                    local.accessed(),
                    local.changed(),
                    local.allocated(),
                    local.links(),
                    local.dosFlags(),
                    local.posix(),
                    local.target().map(this::global));
        }

        /** The text of a link as the table shows it. */
        private String global(String text) {
            return at.isRoot() || !text.startsWith("/") ? text : text.equals("/") ? at.toString() : at + text;
        }

        /** A path of the storage as the table has it. */
        VPath global(VPath path) {
            return path.rebase(VPath.ROOT, at);
        }
    }

    /**
     * A path as a storage has it.
     *
     * @param mount whose it is
     * @param path within that storage
     */
    record Place(Mount mount, VPath path) {}

    /**
     * A table of these storages.
     *
     * @param storages by mount point, at least one; {@link VPath#ROOT} may be left out
     */
    public MountTable(Map<VPath, Storage> storages) {
        if (storages.isEmpty()) {
            throw new IllegalArgumentException("a mount table has at least one storage");
        }
        features = Collections.unmodifiableSet(featuresOf(storages));
        names = features.contains(Feature.CASE_INSENSITIVE) ? String.CASE_INSENSITIVE_ORDER : Comparator.naturalOrder();
        mounts = new TreeMap<>(this::compare);
        new TreeMap<>(storages).forEach((at, storage) -> mounts.put(at, new Mount(at, storage, saltOf(storage, at))));
        if (mounts.size() < storages.size()) {
            throw new IllegalArgumentException("mount points that differ only in case: " + storages.keySet());
        }
    }

    @Override
    public Set<Feature> features() {
        return features;
    }

    /** Opens the view; each storage is mounted when it is needed first. */
    @Override
    public Volume mount(Identity user) {
        return mount(user, LinkPolicy.FOLLOW);
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) {
        return new MountVolume(this, user, policy);
    }

    /** The storage that has the path; null if none has. */
    Place placeOf(VPath path) throws StorageException {
        int below = 0;
        for (VPath prefix = path; ; prefix = prefix.parent()) {
            Mount mount = mounts.get(prefix);
            if (mount != null) {
                List<String> all = path.names();
                return new Place(mount, VPath.ofNames(all.subList(all.size() - below, all.size())));
            }
            if (prefix.isRoot()) {
                return null;
            }
            below++;
        }
    }

    /** The storage at the very root; null if there is none. */
    Mount root() {
        return mounts.get(VPath.ROOT);
    }

    boolean isMountPoint(VPath path) {
        return mounts.containsKey(path);
    }

    /** Whether the path is held in place: it is the root, a mount point, or leads to one. */
    boolean isPinned(VPath path) {
        VPath next = mounts.ceilingKey(path);
        return path.isRoot() || (next != null && startsWith(next, path));
    }

    /** The names in a folder that are mount points, or lead to some. */
    Set<String> pinnedNames(VPath folder) {
        Set<String> pinned = new TreeSet<>(names);
        int depth = folder.names().size();
        for (VPath at : mounts.tailMap(folder, false).keySet()) {
            if (!startsWith(at, folder)) {
                break;
            }
            pinned.add(at.names().get(depth));
        }
        return pinned;
    }

    private boolean startsWith(VPath path, VPath folder) {
        VPath head = path;
        for (int above = path.names().size() - folder.names().size(); above > 0; above--) {
            head = head.parent();
        }
        return compare(head, folder) == 0;
    }

    private NodeId saltOf(Storage storage, VPath at) {
        for (Mount mount : mounts.values()) {
            if (mount.storage() == storage) {
                return mount.salt();
            }
        }
        return at.isRoot() ? new NodeId(0, 0) : NodeId.ofPath(at);
    }

    private static EnumSet<Feature> featuresOf(Map<VPath, Storage> storages) {
        EnumSet<Feature> features = EnumSet.noneOf(Feature.class);
        Predicate<Storage> writable = storage -> storage.features().contains(Feature.WRITE);
        for (Feature feature : Feature.values()) {
            Predicate<Storage> has = storage -> storage.features().contains(feature);
            boolean kept =
                    switch (feature) {
                        case WRITE, EXTERNAL_CHANGES ->
                            storages.values().stream().anyMatch(has);
                        case SPACE -> storages.containsKey(VPath.ROOT) && has.test(storages.get(VPath.ROOT));
                        default ->
                            OF_CHANGES.contains(feature)
                                    ? storages.values().stream().anyMatch(writable)
                                            && storages.values().stream()
                                                    .filter(writable)
                                                    .allMatch(has)
                                    : storages.values().stream().allMatch(has);
                    };
            if (kept) {
                features.add(feature);
            }
        }
        return features;
    }

    private int compare(VPath one, VPath two) {
        Iterator<String> theirs = two.names().iterator();
        for (String mine : one.names()) {
            int order = theirs.hasNext() ? names.compare(mine, theirs.next()) : 1;
            if (order != 0) {
                return order;
            }
        }
        return theirs.hasNext() ? -1 : 0;
    }
}
