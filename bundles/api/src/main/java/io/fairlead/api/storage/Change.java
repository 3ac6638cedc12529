// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

/**
 * Something that happened to a name.
 *
 * @param type what
 * @param path where; for {@link Type#RENAMED} the new name, for {@link Type#OVERFLOW} the folder watched
 * @param from the old name of a {@link Type#RENAMED}, else null
 */
public record Change(Type type, VPath path, VPath from) {
    /** What happened. */
    public enum Type {
        CREATED,
        DELETED,
        /** Content or size. */
        MODIFIED,
        ATTRIBUTES,
        RENAMED,
        /** Changes were lost: the listener must look for itself ([MS-SMB2] STATUS_NOTIFY_ENUM_DIR). */
        OVERFLOW
    }

    public static Change of(Type type, VPath path) {
        return new Change(type, path, null);
    }

    public static Change renamed(VPath from, VPath to) {
        return new Change(Type.RENAMED, to, from);
    }
}
