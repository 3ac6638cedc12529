// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.watch;

import io.fairlead.api.storage.Attributes;
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
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Registers folders with the platform, and takes them back. It looks at the disk with none of the hub's locks held, one
 * folder after the other, so that a rename waits for the registration of one folder at the most. Thread-safe.
 */
final class Registrar {
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY
    };
    private static final int MAX_ATTEMPTS = 10;

    private final WatchedTree tree;
    private final WatchService service;
    private final WatchedFolders folders;
    /** The hub's; guards {@link #folders}, and is held over memory only. */
    private final ReentrantLock lock;
    /** Held over one call to register or to cancel, for a folder has one key, which may be wanted again. */
    private final ReentrantLock platform = new ReentrantLock();

    Registrar(WatchedTree tree, WatchService service, WatchedFolders folders, ReentrantLock lock) {
        this.tree = tree;
        this.service = service;
        this.folders = folders;
        this.lock = lock;
    }

    /** Hears of what is found while folders are registered. Called with no lock held. */
    interface Finder {
        Finder NOBODY = (folder, name, kind) -> {};

        void found(VPath folder, VPath name, Attributes.Kind kind);
    }

    /** A name found in a folder. */
    private record Found(String name, Attributes.Kind kind) {}

    /** Registers one folder, unless it is; the caller holds the storage's moves steady. */
    void register(VPath path) throws IOException {
        WatchedFolder folder = with(() -> folders.make(path));
        try (Folder opened = registered(folder)) {
            if (opened == null && with(() -> folder.key) == null) {
                throw new StorageException(Reason.STALE, path + ": was exchanged");
            }
        }
    }

    /**
     * Registers all folders at and below a path.
     *
     * @param wanted asked between two folders
     * @throws StorageException {@link Reason#STALE} if not wanted any more; {@link Reason#NO_SPACE}
     */
    void registerAll(VPath path, BooleanSupplier wanted, Finder finder) throws IOException {
        Deque<WatchedFolder> pending = new ArrayDeque<>();
        pending.add(with(() -> folders.make(path)));
        while (!pending.isEmpty()) {
            if (!wanted.getAsBoolean()) {
                throw new StorageException(Reason.STALE, path + ": not to be watched any more");
            }
            WatchedFolder folder = pending.poll();
            if (with(() -> folder.listed && folder.key != null)) {
                pending.addAll(with(() -> List.copyOf(folder.children().values())));
            } else {
                pending.addAll(list(folder, finder));
            }
        }
    }

    /** Registers a folder and then looks what is in it: what comes later is told by events. */
    private List<WatchedFolder> list(WatchedFolder folder, Finder finder) throws IOException {
        List<Found> found = new ArrayList<>();
        boolean inRoot = with(() -> folders.isRoot(folder));
        try (Folder opened = tree.steady().run(() -> registered(folder))) {
            if (opened == null) {
                return List.of();
            }
            Iterator<Path> names = opened.names();
            while (names.hasNext()) {
                Path name = names.next().getFileName();
                BasicFileAttributes attributes = isVisible(name, inRoot) ? Resolver.look(opened, name) : null;
                if (attributes != null) {
                    found.add(new Found(name.toString(), AttributeReader.kind(attributes)));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException gone) {
            return List.of(); // its parent's events tell
        } catch (DirectoryIteratorException x) {
            throw x.getCause();
        }
        List<WatchedFolder> inside = new ArrayList<>();
        List<Runnable> told = new ArrayList<>();
        with(() -> {
            VPath path = folders.path(folder);
            if (path == null || folder.key == null) {
                return null;
            }
            for (Found each : found) {
                if (each.kind == Attributes.Kind.DIRECTORY) {
                    inside.add(folders.make(folder, each.name));
                }
                VPath child = childOf(path, each.name);
                if (child != null) {
                    told.add(() -> finder.found(path, child, each.kind));
                }
            }
            folder.listed = true;
            return null;
        });
        told.forEach(Runnable::run);
        return inside;
    }

    private boolean isVisible(Path name, boolean inRoot) {
        String text = name.toString();
        return !NameRules.hidden(text, inRoot) && tree.names().decodes(name, text);
    }

    /** A name in a watched folder; null if it is not for others to see. */
    VPath child(VPath folder, Path name) {
        return isVisible(name, folder.isRoot()) ? childOf(folder, name.toString()) : null;
    }

    private static VPath childOf(VPath folder, String name) {
        try {
            return folder.child(name);
        } catch (StorageException tooLong) {
            return null;
        }
    }

    /**
     * Opens a folder where it is by now, and registers it unless it is. Null if it isn't there any more. The caller holds
     * the storage's moves steady.
     */
    private Folder registered(WatchedFolder folder) throws IOException {
        VPath path = with(() -> folders.path(folder));
        Folder opened = path == null ? null : open(path);
        if (opened == null) {
            return null;
        }
        try {
            if (with(() -> folder.key == null)) {
                register(folder, path, opened);
            }
            return opened;
        } catch (IOException | RuntimeException x) {
            opened.close();
            throw x;
        }
    }

    private Folder open(VPath path) throws IOException {
        try (Located place = tree.resolver().resolve(path, Links.ITSELF)) {
            return place.found() == null || !place.found().isDirectory() ? null : place.open();
        } catch (StorageException x) {
            if (x.reason() == Reason.PARENT_NOT_FOUND || x.reason() == Reason.NOT_DIRECTORY) {
                return null;
            }
            throw x;
        }
    }

    private void register(WatchedFolder folder, VPath path, Folder opened) throws IOException {
        NodeId id = AttributeReader.id(opened.stat());
        platform.lock();
        try {
            WatchKey key = null;
            for (int attempt = 0; attempt < MAX_ATTEMPTS && (key == null || !key.isValid()); attempt++) {
                key = register(opened.directory(), path);
            }
            // The platform registers by path: a link in its place is noticed unless it is taken away in between.
            BasicFileAttributes now = Files.readAttributes(opened.directory(), BasicFileAttributes.class);
            WatchKey registered = key;
            boolean ours = AttributeReader.same(now, id);
            boolean used = with(() -> {
                if (ours && folders.path(folder) != null) {
                    folders.registered(folder, registered, id);
                }
                return folders.of(registered) != null;
            });
            if (!used) {
                key.cancel();
            }
            if (!ours) {
                throw new NoSuchFileException(path.toString(), null, "was exchanged");
            }
        } finally {
            platform.unlock();
        }
    }

    private WatchKey register(Path directory, VPath path) throws IOException {
        try {
            return directory.register(service, KINDS);
        } catch (NoSuchFileException | NotDirectoryException x) {
            throw x;
        } catch (IOException x) {
            throw new StorageException(Reason.NO_SPACE, path + ": " + x.getMessage(), x);
        }
    }

    /** Takes back what nobody needs any more. */
    void cancelUnused() {
        while (with(folders::hasUnused)) {
            platform.lock();
            try {
                WatchKey key = with(folders::takeUnused);
                if (key != null) {
                    key.cancel();
                }
            } finally {
                platform.unlock();
            }
        }
    }

    private interface InMemory<T> {
        T get();
    }

    private <T> T with(InMemory<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
