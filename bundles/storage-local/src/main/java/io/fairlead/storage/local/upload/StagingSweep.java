// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.upload;

import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.folder.Resolver;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what a killed server left in the root and in the staging folder, when a storage opens. A server that is alive holds its lock
 * file locked, and nothing of it is touched.
 */
public final class StagingSweep {
    private static final Logger LOG = LoggerFactory.getLogger(StagingSweep.class);

    private final Folder root;
    private final Resolver resolver;
    private final Folder staging;
    private final Set<String> alive = new HashSet<>();
    private int removed;

    private StagingSweep(Folder root, Resolver resolver, Folder staging) {
        this.root = root;
        this.resolver = resolver;
        this.staging = staging;
    }

    /** Sweeps; failures are logged, for the storage is of use all the same. */
    public static void run(Folder root, Resolver resolver, Staging of) {
        Path directory = root.directory().getFileSystem().getPath(NameRules.STAGING);
        try {
            sweepRoot(root);
            BasicFileAttributes there = Resolver.look(root, directory);
            if (there == null || !there.isDirectory()) {
                return;
            }
            try (Folder staging = root.open(directory)) {
                new StagingSweep(root, resolver, staging).sweep();
            }
            of.removeIfEmpty();
        } catch (IOException | DirectoryIteratorException x) {
            LOG.warn("{}: can't remove what an earlier server left: {}", root.directory(), x.toString());
        }
    }

    private static void sweepRoot(Folder root) throws IOException {
        try (Folder again = root.again()) {
            for (Iterator<Path> names = again.names(); names.hasNext(); ) {
                Path name = names.next().getFileName();
                if (name.toString().startsWith(NameRules.BESIDE)) {
                    sweepBeside(again, name);
                }
            }
        }
    }

    /** Removes an upload that waited beside its target, unless its server is alive; see {@link StagedFile}. */
    public static void sweepBeside(Folder folder, Path name) {
        if (name.toString().startsWith(NameRules.BESIDE + Staging.PROCESS)) {
            return;
        }
        try {
            BasicFileAttributes found = Resolver.look(folder, name);
            if (found == null || !found.isRegularFile()) {
                return;
            }
            try (Channel channel = folder.channel(name, Set.of(StandardOpenOption.WRITE))) {
                if (Staging.lock(channel)) {
                    folder.deleteFile(name);
                    LOG.info("{}: removed an unfinished upload of an earlier server", folder.directory());
                }
            }
        } catch (IOException x) {
            LOG.debug("{}: {} stays: {}", folder.directory(), name, x.toString());
        }
    }

    private void sweep() throws IOException {
        List<Path> files = list(staging, false);
        // Only now the locks: whoever made one of those files had its lock before.
        try (Folder again = staging.again()) {
            for (Path name : list(again, true)) {
                sweepLock(name);
            }
        }
        for (Path name : files) {
            if (!alive.contains(instance(name))) {
                remove(name);
            }
        }
        if (removed > 0) {
            LOG.info("{}: removed {} unfinished uploads of an earlier server", root.directory(), removed);
        }
    }

    private static List<Path> list(Folder folder, boolean locks) throws IOException {
        List<Path> found = new ArrayList<>();
        Iterator<Path> names = folder.names();
        while (names.hasNext()) {
            Path name = names.next().getFileName();
            if (name.toString().endsWith(Staging.LOCK_SUFFIX) == locks) {
                found.add(name);
            }
        }
        return found;
    }

    /** The names of one instance start alike, up to the serial number. */
    private static String instance(Path name) {
        String text = name.toString();
        String[] parts = text.split("[-.]", 4); // pid, start of the process, instance, serial number
        return parts.length < 3 ? text : parts[0] + "-" + parts[1] + "-" + parts[2];
    }

    private void sweepLock(Path name) throws IOException {
        // A process that opens and closes the file loses its own lock on it, fcntl(2): so ours are told by name.
        if (name.toString().startsWith(Staging.PROCESS)) {
            alive.add(instance(name));
            return;
        }
        try (Channel channel = staging.channel(name, Set.of(StandardOpenOption.WRITE))) {
            if (Staging.lock(channel)) {
                staging.deleteFile(name);
            } else {
                alive.add(instance(name));
            }
        }
    }

    private void remove(Path name) throws IOException {
        BasicFileAttributes found = Resolver.look(staging, name);
        if (found == null || name.toString().startsWith(Staging.PROCESS)) {
            return;
        }
        if (found.isDirectory()) {
            staging.deleteDirectory(name);
        } else {
            StagedFile.removeBeside(staging, name, found, resolver);
            staging.deleteFile(name);
        }
        removed++;
    }
}
