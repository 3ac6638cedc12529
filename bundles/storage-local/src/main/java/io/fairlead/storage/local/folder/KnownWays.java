// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which kept folder the walks of the last second came to, by the path that they went, so that an open need not look at each
 * folder on the way again. What others do to the folders shows all the same, since the opener looks for the file by its
 * whole path; but for a link that is put in the place of a folder on the way and leads to the very same folder at the end.
 * So a way counts only while nobody but our own user can change any folder on it, a link that the storage itself makes or
 * moves ends all ways, and one that our user puts there is seen within a second. Thread-safe.
 */
final class KnownWays {
    /** How long a way counts. */
    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MAX_PLACES = 1 << 17;
    private static final int REMEMBERED_FILES = 1024;

    private final Folder root;
    private final NameRules names;
    /** A path has two places here, and whichever way was walked longer ago makes room. */
    private final AtomicReferenceArray<Way> ways;

    /** Files that were looked for lately, so that no path is made of their names again. */
    private final AtomicReferenceArray<FilePaths> files = new AtomicReferenceArray<>(REMEMBERED_FILES);

    private volatile int epoch;

    /**
     * The platform's paths of a file.
     *
     * @param name in its folder
     * @param whole from the root
     */
    private record FilePaths(VPath path, Path name, Path whole) {}

    /**
     * A way, or that there is none.
     *
     * @param path of the folder, without a link
     * @param folder that is there; null if somebody else could exchange it
     * @param relative its path from the root, for the platform
     * @param walkedNanos when the walk to it began
     * @param epoch what counted then
     */
    private record Way(String path, SecureFolder folder, Path relative, long walkedNanos, int epoch) {
        private boolean leadsTo(String file, int length) {
            return path.length() == length && file.startsWith(path);
        }
    }

    /** @param keptFolders how many folders there can be ways to */
    KnownWays(Folder root, NameRules names, int keptFolders) {
        this.root = root;
        this.names = names;
        int places = Math.min(MAX_PLACES, Integer.highestOneBit(Math.max(2, 8 * keptFolders - 1)));
        ways = new AtomicReferenceArray<>(places);
    }

    /** As {@link Resolver#known}. */
    Located locate(VPath path) {
        Way way = find(path);
        if (way == null || way.folder == null || !way.folder.share()) {
            return null;
        }
        Located place = null;
        try {
            FilePaths file = paths(path, way);
            BasicFileAttributes found = root.stat(file.whole);
            place = found.isRegularFile() ? new Located(way.folder, false, file.name, path, found) : null;
        } catch (IOException x) {
            place = null; // the walk will say why
        } finally {
            if (place == null) {
                Closing.quietly(way.folder);
            }
        }
        return place;
    }

    private FilePaths paths(VPath path, Way way) throws StorageException {
        int hash = path.hashCode();
        int place = (hash ^ (hash >>> 16)) & (REMEMBERED_FILES - 1);
        FilePaths known = files.get(place);
        if (known == null || !known.path.equals(path)) {
            List<String> all = path.names();
            Path name = names.path(all.get(all.size() - 1), false);
            known = new FilePaths(path, name, way.relative.resolve(name));
            files.set(place, known);
        }
        return known;
    }

    private Way find(VPath path) {
        String text = path.toString();
        int length = text.lastIndexOf('/');
        int place = place(text, length);
        Way way = at(place, text, length);
        if (way == null) {
            way = at(place ^ 1, text, length);
        }
        return way != null && counts(way, System.nanoTime()) ? way : null;
    }

    private Way at(int place, String file, int length) {
        Way way = ways.get(place);
        return way != null && way.leadsTo(file, length) ? way : null;
    }

    private boolean counts(Way way, long now) {
        return way.epoch == epoch && now - way.walkedNanos < TRUSTED_NANOS;
    }

    private int place(String text, int length) {
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return (hash ^ (hash >>> 16)) & (ways.length() - 1);
    }

    /** No way walked so far counts any more. */
    synchronized void forget() {
        epoch++;
    }

    /** Lets go of all. */
    void clear() {
        forget();
        for (int i = 0; i < ways.length(); i++) {
            ways.set(i, null);
        }
    }

    /** A walk that is about to begin; null if it has nothing to tell. */
    Walk walk(VPath path) throws IOException {
        Way way = find(path);
        return way != null && way.folder == null ? null : new Walk();
    }

    /** A walk, which tells where it goes. */
    final class Walk {
        private final int then = epoch;
        private final long began = System.nanoTime();
        private boolean ours = true; // whether only our user can change the folders so far

        private Walk() throws IOException {
            through(root);
        }

        /** It went through a folder. */
        void through(Folder folder) throws IOException {
            ours = ours && folder instanceof SecureFolder secure && secure.isOursAlone();
        }

        /** It came to the end of a path without a link on it, in a folder below the root. */
        void cameTo(VPath path, Folder folder) {
            String text = path.parent().toString();
            Path relative = root.directory().getFileSystem().getPath(text.substring(1));
            add(new Way(text, ours ? (SecureFolder) folder : null, relative, began, then));
        }
    }

    private void add(Way way) {
        int first = place(way.path, way.path.length());
        ways.set(isRoom(first, way) || !isRoom(first ^ 1, way) ? first : first ^ 1, way);
    }

    private boolean isRoom(int place, Way way) {
        Way there = ways.get(place);
        return there == null || there.path.equals(way.path) || !counts(there, way.walkedNanos);
    }
}
