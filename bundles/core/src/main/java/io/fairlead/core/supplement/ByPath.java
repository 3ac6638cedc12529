// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Owners known by their paths, of a storage without ids that stay. The files of {@code /a/b} are {@code v1/tree/c/a/c/b/r}
 * and {@code r.1} and so on: the {@code c} of a folder holds a folder for each child that has anything below it, so that a
 * subtree moves at once. The children that have any are kept in memory for the folders looked at last.
 */
final class ByPath implements Keeping {
    static final VPath TOP = HiddenFiles.path(HiddenFiles.TOP + "/tree");
    static final String CHILDREN = "c";
    static final String RECORD = "r";

    private static final int MOST_FOLDERS = 1024;
    private static final int MOST_NAMES = 4096;
    private static final Set<String> ANY = Set.of("any"); // by identity: there are too many to keep

    private final HiddenFiles files;
    private final boolean foldsCase;
    private final Map<VPath, Set<String>> children = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself
    private long changes; // guarded by children

    ByPath(HiddenFiles files, boolean foldsCase) {
        this.files = files;
        this.foldsCase = foldsCase;
    }

    @Override
    public Spot spot(Owner owner) throws StorageException {
        return new Spot(folder(owner.path()), RECORD);
    }

    /** Where everything of a path and of all below it is. */
    static VPath folder(VPath path) throws StorageException {
        VPath folder = TOP;
        for (String name : path.names()) {
            folder = folder.child(CHILDREN).child(name);
        }
        return folder;
    }

    /** How names are compared for sure: on a storage that folds case, those beyond ASCII are not. */
    private String folded(String name) {
        return foldsCase ? name.toLowerCase(Locale.ROOT) : name;
    }

    private boolean sure(String name) {
        return !foldsCase || name.chars().allMatch(c -> c < 0x80);
    }

    @Override
    public Object key(Owner owner) {
        String path = owner.path().toString();
        return sure(path) ? folded(path) : null;
    }

    @Override
    public int lane(Owner owner) {
        int hash = folded(owner.path().toString()).hashCode();
        return (hash ^ hash >>> 16) & 0xff;
    }

    @Override
    public boolean isAnothers(OwnerRecord record, Stamp now) {
        return record.stamp().isNotOf(now);
    }

    @Override
    public boolean mayHaveAny(Volume volume) {
        return true;
    }

    @Override
    public boolean mayHave(Volume volume, Owner owner) throws StorageException {
        return mayHave(volume, owner.path());
    }

    /** Whether a path or any below it may have files. */
    boolean mayHave(Volume volume, VPath path) throws StorageException {
        VPath at = VPath.ROOT;
        for (String name : path.names()) {
            Set<String> known = children(volume, at);
            boolean may = known == ANY || (sure(name) ? known.contains(folded(name)) : !known.isEmpty());
            if (!may) {
                return false;
            }
            at = at.child(name);
        }
        return true; // of the root it is not known
    }

    private Set<String> children(Volume volume, VPath folder) throws StorageException {
        long before;
        synchronized (children) {
            Set<String> known = children.get(folder);
            if (known != null) {
                return known;
            }
            before = changes;
        }
        List<Entry> entries = files.list(volume, folder(folder).child(CHILDREN), MOST_NAMES);
        Set<String> names = ANY;
        if (entries.size() <= MOST_NAMES) {
            names = ConcurrentHashMap.newKeySet();
            for (Entry entry : entries) {
                names.add(folded(entry.name()));
            }
        }
        synchronized (children) {
            if (changes == before) {
                children.put(folder, names);
                if (children.size() > MOST_FOLDERS) {
                    children.remove(children.keySet().iterator().next());
                }
            }
        }
        return names;
    }

    @Override
    public void expect(Volume volume, Owner owner) throws StorageException {
        if (owner.path().isRoot() || mayHave(volume, owner)) {
            return; // the folder is there, or is not known to be missing
        }
        files.make(volume, folder(owner.path()));
        stored(owner);
    }

    @Override
    public void stored(Owner owner) {
        synchronized (children) {
            changes++;
            for (VPath at = owner.path(); !at.isRoot(); at = at.parent()) {
                Set<String> known = children.get(at.parent());
                if (known != null && known != ANY) {
                    known.add(folded(at.name()));
                }
            }
        }
    }

    /** The folder of a path was deleted. */
    void deleted(VPath path) {
        synchronized (children) {
            changes++;
            Set<String> known = path.isRoot() ? null : children.get(path.parent());
            if (known != null && known != ANY) {
                known.remove(folded(path.name()));
            }
            children.remove(path);
        }
    }

    /** The folder of a path may have been deleted. */
    void recheck(VPath path) {
        synchronized (children) {
            changes++;
            children.remove(path);
            children.remove(path.parent());
        }
    }

    /** Folders were moved. */
    void forget() {
        synchronized (children) {
            changes++;
            children.clear();
        }
    }
}
