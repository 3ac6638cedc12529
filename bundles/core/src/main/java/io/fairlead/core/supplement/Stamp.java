// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Attributes;
import java.time.Instant;

/**
 * What an owner looked like when its record was written, so that a record is never taken for that of another file which
 * got the same identity: inodes are used again, on ext4 at once.
 *
 * <p>A storage that tells no birth time gives the time of the last change for it. So a birth time that differs from that
 * is a true one, and decides. Else a file is told by size and time of its last change, and a directory, whose time
 * changes with each entry, by its name.
 *
 * @param kind a file or a directory
 * @param created as the storage tells it
 * @param modified as the storage tells it
 * @param size in bytes
 * @param name last name of the path
 */
record Stamp(Attributes.Kind kind, Instant created, Instant modified, long size, String name) {
    private static final int MOST_CHARACTERS = 1000;

    static Stamp of(Attributes raw, String whole) {
        String name = whole.length() > MOST_CHARACTERS ? whole.substring(0, MOST_CHARACTERS) : whole;
        return new Stamp(raw.kind(), raw.created(), raw.modified(), raw.size(), name);
    }

    /** Whether the birth time is known to be one. */
    boolean tellsBirth() {
        return !created.equals(modified);
    }

    /** Whether {@code now}, of the same identity, is the same file. */
    boolean isOf(Stamp now) {
        if (kind != now.kind) {
            return false;
        }
        boolean born = tellsBirth();
        boolean nowBorn = now.tellsBirth();
        if (created.equals(now.created) && (born || nowBorn)) {
            return true;
        }
        if (born && nowBorn) {
            return false;
        }
        return kind == Attributes.Kind.DIRECTORY ? name.equals(now.name) : isAsIs(now);
    }

    /** Whether nothing was written since. */
    boolean isAsIs(Stamp now) {
        return modified.equals(now.modified) && size == now.size;
    }

    /** Whether {@code now}, of the same path, is surely another file. */
    boolean isNotOf(Stamp now) {
        return kind != now.kind || (tellsBirth() && now.tellsBirth() && !created.equals(now.created));
    }
}
