// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.provider.AbstractFileName;

/** What a folder knows of its children: their names, and for the first one who asks, their attributes. Thread-safe. */
final class Children {
    private static final int PAGE = 1_000;
    /** What a child takes of the heap beside its path, in round figures, with all that is made of it. */
    private static final long BYTES_EACH = 700;

    private static final int BYTES_A_CHARACTER = 4;
    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 2;

    private Set<FileName> names; // guarded by this; null when not known
    private List<String> leftOut = List.of(); // guarded by this
    private Map<FileName, Attributes> fresh = Map.of(); // guarded by this; of a listing that nobody has seen yet

    /**
     * Reads a directory to its end.
     *
     * @throws StorageException {@link Reason#IO} if that is not in sight before the memory is used up
     */
    static Map<FileName, Attributes> list(Node directory, AbstractFileName folder) throws StorageException {
        return list(directory, folder, MOST_BYTES);
    }

    static Map<FileName, Attributes> list(Node directory, AbstractFileName folder, long mostBytes)
            throws StorageException {
        Map<FileName, Attributes> listed = new LinkedHashMap<>();
        String prefix = folder.getPath().endsWith("/") ? folder.getPath() : folder.getPath() + "/";
        long bytes = 0;
        for (List<Entry> page = directory.next(PAGE); !page.isEmpty(); page = directory.next(PAGE)) {
            for (Entry entry : page) {
                FileType type = entry.attributes().isDirectory() ? FileType.FOLDER : FileType.FILE;
                String path = prefix + ConnectorFileNameParser.encode(entry.name());
                listed.put(folder.createName(path, type), entry.attributes());
                bytes += BYTES_EACH + (long) BYTES_A_CHARACTER * path.length();
                if (bytes > mostBytes) {
                    throw new StorageException(
                            Reason.IO,
                            folder.getPath() + ": more entries than there is memory for, " + listed.size() + " so far");
                }
            }
        }
        return listed;
    }

    synchronized boolean areKnown() {
        return names != null;
    }

    synchronized void take(Map<FileName, Attributes> listed, List<String> gaps) {
        names = new LinkedHashSet<>(listed.keySet());
        leftOut = List.copyOf(gaps);
        fresh = listed;
    }

    /** A snapshot. */
    synchronized Set<FileName> names() {
        return names == null ? Set.of() : new LinkedHashSet<>(names);
    }

    /** The attributes of the last listing, once. */
    synchronized Map<FileName, Attributes> takeFresh() {
        Map<FileName, Attributes> taken = fresh;
        fresh = Map.of();
        return taken;
    }

    synchronized void changed(FileName child, boolean exists) {
        if (names != null && exists) {
            names.add(child);
        } else if (names != null) {
            names.remove(child);
        }
    }

    /** What the listing has left out. */
    synchronized List<String> leftOut() {
        return leftOut;
    }

    synchronized void forget() {
        names = null;
        leftOut = List.of();
        fresh = Map.of();
    }
}
