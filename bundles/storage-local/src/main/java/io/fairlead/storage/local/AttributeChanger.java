// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Instant;

/** Sets what the platform can set. */
final class AttributeChanger {
    private final FileModes modes;
    private final boolean birthTimes;

    /**
     * For one file system.
     *
     * @param birthTimes whether the time of creation can be set (the JDK ignores it on Linux)
     */
    AttributeChanger(FileModes modes, boolean birthTimes) {
        this.modes = modes;
        this.birthTimes = birthTimes;
    }

    /** Refuses what can't be set, before anything is. */
    void check(AttributeChanges changes) throws StorageException {
        if (changes.dosFlags() != null) {
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
    AttributeChanges permitted(AttributeChanges changes) {
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
    void apply(BasicFileAttributeView view, AttributeChanges changes) throws IOException {
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
        view.setTimes(time(changes.modified()), time(changes.accessed()), time(changes.created()));
    }

    private static FileTime time(Instant instant) {
        return instant == null ? null : FileTime.from(instant);
    }

    /** What holds after both, the second being the later one. */
    AttributeChanges merge(AttributeChanges first, AttributeChanges second) {
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
