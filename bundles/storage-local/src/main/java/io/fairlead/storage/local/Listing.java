// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.InexpressibleNames;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.upload.StagingSweep;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass over a directory: names from the open stream, attributes by one system call each. Not thread-safe. */
final class Listing {
    private static final Logger LOG = LoggerFactory.getLogger(Listing.class);
    private static final int FIRST_CAPACITY = 256;

    private final LocalStorage storage;
    private final Folder folder;
    private final Supplier<VPath> path;
    private final Iterator<Path> names;
    private final boolean keptInside;
    private int inexpressible;

    /** A pass over a folder that has had none; {@code path} is where the folder is at the moment. */
    Listing(LocalStorage storage, Folder folder, Supplier<VPath> path) throws IOException {
        this.storage = storage;
        this.folder = folder;
        this.path = path;
        names = folder.names();
        keptInside = storage.kept().inUse(folder);
    }

    /** As {@link io.fairlead.api.storage.Node#next} has it. */
    List<Entry> next(int max) throws IOException {
        List<Entry> entries = new ArrayList<>(Math.min(max, FIRST_CAPACITY));
        while (entries.size() < max && names.hasNext()) {
            Entry entry = entry(names.next().getFileName());
            if (entry != null) {
                entries.add(entry);
            }
        }
        if (inexpressible > 0 && !names.hasNext()) {
            storage.warnOnce(
                    LOG,
                    "undecodable",
                    "names that are no {} text are left out of listings, as {} are in {}",
                    System.getProperty("sun.jnu.encoding"),
                    inexpressible,
                    path.get());
        }
        return entries;
    }

    /** How many names that are no text a directory holds, if it holds nothing else that could be seen; else 0. */
    static int countInexpressible(Located directory, NameRules rules) throws IOException {
        int count = 0;
        try (Folder inside = directory.open()) {
            for (Iterator<Path> all = inside.names(); all.hasNext() && count < InexpressibleNames.MOST; ) {
                Path file = all.next().getFileName();
                if (rules.decodes(file, file.toString())) {
                    return 0;
                }
                count++;
            }
        }
        return count;
    }

    /** Null for what is not to be seen, or gone meanwhile. */
    private Entry entry(Path file) throws IOException {
        String name = file.toString();
        if (name.charAt(0) == '.' && NameRules.hidden(name, path.get().isRoot())) {
            if (name.startsWith(NameRules.BESIDE) && !storage.readOnly()) {
                StagingSweep.sweepBeside(folder, file);
            }
            return null;
        }
        if (!storage.names().decodes(file, name)) {
            inexpressible++;
            return null;
        }
        BasicFileAttributes found;
        try {
            found = folder.stat(file);
        } catch (NoSuchFileException removed) {
            return null;
        }
        NodeId id = AttributeReader.id(found);
        NodeId known = id == null ? storage.paths().idOf(path.get().child(name)) : id;
        Attributes read = storage.reader().read(found, known, folder, file);
        return new Entry(name, keptInside ? storage.kept().complete(read, folder, file) : read);
    }
}
