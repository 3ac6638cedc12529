// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** The part of a directory cursor that mounts make: names that are mount points, or lead to some. */
final class PinnedCursor {
    private final MountVolume volume;
    private final VPath folder;
    private final Set<String> names;
    private Iterator<String> rest;

    PinnedCursor(MountVolume volume, VPath folder) {
        this.volume = volume;
        this.folder = folder;
        names = volume.table().pinnedNames(folder);
        rest = names.iterator();
    }

    boolean has(String name) {
        return names.contains(name);
    }

    List<Entry> next(int max) throws StorageException {
        List<Entry> entries = new ArrayList<>();
        while (rest.hasNext() && entries.size() < max) {
            String name = rest.next();
            entries.add(new Entry(name, volume.pinned(folder.child(name))));
        }
        return entries;
    }

    void rewind() {
        rest = names.iterator();
    }
}
