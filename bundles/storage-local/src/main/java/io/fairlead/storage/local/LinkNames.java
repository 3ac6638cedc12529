// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.stream.StreamDepot;
import io.fairlead.storage.local.upload.Staging;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Puts symbolic and hard links in the place of names. A link is made under a hidden name, looked at, and renamed over
 * what is there: so there is always the one or the other, and what a racing exchange of a folder made of the paths that
 * the platform wants is seen before anybody can reach it. Thread-safe.
 */
final class LinkNames {
    private final LocalStorage storage;
    private final Namespace namespace;

    LinkNames(LocalStorage storage) {
        this.storage = storage;
        namespace = storage.namespace();
    }

    /** Makes something under a name that is free. */
    private interface Maker {
        void make(Folder folder, Path name) throws IOException;
    }

    /** As {@link io.fairlead.api.storage.Symlinks#replace}. */
    void replace(LocalVolume volume, VPath link, Path target) throws IOException {
        namespace.steady(() -> {
            try (Located place = volume.resolve(link, Links.ITSELF)) {
                checkReplaceable(place, place.found());
                StreamDepot.Departure departure = storage.streams().departing(place);
                Maker symbolicLink = (folder, name) -> folder.createLink(name, target);
                put(place, symbolicLink, () -> checkReplaceable(place, place.look()));
                storage.resolver().linked();
                storage.unlinked(place.path());
                departure.finish();
                return null;
            }
        });
    }

    private static void checkReplaceable(Located place, BasicFileAttributes found) throws StorageException {
        if (found == null) {
            throw new StorageException(Reason.NOT_FOUND, place.path());
        }
        switch (AttributeReader.kind(found)) {
            case DIRECTORY -> throw new StorageException(Reason.IS_DIRECTORY, place.path());
            case OTHER -> throw new StorageException(Reason.ACCESS_DENIED, place.path() + ": not a file");
            case FILE -> {
                if (found.size() > 0) {
                    throw new StorageException(Reason.NOT_EMPTY, place.path() + ": has content");
                }
            }
            case LINK -> {}
        }
    }

    /** As {@link io.fairlead.api.storage.HardLinks#link}. */
    void link(LocalNode node, VPath name, boolean replace) throws IOException {
        namespace.steady(() -> {
            try (Located from = namespace.find(node)) {
                if (!from.found().isRegularFile()) {
                    throw new StorageException(
                            from.found().isDirectory() ? Reason.IS_DIRECTORY : Reason.NOT_SUPPORTED,
                            from.path() + ": not a file");
                }
                try (Located to = node.volume.resolve(name, Links.ITSELF)) {
                    link(from, to, replace);
                }
                return null;
            }
        });
    }

    private void link(Located from, Located to, boolean replace) throws IOException {
        if (!mayLink(from, to, to.found(), replace)) {
            return;
        }
        if (!from.folder().device().equals(to.folder().device())) {
            throw new StorageException(Reason.NOT_SUPPORTED, to.path() + ": on another device");
        }
        Path existing = from.folder().directory().resolve(from.file());
        Maker hardLink = (folder, name) -> {
            Files.createLink(folder.directory().resolve(name), existing);
            if (!AttributeReader.same(folder.stat(name), AttributeReader.id(from.found()))) {
                folder.deleteFile(name);
                throw new StorageException(Reason.STALE, from.path() + ": another one by now");
            }
        };
        StreamDepot.Departure departure = storage.streams().departing(to);
        put(to, hardLink, () -> mayLink(from, to, to.look(), replace));
        if (to.found() != null) {
            storage.unlinked(to.path());
            departure.finish();
        }
    }

    /** False if the name is this file's already. */
    private static boolean mayLink(Located from, Located to, BasicFileAttributes there, boolean replace)
            throws StorageException {
        if (there == null) {
            return true;
        }
        if (!replace) {
            throw new StorageException(Reason.EXISTS, to.path());
        }
        if (there.isDirectory()) {
            throw new StorageException(Reason.IS_DIRECTORY, to.path());
        }
        // rename(2) does nothing between two names of one file, and would leave the hidden one.
        return !AttributeReader.same(there, AttributeReader.id(from.found()));
    }

    /** Looked at once more when nobody else changes the name. */
    private interface Check {
        void run() throws IOException;
    }

    private void put(Located place, Maker maker, Check check) throws IOException {
        if (!putStaged(place, maker, check)) {
            // Below a mount, or in a root where nothing can be made
            Path hidden = storage.staging().freshNameBeside();
            maker.make(place.folder(), hidden);
            move(place.folder(), hidden, place, check);
        }
    }

    /** False if it can't be made in the staging folder and moved from there. */
    private boolean putStaged(Located place, Maker maker, Check check) throws IOException {
        if (!place.folder().device().equals(storage.root().device())) {
            return false;
        }
        try (Staging.Use staging = storage.staging().useIfPossible()) {
            if (staging == null) {
                return false;
            }
            Path fresh = staging.freshName();
            maker.make(staging.folder(), fresh);
            move(staging.folder(), fresh, place, check);
            return true;
        } catch (AtomicMoveNotSupportedException otherMount) {
            return false;
        }
    }

    private void move(Folder from, Path hidden, Located place, Check check) throws IOException {
        boolean moved = false;
        try {
            namespace.alone(place.path(), () -> {
                check.run();
                from.move(hidden, place.folder(), place.file());
                storage.kept().arrived(place);
                return null;
            });
            moved = true;
        } finally {
            if (!moved) {
                Namespace.discard(from, hidden);
            }
        }
    }
}
