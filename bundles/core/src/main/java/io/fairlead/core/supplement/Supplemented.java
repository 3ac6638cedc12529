// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Storage.Feature;
import java.lang.ref.WeakReference;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/** Storages with what they lack. */
public final class Supplemented {
    private static final Set<Feature> WANTED =
            EnumSet.of(Feature.DOS_FLAGS, Feature.SET_CREATED, Feature.XATTRS, Feature.STREAMS);

    private static final Map<Storage, WeakReference<SupplementedStorage>> ALL =
            new WeakHashMap<>(); // guarded by the class

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
            supplemented = new SupplementedStorage(storage, Supplemented::inBackground);
            ALL.put(storage, new WeakReference<>(supplemented));
        }
        return supplemented;
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "fairlead-sweep");
        thread.setDaemon(true);
        thread.start();
    }
}
