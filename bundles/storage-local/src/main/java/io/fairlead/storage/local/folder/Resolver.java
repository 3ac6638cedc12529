// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Walks a path from the open root, one name at a time, each relative to the open folder before it. A symbolic link is
 * never followed by the platform: its text is taken apart here and walked the same way, so that whatever somebody
 * renames meanwhile, the walk can't leave the root.
 */
public final class Resolver {
    /** What Linux follows in one look-up, path_resolution(7). */
    private static final int MAX_LINKS = 40;
    /** How often a walk starts again because somebody exchanged a name between two looks at it. */
    private static final int MAX_ATTEMPTS = 50;

    private final Folder root;
    private final NameRules names;
    private final boolean refuses;
    private final FolderCache cache;
    private final KnownWays ways;

    /**
     * @param refuses whether no link may be followed, by nobody
     * @param keptFolders how many folders are kept open at the most, or {@link FolderCache#AS_MANY_AS_FIT}
     */
    public Resolver(Folder root, NameRules names, boolean refuses, int keptFolders) {
        this.root = root;
        this.names = names;
        this.refuses = refuses;
        int kept = FolderCache.kept(keptFolders, OpenFileLimit.ofProcess());
        cache = new FolderCache(kept);
        ways = new KnownWays(root, names, kept);
    }

    /** As {@link #resolve(VPath, Links, LinkPolicy)}; links are followed here. */
    public Located resolve(VPath path, Links last) throws IOException {
        return resolve(path, last, LinkPolicy.FOLLOW);
    }

    /**
     * Finds the place of a path. Nothing need be there; but all folders on the way must.
     *
     * @param last what a link at the end stands for
     * @param policy who follows
     * @throws StorageException {@link Reason#PARENT_NOT_FOUND}, {@link Reason#NOT_DIRECTORY},
     *     {@link Reason#NAME_INVALID}; {@link Reason#ACCESS_DENIED} for a link that leads out or may not be followed;
     *     {@link Reason#NOT_FOUND} for links that go round, and for an excluded folder; {@link LinkEncountered} under
     *     {@link LinkPolicy#STOP}
     */
    public Located resolve(VPath path, Links last, LinkPolicy policy) throws IOException {
        return resolve(path, last, policy, false);
    }

    /** As {@link #resolve(VPath, Links, LinkPolicy)}; with {@code tells}, {@link #known} finds the folder for a while. */
    public Located resolve(VPath path, Links last, LinkPolicy policy, boolean tells) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try (Walk walk = new Walk(path, last, policy, tells)) {
                return walk.run();
            } catch (Exchanged somethingElse) {
                if (attempt == MAX_ATTEMPTS) {
                    throw new StorageException(Reason.ACCESS_DENIED, path + ": keeps changing", somethingElse);
                }
            }
        }
    }

    /** Opens the directory at a path, links followed. */
    public Folder folder(VPath path) throws IOException {
        try (Located place = resolve(path, Links.FOLLOW)) {
            if (place.found() == null || !place.found().isDirectory()) {
                throw new StorageException(place.found() == null ? Reason.NOT_FOUND : Reason.NOT_DIRECTORY, path);
            }
            return place.open();
        }
    }

    /**
     * The place of a regular file in a folder that a walk has come to lately, found by one look along the whole path; null
     * if it is to be walked. Whoever opens it in that folder must look there again: only if both looks show the same file
     * does the path still lead there.
     */
    public Located known(VPath path) {
        return ways.locate(path);
    }

    /** A link has come to a name that something else may have had. */
    public void linked() {
        ways.forget();
    }

    /** Closes what is kept open for walks to come. */
    public void forget() {
        ways.clear();
        cache.clear();
    }

    /** What a name is; null if nothing. */
    public static BasicFileAttributes look(Folder folder, Path name) throws IOException {
        try {
            return folder.stat(name);
        } catch (NoSuchFileException nothing) {
            return null;
        }
    }

    /** A directory stopped being one between the look at it and its opening. */
    private static final class Exchanged extends IOException {
        private static final long serialVersionUID = 1;

        Exchanged(IOException cause) {
            super(cause);
        }
    }

    /** One walk. It owns the folder it stands in until a place takes it over. */
    private final class Walk implements AutoCloseable {
        private final VPath asked;
        private final Links last;
        private final LinkPolicy policy;
        private final Route route;
        private final KnownWays.Walk told; // null for nobody
        private Folder here = root;
        private int links;

        Walk(VPath asked, Links last, LinkPolicy policy, boolean tells) throws IOException {
            this.asked = asked;
            this.last = last;
            this.policy = policy;
            told = tells ? ways.walk(asked) : null;
            route = new Route(asked);
        }

        Located run() throws IOException {
            while (true) {
                String name = route.take();
                if (name == null) {
                    return end();
                }
                if (name.equals("..")) {
                    goTo(route.up());
                    continue;
                }
                Path file = names.path(name, route.inRoot());
                BasicFileAttributes found = find(file);
                if (found != null && found.isSymbolicLink() && (last == Links.FOLLOW || !route.atEnd())) {
                    followLink(name, file);
                } else if (route.atEnd()) {
                    return place(name, file, found);
                } else {
                    enter(name, file, found);
                }
            }
        }

        private BasicFileAttributes find(Path file) throws IOException {
            try {
                return here.stat(file);
            } catch (Exclusions.ExcludedException excluded) {
                throw new StorageException(
                        route.atEnd() ? Reason.NOT_FOUND : Reason.PARENT_NOT_FOUND, asked.toString(), excluded);
            } catch (NoSuchFileException nothing) {
                return null;
            }
        }

        /** The walk ended in a folder by {@code ..} or at the root: its place is in its parent. */
        private Located end() throws IOException {
            if (route.inRoot()) {
                return place(root, null, VPath.ROOT, root.stat());
            }
            String name = route.last();
            goTo(route.up());
            route.enter(name);
            Path file = names.path(name, false);
            return place(here, file, route.here(), look(here, file));
        }

        private Located place(String name, Path file, BasicFileAttributes found) throws StorageException {
            VPath path = links == 0 ? asked : route.here().child(name);
            if (told != null && links == 0 && !route.inRoot()) {
                told.cameTo(asked, here);
            }
            return place(here, file, path, found);
        }

        private Located place(Folder folder, Path file, VPath path, BasicFileAttributes found) {
            here = root; // the place owns the folder from here on
            return new Located(folder, folder == root, file, path, found);
        }

        private void enter(String name, Path file, BasicFileAttributes found) throws IOException {
            if (found == null) {
                throw new StorageException(Reason.PARENT_NOT_FOUND, asked);
            }
            if (!found.isDirectory()) {
                throw new StorageException(Reason.NOT_DIRECTORY, asked);
            }
            Folder next = cache.find(found, here, file);
            if (next == null) {
                next = open(here, file);
                try {
                    cache.keep(next, here, file);
                } catch (IOException x) {
                    next.close();
                    throw x;
                }
            }
            stepTo(next);
            if (told != null) {
                told.through(next);
            }
            route.enter(name);
        }

        private Folder open(Folder folder, Path file) throws IOException {
            try {
                return folder.open(file);
            } catch (IOException x) {
                BasicFileAttributes now = look(folder, file);
                if (now == null || !now.isDirectory()) {
                    throw new Exchanged(x);
                }
                throw x;
            }
        }

        private void followLink(String name, Path file) throws IOException {
            if (policy == LinkPolicy.STOP) {
                VPath folder = route.here();
                Optional<VPath> target = refuses ? Optional.empty() : read(file).target(folder);
                throw new LinkEncountered(folder.child(name), target, route.rest());
            }
            if (refuses) {
                throw new StorageException(Reason.ACCESS_DENIED, asked + ": a symbolic link");
            }
            LinkText text = read(file);
            if (++links > MAX_LINKS) {
                throw new StorageException(Reason.NOT_FOUND, asked + ": too many symbolic links");
            }
            if (text.isForeign()) {
                throw new StorageException(Reason.ACCESS_DENIED, asked + ": a link leads out");
            }
            if (text.startsAtRoot()) {
                goTo(route.toRoot());
            }
            route.insert(text.names());
        }

        private LinkText read(Path file) throws IOException {
            try {
                return new LinkText(here.readLink(file), root.directory());
            } catch (IOException x) {
                throw new Exchanged(x);
            }
        }

        /** Stands in the folder of this real path, by a new walk to it. */
        private void goTo(VPath path) throws IOException {
            if (path == null) {
                throw new StorageException(Reason.ACCESS_DENIED, asked + ": a link leads out");
            }
            stepTo(root);
            boolean inRoot = true;
            for (String name : path.names()) {
                stepTo(open(here, names.path(name, inRoot)));
                inRoot = false;
            }
        }

        private void stepTo(Folder next) throws IOException {
            Folder before = here;
            here = next;
            if (before != root) {
                before.close();
            }
        }

        @Override
        public void close() throws IOException {
            stepTo(root);
        }
    }
}
