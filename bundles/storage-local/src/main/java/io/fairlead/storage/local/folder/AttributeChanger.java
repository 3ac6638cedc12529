// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.storage.local.xattr.KeptAttributes;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.time.Instant;

/** Sets what the platform can set. */
public final class AttributeChanger {
    /** Seconds of 32 bits end in 2038. */
    private static final Instant SURE_UNTIL = Instant.parse("2038-01-01T00:00:00Z");
    /** FAT keeps even seconds. */
    private static final Duration COARSEST = Duration.ofSeconds(2);

    private final FileModes modes;
    private final boolean flags;
    private final boolean birthTimes;

    /**
     * For one file system.
     *
     * @param birthTimes whether the time of creation can be set (the JDK ignores it on Linux)
     */
    public AttributeChanger(FileModes modes, boolean flags, boolean birthTimes) {
        this.modes = modes;
        this.flags = flags;
        this.birthTimes = birthTimes;
    }

    /** Refuses what can't be set, before anything is. */
    public void check(AttributeChanges changes) throws StorageException {
        if (changes.dosFlags() != null && (!flags || !KeptAttributes.isKept(changes.dosFlags()))) {
            throw new StorageException(Reason.NOT_SUPPORTED, "DOS attributes are not kept");
        }
        if (changes.created() != null && !birthTimes) {
            throw new StorageException(Reason.NOT_SUPPORTED, "the time of creation can't be set");
        }
        if (changes.mode() != null && (!modes.posix() || (changes.mode() & ~0777) != 0)) {
            throw new StorageException(
                    Reason.NOT_SUPPORTED, "mode " + Integer.toOctalString(changes.mode()) + " is not kept");
        }
    }

    /** The same without the bits of the umask. */
    public AttributeChanges permitted(AttributeChanges changes) {
        return changes.mode() == null
                ? changes
                : new AttributeChanges(
                        changes.created(),
                        changes.modified(),
                        changes.accessed(),
                        changes.dosFlags(),
                        modes.permitted(changes.mode()));
    }

    /** Sets all of it or nothing. */
    public void apply(BasicFileAttributeView view, AttributeChanges changes) throws IOException {
        boolean times = changes.created() != null || changes.modified() != null || changes.accessed() != null;
        if (changes.mode() == null) {
            if (times) {
                setTimes(view, changes);
            }
            return;
        }
        int old = AttributeReader.mode(((PosixFileAttributeView) view).readAttributes());
        // Times first where the new bits might forbid to open the file, which setting times needs.
        if (times && (changes.mode() & 0400) == 0) {
            setTimes(view, changes);
            times = false;
        }
        FileModes.set(view, changes.mode());
        if (times) {
            try {
                setTimes(view, changes);
            } catch (IOException x) {
                FileModes.set(view, old);
                throw x;
            }
        }
    }

    private static void setTimes(BasicFileAttributeView view, AttributeChanges changes) throws IOException {
        BasicFileAttributes before =
                isOrdinary(changes.modified()) && isOrdinary(changes.accessed()) ? null : view.readAttributes();
        try {
            view.setTimes(time(changes.modified()), time(changes.accessed()), time(changes.created()));
        } catch (FileSystemException refused) { // EINVAL, from Java 25 on
            if (before == null || Failures.reason(refused) != Reason.NAME_INVALID) {
                throw refused;
            }
            throw new StorageException(Reason.NOT_SUPPORTED, "a time that the file system can't hold", refused);
        }
        if (before == null) {
            return;
        }
        // File systems, and the JDK, put the nearest time that they know in the place of one beyond (ext4: 2446)
        BasicFileAttributes after = view.readAttributes();
        if (!holds(changes.modified(), after.lastModifiedTime())
                || !holds(changes.accessed(), after.lastAccessTime())) {
            view.setTimes(before.lastModifiedTime(), before.lastAccessTime(), null);
            throw new StorageException(Reason.NOT_SUPPORTED, "a time that the file system can't hold");
        }
    }

    /** Whether every file system can hold it. */
    private static boolean isOrdinary(Instant time) {
        return time == null || (!time.isBefore(Instant.EPOCH) && time.isBefore(SURE_UNTIL));
    }

    private static boolean holds(Instant wanted, FileTime actual) {
        return wanted == null
                || Duration.between(actual.toInstant(), wanted).abs().compareTo(COARSEST) <= 0;
    }

    private static FileTime time(Instant instant) {
        return instant == null ? null : FileTime.from(instant);
    }

    /** What holds after both, the second being the later one. */
    public AttributeChanges merge(AttributeChanges first, AttributeChanges second) {
        return new AttributeChanges(
                later(first.created(), second.created()),
                later(first.modified(), second.modified()),
                later(first.accessed(), second.accessed()),
                later(first.dosFlags(), second.dosFlags()),
                later(first.mode(), second.mode()));
    }

    private static <T> T later(T first, T second) {
        return second == null ? first : second;
    }
}
