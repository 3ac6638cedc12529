// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.watch;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.VPath;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.util.List;

/**
 * Reads the events of one signalled key into calls of listeners. The platform says what came, went and was written in a
 * folder; a rename is one name gone and another come. Used under the {@link WatchHub}'s lock; the calls are made after.
 */
public final class WatchEvents {
    private final WatchedFolders folders;
    private final List<FolderWatch> watches;
    private final List<Runnable> calls;

    /** Reads for these watches; what is to be called is added to {@code calls}. */
    WatchEvents(WatchedFolders folders, List<FolderWatch> watches, List<Runnable> calls) {
        this.folders = folders;
        this.watches = watches;
        this.calls = calls;
    }

    void read(WatchKey key) {
        VPath folder = folders.path(key);
        if (folder == null) {
            key.cancel();
            return;
        }
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                overflow(folder);
            } else {
                read(folder, event.kind(), (Path) event.context());
            }
        }
        if (!key.reset()) {
            folders.remove(key);
            gone(folder);
        }
    }

    private void read(VPath folder, WatchEvent.Kind<?> kind, Path name) {
        VPath child = folders.child(folder, name);
        if (child == null) {
            return;
        }
        if (kind == StandardWatchEventKinds.ENTRY_CREATE) {
            tell(folder, Change.Type.CREATED, child);
            enter(child);
        } else if (kind == StandardWatchEventKinds.ENTRY_DELETE) {
            folders.removed(child);
            tell(folder, Change.Type.DELETED, child);
            watches.stream().filter(watch -> watch.real().equals(child)).forEach(this::end);
        } else {
            tell(folder, Change.Type.MODIFIED, child);
        }
    }

    private void tell(VPath folder, Change.Type type, VPath path) {
        for (FolderWatch watch : watches) {
            if (watch.covers(folder)) {
                Change change = Change.of(type, watch.shown(path));
                calls.add(() -> watch.tell(change));
            }
        }
    }

    /** A new folder below a recursive watch is watched, too; what was put into it before that is told now. */
    private void enter(VPath child) {
        if (watches.stream().noneMatch(watch -> watch.recursive() && watch.covers(child))) {
            return;
        }
        try {
            folders.addNew(child, found -> tell(found.parent(), Change.Type.CREATED, found));
        } catch (IOException x) {
            overflow(child);
        }
    }

    private void overflow(VPath folder) {
        for (FolderWatch watch : watches) {
            if (watch.covers(folder)) {
                Change change = Change.of(Change.Type.OVERFLOW, watch.asked());
                calls.add(() -> watch.tell(change));
            }
        }
    }

    /** A watched folder is gone: who watched just that hears of it and ends. */
    private void gone(VPath folder) {
        watches.stream().filter(watch -> watch.real().equals(folder)).forEach(this::end);
    }

    private void end(FolderWatch watch) {
        Change change = Change.of(Change.Type.DELETED, watch.asked());
        calls.add(() -> {
            watch.tell(change);
            watch.close();
        });
    }
}
