// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.InexpressibleNames;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Failures;
import io.fairlead.storage.local.folder.FileModes;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.stream.StreamDepot;
import io.fairlead.storage.local.upload.StagedFile;
import io.fairlead.storage.local.upload.Staging;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Changes names: makes directories and links, renames, deletes, publishes uploads. Thread-safe.
 *
 * <p>Two locks, taken in this order. The first says that no rename through this storage is under way: whoever looks a
 * name up for an open node shares it, a rename has it alone, so that the paths of open nodes follow. The second is of one
 * name, and makes "look, then act" one step where the platform has no such call. Both are held for a few system calls
 * on names, never over content.
 */
final class Namespace {
    private static final int NAME_LOCKS = 64;
    private static final int MAX_WAIT_SECONDS = 5;

    private final ReentrantReadWriteLock moves = new ReentrantReadWriteLock();
    private final Lock[] nameLocks = new Lock[NAME_LOCKS];
    private final LocalStorage storage;

    Namespace(LocalStorage storage) {
        this.storage = storage;
        for (int i = 0; i < NAME_LOCKS; i++) {
            nameLocks[i] = new ReentrantLock();
        }
    }

    /** Runs a call while no name moves. */
    <T> T steady(Failures.Call<T> call) throws IOException {
        moves.readLock().lock();
        try {
            return call.run();
        } finally {
            moves.readLock().unlock();
        }
    }

    private Lock nameLock(VPath path) {
        return nameLocks[Math.floorMod(storage.paths().fold(path.toString()).hashCode(), NAME_LOCKS)];
    }

    /** Runs a call while no name moves, and alone with this name. */
    <T> T alone(VPath path, Failures.Call<T> call) throws IOException {
        return steady(() -> {
            Lock lock = nameLock(path);
            lock.lock();
            try {
                return call.run();
            } finally {
                lock.unlock();
            }
        });
    }

    /** Makes what a {@link Maker} makes, under a name that must be free. */
    private void make(Located place, Maker maker) throws IOException {
        if (place.folder().byPath()) {
            maker.make(place.folder(), place.file());
            return;
        }
        if (!makeStaged(place, maker)) {
            // Below a mount, or in a root where nothing can be made: the JDK has no other way there than by path.
            maker.make(place.folder(), place.file());
        }
    }

    /** False if it can't be made in the staging folder and moved. */
    private boolean makeStaged(Located place, Maker maker) throws IOException {
        try (Staging.Use staging = storage.staging().useIfPossible()) {
            if (staging == null) {
                return false;
            }
            Path fresh = staging.freshName();
            maker.make(staging.folder(), fresh);
            boolean moved = false;
            try {
                moved = alone(place.path(), () -> moveToFreeName(staging.folder(), fresh, place));
                return moved;
            } finally {
                if (!moved) {
                    discard(staging.folder(), fresh);
                }
            }
        }
    }

    private interface Maker {
        void make(Folder folder, Path name) throws IOException;
    }

    /** False if the name is on another device. */
    private static boolean moveToFreeName(Folder from, Path name, Located target) throws IOException {
        if (target.look() != null) {
            throw new StorageException(Reason.EXISTS, target.path());
        }
        try {
            from.move(name, target.folder(), target.file());
            return true;
        } catch (AtomicMoveNotSupportedException otherDevice) {
            return false;
        } catch (IOException x) {
            if (target.look() != null) {
                throw new StorageException(Reason.EXISTS, target.path().toString(), x);
            }
            throw x;
        }
    }

    static void discard(Folder folder, Path name) {
        try {
            if (folder.stat(name).isDirectory()) {
                folder.deleteDirectory(name);
            } else {
                folder.deleteFile(name);
            }
        } catch (IOException gone) {
            // as it should be
        }
    }

    /** Makes a directory where nothing is. */
    void makeDirectory(Located place) throws IOException {
        FileModes modes = storage.modes();
        make(place, (folder, name) -> {
            folder.createDirectory(name, modes.attribute(modes.directory()));
            modes.set(folder, name, folder.stat(name), modes.directory());
        });
    }

    /** Makes a symbolic link where nothing is. */
    void makeLink(LocalVolume volume, VPath link, Path target) throws IOException {
        steady(() -> {
            try (Located place = volume.resolve(link, Links.ITSELF)) {
                if (place.found() != null) {
                    throw new StorageException(Reason.EXISTS, link);
                }
                make(place, (folder, name) -> folder.createLink(name, target));
                storage.resolver().linked();
                return null;
            }
        });
    }

    /** Removes the name by which a node was opened. */
    void delete(LocalNode node) throws IOException {
        alone(node.path(), () -> {
            try (Located place = find(node)) {
                StreamDepot.Departure departure = storage.streams().departing(place);
                if (place.found().isDirectory()) {
                    deleteDirectory(place, node.path());
                } else {
                    place.folder().deleteFile(place.file());
                }
                storage.unlinked(place.path());
                departure.finish();
                return null;
            }
        });
    }

    private void deleteDirectory(Located place, VPath path) throws IOException {
        try {
            place.folder().deleteDirectory(place.file());
        } catch (DirectoryNotEmptyException x) {
            int inexpressible = Listing.countInexpressible(place, storage.names());
            throw inexpressible > 0
                    ? new InexpressibleNames(path, inexpressible)
                    : new StorageException(Reason.NOT_EMPTY, path.toString(), x);
        }
    }

    /** The place of a node's name, if the name still is that node. */
    Located find(LocalNode node) throws IOException {
        VPath entry = node.path();
        if (entry.isRoot()) {
            throw new StorageException(Reason.ACCESS_DENIED, entry);
        }
        if (node.gone()) {
            throw node.stale();
        }
        Located place;
        try {
            place = storage.resolver().resolve(entry, Links.ITSELF);
        } catch (StorageException x) {
            throw x.reason() == Reason.PARENT_NOT_FOUND || x.reason() == Reason.NOT_DIRECTORY ? node.stale() : x;
        }
        if (place.found() == null || !AttributeReader.same(place.found(), node.platformId())) {
            place.close();
            throw node.stale();
        }
        return place;
    }

    /**
     * Puts a staged file in the place of whatever file is at the upload's path.
     *
     * @param chosenBits permission bits; null for those of the file it replaces, or of a new one
     */
    void publish(StagedFile staged, UploadNode upload, Integer chosenBits) throws IOException {
        alone(upload.path(), () -> {
            try (Located place = upload.volume.resolve(upload.path(), Links.FOLLOW)) {
                checkReplaceable(place);
                StreamDepot.Departure departure = storage.streams().departing(place);
                if (place.found() != null) {
                    staged.adoptOwner(place);
                }
                staged.moveTo(place, chosenBits == null ? bitsOf(place) : chosenBits);
                if (place.found() != null) {
                    storage.unlinked(place.path());
                    departure.finish();
                }
                storage.kept().arrived(place);
                if (storage.settings().sync() == LocalSettings.Sync.FULL) {
                    place.folder().sync();
                }
                return null;
            }
        });
    }

    /** Those that a file keeps when its content is replaced, and a new one gets. */
    private int bitsOf(Located place) {
        return place.found() instanceof PosixFileAttributes at
                ? AttributeReader.mode(at)
                : storage.modes().file();
    }

    /** Refuses what an upload can't replace. */
    static void checkReplaceable(Located place) throws StorageException {
        if (place.found() == null) {
            return;
        }
        switch (AttributeReader.kind(place.found())) {
            case DIRECTORY -> throw new StorageException(Reason.IS_DIRECTORY, place.path());
            case LINK, OTHER -> throw new StorageException(Reason.ACCESS_DENIED, place.path() + ": not a file");
            case FILE -> WriteAccess.check(place);
        }
    }

    /** Renames a node's entry; all open nodes at it and below it follow. */
    void rename(LocalNode node, VPath target, boolean replace) throws IOException {
        waitForMoves(target);
        try (Located from = find(node);
                Located to = node.volume.resolve(target, Links.ITSELF)) {
            boolean itself = to.found() != null && AttributeReader.same(to.found(), AttributeReader.id(from.found()));
            StreamDepot.Departure departure =
                    itself ? StreamDepot.Departure.NOTHING : storage.streams().departing(to);
            storage.streamSweep().seen(from.found());
            if (new Rename(storage, from, to, replace).run()) {
                if (to.found() != null) {
                    storage.unlinked(to.path());
                }
                storage.moved(from.path(), to.path());
                if (!from.found().isRegularFile()) {
                    storage.resolver().linked();
                }
                departure.finish();
            }
        } finally {
            moves.writeLock().unlock();
        }
    }

    /** A look-up that hangs (a server behind a mount is gone, say) is not to hang all others behind this rename. */
    private void waitForMoves(VPath target) throws StorageException {
        try {
            if (!moves.writeLock().tryLock(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new StorageException(Reason.IN_USE, target + ": a look-up takes too long");
            }
        } catch (InterruptedException x) {
            Thread.currentThread().interrupt();
            throw new StorageException(Reason.UNAVAILABLE, target + ": interrupted", x);
        }
    }
}
