// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.util.Optional;

/**
 * Something that happened to a name. Immutable.
 *
 * @param type what
 * @param path where; for {@link Type#RENAMED} the new name, for {@link Type#OVERFLOW} the folder watched
 * @param from the old name of a {@link Type#RENAMED}, else null
 * @param kind of what it happened to, as it was then; empty if whoever tells does not know (a storage that learns of a
 *     deletion when there is nothing left to look at). [MS-SMB2] 2.2.35 has one filter for files and one for folders
 */
public record Change(Type type, VPath path, VPath from, Optional<Attributes.Kind> kind) {
    /** What happened. */
    public enum Type {
        CREATED,
        DELETED,
        /**
         * It will go when its last open closes; an Export tells it to those only who watch this very folder, whose watch has
         * nothing to tell any more ([MS-FSA] 2.1.5.14.3).
         */
        DELETE_PENDING,
        /** Content or size. */
        MODIFIED,
        /** Attributes, extended attributes among them. */
        ATTRIBUTES,
        RENAMED,
        /** A named stream of the file was made. */
        STREAM_CREATED,
        /** A named stream of the file was deleted. */
        STREAM_DELETED,
        /** Content or size of a named stream of the file. */
        STREAM_MODIFIED,
        /** Changes were lost: the listener must look for itself ([MS-SMB2] STATUS_NOTIFY_ENUM_DIR). */
        OVERFLOW
    }

    /** A change of something whose kind is not known. */
    public static Change of(Type type, VPath path) {
        return new Change(type, path, null, Optional.empty());
    }

    public static Change of(Type type, VPath path, Attributes.Kind kind) {
        return new Change(type, path, null, Optional.of(kind));
    }

    /** A rename of something whose kind is not known. */
    public static Change renamed(VPath from, VPath to) {
        return new Change(Type.RENAMED, to, from, Optional.empty());
    }

    public static Change renamed(VPath from, VPath to, Attributes.Kind kind) {
        return new Change(Type.RENAMED, to, from, Optional.of(kind));
    }
}
