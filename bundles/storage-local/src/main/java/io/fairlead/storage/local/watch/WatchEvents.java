// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.watch;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Located;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the events of one signalled key into calls of listeners. The platform says what came, went and was written in a
 * folder; a rename is one name gone and another come. Used by the hub's thread only.
 *
 * <p>Each event is read while nothing is renamed through the storage. So all renames that happened before it are in the
 * tree by then, and its folder has the path of now: an event that is older than a rename is told under the new path. What it
 * says of names may be outdated, which is why a folder that is said to be gone is looked for.
 */
final class WatchEvents {
    private final WatchedTree tree;
    private final WatchHub hub;
    private final Registrar registrar;
    private final WatchedFolders folders;
    private final List<Runnable> calls = new ArrayList<>();

    WatchEvents(WatchedTree tree, WatchHub hub, Registrar registrar, WatchedFolders folders) {
        this.tree = tree;
        this.hub = hub;
        this.registrar = registrar;
        this.folders = folders;
    }

    /** Reads and tells all that a key has. */
    void read(WatchKey key) {
        for (WatchEvent<?> event : key.pollEvents()) {
            Optional<VPath> fresh = Optional.empty();
            try {
                fresh = tree.steady().run(() -> read(key, event));
            } catch (IOException x) {
                hub.locked(() -> overflow(folder(key)));
            }
            tell();
            fresh.ifPresent(this::enter);
        }
        if (!key.reset()) {
            hub.locked(() -> gone(key));
            tell();
        }
        registrar.cancelUnused();
    }

    private void tell() {
        calls.forEach(Runnable::run);
        calls.clear();
    }

    /** What kind a name's entry is, and whether it is a folder that is registered under this name. */
    private record Look(Attributes.Kind kind, boolean sameFolder) {
        static final Look NOTHING = new Look(null, false);
    }

    /** A new folder, whose content is to be told and watched. */
    private Optional<VPath> read(WatchKey key, WatchEvent<?> event) throws IOException {
        if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
            return hub.locked(() -> overflow(folder(key)));
        }
        VPath folder = hub.locked(() -> folder(key));
        VPath child = folder == null ? null : registrar.child(folder, (Path) event.context());
        if (child == null) {
            return Optional.empty();
        }
        WatchedFolder known = hub.locked(() -> folders.find(child));
        Look look = look(child, known);
        if (event.kind() == StandardWatchEventKinds.ENTRY_CREATE) {
            return hub.locked(() -> created(folder, child, look));
        }
        if (event.kind() == StandardWatchEventKinds.ENTRY_DELETE) {
            return hub.locked(() -> deleted(folder, child, known, look));
        }
        return hub.locked(() -> tell(folder, Change.Type.MODIFIED, child, look.kind));
    }

    private VPath folder(WatchKey key) {
        WatchedFolder folder = folders.of(key);
        return folder == null ? null : folders.path(folder);
    }

    private Look look(VPath path, WatchedFolder known) throws IOException {
        try (Located place = tree.resolver().resolve(path, Links.ITSELF)) {
            BasicFileAttributes found = place.found();
            if (found == null) {
                return Look.NOTHING;
            }
            boolean same = known != null && found.isDirectory() && AttributeReader.same(found, known.id);
            return new Look(AttributeReader.kind(found), same);
        } catch (StorageException gone) {
            return Look.NOTHING;
        }
    }

    private Optional<VPath> created(VPath folder, VPath child, Look look) {
        tell(folder, Change.Type.CREATED, child, look.kind);
        boolean enter = look.kind == Attributes.Kind.DIRECTORY
                && hub.watches().stream().anyMatch(watch -> watch.recursive() && watch.covers(child));
        return enter ? Optional.of(child) : Optional.empty();
    }

    private Optional<VPath> deleted(VPath folder, VPath child, WatchedFolder known, Look look) {
        boolean wasFolder = known != null && known.id != null; // its own key may have told before
        tell(folder, Change.Type.DELETED, child, wasFolder ? Attributes.Kind.DIRECTORY : null);
        if (!look.sameFolder) { // else it moved here since
            folders.removed(child);
            hub.watches().stream().filter(watch -> watch.real().equals(child)).forEach(this::end);
        }
        return Optional.empty();
    }

    private Optional<VPath> tell(VPath folder, Change.Type type, VPath path, Attributes.Kind kind) {
        for (FolderWatch watch : hub.watches()) {
            if (watch.covers(folder)) {
                Change change = new Change(type, watch.shown(path), null, Optional.ofNullable(kind));
                calls.add(() -> watch.tell(change));
            }
        }
        return Optional.empty();
    }

    /** A new folder below a recursive watch is watched, too; what was put into it before that is told now. */
    private void enter(VPath fresh) {
        try {
            registrar.registerAll(fresh, hub::isWatched, (folder, found, kind) -> {
                hub.locked(() -> tell(folder, Change.Type.CREATED, found, kind));
                tell();
            });
        } catch (IOException x) {
            hub.locked(() -> overflow(fresh));
            tell();
        }
    }

    private Optional<VPath> overflow(VPath folder) {
        if (folder == null) {
            return Optional.empty();
        }
        for (FolderWatch watch : hub.watches()) {
            if (watch.covers(folder)) {
                Change change = Change.of(Change.Type.OVERFLOW, watch.asked());
                calls.add(() -> watch.tell(change));
            }
        }
        return Optional.empty();
    }

    /** A watched folder is gone: who watched just that hears of it and ends. */
    private Optional<VPath> gone(WatchKey key) {
        VPath folder = folder(key);
        if (folder != null) {
            folders.drop(folders.of(key));
            hub.watches().stream().filter(watch -> watch.real().equals(folder)).forEach(this::end);
        }
        return Optional.empty();
    }

    private void end(FolderWatch watch) {
        Change change = Change.of(Change.Type.DELETED, watch.asked(), Attributes.Kind.DIRECTORY);
        calls.add(() -> {
            watch.tell(change);
            watch.close();
        });
    }
}
