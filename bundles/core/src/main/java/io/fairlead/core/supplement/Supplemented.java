// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.core.Background;
import java.lang.ref.WeakReference;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/** Storages with what they lack. */
public final class Supplemented {
    private static final Set<Feature> WANTED =
            EnumSet.of(Feature.DOS_FLAGS, Feature.SET_CREATED, Feature.XATTRS, Feature.STREAMS);

    private static final Map<Storage, WeakReference<SupplementedStorage>> ALL =
            new WeakHashMap<>(); // guarded by the class

    /** Of storages that say which files they are, for there may be several over the same; guarded by the class. */
    private static final Map<String, WeakReference<Supplement>> BY_ID = new HashMap<>();

    private Supplemented() {}

    /**
     * The storage with named streams, extended attributes, DOS flags and birth times; itself if it has them all, or has no
     * folders to keep them in. The same object each time for one storage, as long as somebody has it.
     */
    public static synchronized Storage over(Storage storage) {
        Set<Feature> features = storage.features();
        boolean able = features.contains(Feature.DIRECTORIES) && !features.contains(Feature.BY_NAME_ONLY);
        if (!able || features.containsAll(WANTED) || storage instanceof SupplementedStorage) {
            return storage;
        }
        WeakReference<SupplementedStorage> known = ALL.get(storage);
        SupplementedStorage supplemented = known == null ? null : known.get();
        if (supplemented == null) {
            supplemented = new SupplementedStorage(storage, known(storage), Background::run);
            ALL.put(storage, new WeakReference<>(supplemented));
        }
        return supplemented;
    }

    private static Supplement known(Storage storage) {
        BY_ID.values().removeIf(known -> known.get() == null);
        Supplement fresh = new Supplement(storage.features());
        String id = storage.storageId().orElse(null);
        if (id == null) {
            return fresh;
        }
        WeakReference<Supplement> known = BY_ID.get(id + " " + storage.features());
        Supplement same = known == null ? null : known.get();
        if (same == null) {
            same = fresh;
            BY_ID.put(id + " " + storage.features(), new WeakReference<>(same));
        }
        return same;
    }
}
