// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.watch;

import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.folder.Resolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The folders registered with the platform, by key and real path. Guarded by the {@link WatchHub}'s lock. */
public final class WatchedFolders {
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY
    };

    private final WatchedTree tree;
    private final WatchService service;
    private final Map<WatchKey, VPath> paths = new HashMap<>();

    WatchedFolders(WatchedTree tree, WatchService service) {
        this.tree = tree;
        this.service = service;
    }

    /** The folder of a key; null if it is not watched any more. */
    VPath path(WatchKey key) {
        return paths.get(key);
    }

    /** A name in a watched folder; null if it is not for others to see. */
    VPath child(VPath folder, Path name) {
        String text = name.toString();
        if (NameRules.hidden(text, folder.isRoot()) || !tree.names().decodes(name, text)) {
            return null;
        }
        try {
            return folder.child(text);
        } catch (StorageException tooLong) {
            return null;
        }
    }

    /**
     * Registers a folder, with {@code recursive} and all below it.
     *
     * @param seen is told of every name found below it after its folder was registered
     */
    void add(VPath path, boolean recursive, Consumer<VPath> seen) throws IOException {
        try (Folder folder = tree.resolver().folder(path)) {
            add(folder, path, recursive, seen);
        }
    }

    /** As {@link #add}, recursively, for a name that may be a folder or not, or gone. Links are not entered. */
    void addNew(VPath path, Consumer<VPath> seen) throws IOException {
        try (Located place = tree.resolver().resolve(path, Links.ITSELF)) {
            if (place.found() == null || !place.found().isDirectory()) {
                return;
            }
            try (Folder folder = place.open()) {
                add(folder, path, true, seen);
            }
        }
    }

    private void add(Folder folder, VPath path, boolean recursive, Consumer<VPath> seen) throws IOException {
        register(folder, path);
        if (!recursive) {
            return;
        }
        Iterator<Path> names = folder.names();
        while (names.hasNext()) {
            Path name = names.next().getFileName();
            VPath child = child(path, name);
            BasicFileAttributes found = child == null ? null : Resolver.look(folder, name);
            if (found == null) {
                continue;
            }
            seen.accept(child);
            if (found.isDirectory()) {
                try (Folder inside = folder.open(name)) {
                    add(inside, child, true, seen);
                } catch (NoSuchFileException | NotDirectoryException gone) {
                    // its parent's events tell
                }
            }
        }
    }

    private void register(Folder folder, VPath path) throws IOException {
        WatchKey key;
        try {
            key = folder.directory().register(service, KINDS);
        } catch (NoSuchFileException | NotDirectoryException x) {
            throw x;
        } catch (IOException x) {
            throw new StorageException(Reason.NO_SPACE, path + ": " + x.getMessage(), x);
        }
        NodeId id = AttributeReader.id(folder.stat());
        if (!AttributeReader.same(Files.readAttributes(folder.directory(), BasicFileAttributes.class), id)) {
            key.cancel();
            throw new StorageException(Reason.STALE, path + ": was exchanged");
        }
        paths.put(key, path);
    }

    /** What was in the folder at a path is not there any more. */
    void removed(VPath path) {
        cancelIf(folder -> folder.startsWith(path));
    }

    void remove(WatchKey key) {
        paths.remove(key);
    }

    /** Cancels what none of these watches is interested in. */
    void dropUnused(Collection<FolderWatch> watches) {
        cancelIf(folder -> watches.stream().noneMatch(watch -> watch.covers(folder)));
    }

    private void cancelIf(Predicate<VPath> condition) {
        List<WatchKey> cancelled = new ArrayList<>();
        paths.forEach((key, folder) -> {
            if (condition.test(folder)) {
                cancelled.add(key);
            }
        });
        for (WatchKey key : cancelled) {
            key.cancel();
            paths.remove(key);
        }
    }

    void moved(VPath from, VPath to) {
        paths.replaceAll((key, folder) -> tree.paths().rebase(folder, from, to));
    }
}
