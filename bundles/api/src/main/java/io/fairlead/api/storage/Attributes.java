// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a file or directory at one moment. Immutable.
 *
 * @param id identity within the storage
 * @param kind what it is; a symbolic link inside the storage shows as what it points to
 * @param size bytes of content; 0 for a directory
 * @param created birth time; a storage that has none gives {@code modified}
 * @param modified time of the last change of content
 * @param accessed time of the last read; a storage that has none gives {@code modified}
 * @param changed time of the last change of content or attributes; a storage that has none gives {@code modified}
 * @param allocated bytes taken on the medium; a storage that does not know gives {@code size}
 * @param links hard links, at least 1
 * @param dosFlags bits of [MS-FSCC] 2.6 that the storage keeps: {@link #READ_ONLY}, {@link #HIDDEN}, {@link #SYSTEM},
 *     {@link #ARCHIVE}; 0 where it keeps none
 * @param posix owner, group and mode where the storage has them
 */
public record Attributes(
        NodeId id,
        Kind kind,
        long size,
        Instant created,
        Instant modified,
        Instant accessed,
        Instant changed,
        long allocated,
        int links,
        int dosFlags,
        Optional<Posix> posix) {

    /** FILE_ATTRIBUTE_READONLY. */
    public static final int READ_ONLY = 0x1;
    /** FILE_ATTRIBUTE_HIDDEN. */
    public static final int HIDDEN = 0x2;
    /** FILE_ATTRIBUTE_SYSTEM. */
    public static final int SYSTEM = 0x4;
    /** FILE_ATTRIBUTE_ARCHIVE. */
    public static final int ARCHIVE = 0x20;

    /** What a name stands for. */
    public enum Kind {
        FILE,
        DIRECTORY,
        /** A device, pipe or socket, or a link that leads nowhere inside the storage: listed, deleted, never read. */
        OTHER
    }

    /**
     * POSIX ownership.
     *
     * @param mode permission bits, 0 to 07777
     * @param owner name, or number as text
     * @param group name, or number as text
     */
    public record Posix(int mode, String owner, String group) {}

    /** Attributes of a storage that keeps one time only. */
    public static Attributes of(NodeId id, Kind kind, long size, Instant modified) {
        return new Attributes(id, kind, size, modified, modified, modified, modified, size, 1, 0, Optional.empty());
    }

    public boolean isFile() {
        return kind == Kind.FILE;
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }
}
