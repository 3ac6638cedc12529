// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.xattr;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DOS flags and times of creation of a storage's files, each in an attribute of the file ({@link Kept}). Two marks keep
 * those from paying who have none: the root is marked by the first file that gets such an attribute, and a folder when
 * something in it has one. Where the root is not marked nothing is looked up; where a folder is not, its listing looks up
 * nothing. A file that was moved into an unmarked folder behind our back tells its flags when it is looked up itself.
 * Thread-safe.
 */
public final class KeptAttributes {
    private static final Logger LOG = LoggerFactory.getLogger(KeptAttributes.class);
    /** On the root: files of this storage have attributes of ours. */
    private static final String USED = UserAttributes.OURS + "dos-used";
    /** On a folder: something in it may have one. */
    private static final String INSIDE = UserAttributes.OURS + "dos-inside";

    private static final int FLAGS =
            Attributes.READ_ONLY | Attributes.HIDDEN | Attributes.SYSTEM | Attributes.ARCHIVE | Attributes.SPARSE;
    private static final long USED_NANOS = 5_000_000_000L;
    private static final int MOST_KNOWN = 16_384;
    /** The clock of a file system ticks as rarely as every 10 ms: a younger change may hide the next one. */
    private static final Duration TICK = Duration.ofMillis(50);

    private final Folder root;
    private final boolean works;
    private final Map<Object, Known> known = new ConcurrentHashMap<>();
    private final Map<Object, Boolean> marked = new ConcurrentHashMap<>();
    private volatile boolean used;
    private volatile long lookedAt; // in System.nanoTime
    private volatile boolean looked; // written after it

    /** What a file had when its attributes changed last. */
    private record Known(Instant changed, Kept kept) {}

    /**
     * Of one storage.
     *
     * @param works whether its file system has such attributes
     */
    public KeptAttributes(Folder root, boolean works) {
        this.root = root;
        this.works = works;
    }

    /** Whether these attributes can be kept at all. */
    public boolean works() {
        return works;
    }

    /** Whether flags are among those that are kept. */
    public static boolean isKept(int flags) {
        return (flags & ~FLAGS) == 0;
    }

    /** Whether any file may have some. The mark of another server shows after 5 s. */
    public boolean inUse() {
        if (!works || used) {
            return used;
        }
        long now = System.nanoTime();
        if (!looked || now - lookedAt > USED_NANOS) {
            lookedAt = now;
            looked = true;
            used = has(root.directory(), USED);
        }
        return used;
    }

    /** Whether something in a folder may have some. */
    public boolean inUse(Folder folder) {
        return inUse() && has(folder.directory(), INSIDE);
    }

    private static boolean has(Path path, String name) {
        try {
            return new UserAttributes(path).has(name);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Whether some of these would be kept here. */
    public boolean concerns(AttributeChanges changes) {
        return works && (changes.dosFlags() != null || changes.created() != null);
    }

    /** Without what is kept here. */
    public AttributeChanges rest(AttributeChanges changes) {
        return works
                ? new AttributeChanges(null, changes.modified(), changes.accessed(), null, changes.mode())
                : changes;
    }

    /** Keeps what concerns us; returns what was kept before. */
    public Kept set(Located place, AttributeChanges changes) throws IOException {
        return exchange(
                place,
                old -> new Kept(
                        changes.dosFlags() == null ? old.flags() : changes.dosFlags(),
                        changes.created() == null ? old.created() : changes.created()));
    }

    /** Puts back what was kept before. */
    public void restore(Located place, Kept before) throws IOException {
        exchange(place, old -> before);
    }

    private Kept exchange(Located place, UnaryOperator<Kept> change) throws IOException {
        Kept before = CheckedPath.call(place, path -> {
            UserAttributes attributes = new UserAttributes(path);
            Kept old = Kept.decode(attributes.ours(Kept.NAME));
            Kept next = change.apply(old);
            if (!next.equals(old)) {
                markUsed();
                if (!next.isNone()) {
                    mark(place);
                }
                attributes.set(Kept.NAME, next.isNone() ? null : next.encode());
            }
            return old;
        });
        known.remove(place.found().fileKey());
        return before;
    }

    private void markUsed() throws IOException {
        if (!used) {
            new UserAttributes(root.directory()).set(USED, new byte[] {'1'});
            used = true;
        }
    }

    /** A name came into a folder, by a rename or an upload: it may bring attributes of ours. */
    public void arrived(Located place) {
        if (inUse() && !read(CheckedPath.of(place)).isNone()) {
            mark(place);
        }
    }

    /** Marks the folder that a name is in, as far as that can be done. */
    private void mark(Located place) {
        if (place.isRoot()) {
            return;
        }
        try {
            Object key = place.folder().key();
            if (marked.containsKey(key)) {
                return;
            }
            Path folder = place.folder().directory();
            UserAttributes attributes = new UserAttributes(folder);
            if (!attributes.has(INSIDE)) {
                attributes.set(INSIDE, new byte[] {'1'});
            }
            if (marked.size() >= MOST_KNOWN) {
                marked.clear();
            }
            marked.put(key, true);
        } catch (IOException refused) {
            LOG.debug("{}: can't be marked: {}", place.folder().directory(), refused.toString());
        }
    }

    private static Kept read(Path path) {
        try {
            return Kept.decode(new UserAttributes(path).ours(Kept.NAME));
        } catch (IOException unreadable) {
            return Kept.NONE;
        }
    }

    /** The same with what is kept of a file or directory; it is asked for only while {@link #inUse}. */
    public Attributes complete(Attributes of, Located place) {
        Object key = place.found().fileKey();
        Known last = of.isFile() ? known.get(key) : null;
        if (last != null && last.changed().equals(of.changed())) {
            return with(of, last.kept());
        }
        Kept kept = read(CheckedPath.of(place));
        // A folder's time of change is not looked up
        if (of.isFile() && of.changed().isBefore(Instant.now().minus(TICK))) {
            if (known.size() >= MOST_KNOWN) {
                known.clear();
            }
            known.put(key, new Known(of.changed(), kept));
        }
        if (!kept.isNone()) {
            mark(place);
        }
        return with(of, kept);
    }

    /** The same of a line of a listing, of a folder that is {@link #inUse(Folder)}. */
    public Attributes complete(Attributes of, Folder folder, Path file) {
        return of.isFile() || of.isDirectory()
                ? with(of, read(folder.directory().resolve(file)))
                : of;
    }

    /** The same with what was asked to be kept. */
    public Attributes with(Attributes of, AttributeChanges wanted) {
        return concerns(wanted)
                ? with(of, new Kept(wanted.dosFlags() == null ? of.dosFlags() : wanted.dosFlags(), wanted.created()))
                : of;
    }

    private static Attributes with(Attributes of, Kept kept) {
        if (kept.isNone()) {
            return of;
        }
        return new Attributes(
                of.id(),
                of.kind(),
                of.size(),
                kept.created() == null ? of.created() : kept.created(),
                of.modified(),
                of.accessed(),
                of.changed(),
                of.allocated(),
                of.links(),
                kept.flags(),
                of.posix(),
                of.target());
    }
}
