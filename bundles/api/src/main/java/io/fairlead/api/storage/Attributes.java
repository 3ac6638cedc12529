// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a file or directory at one moment. Immutable.
 *
 * @param id identity within the storage
 * @param kind what it is
 * @param size bytes of content; 0 for a directory; of a link, the length of its target's text in UTF-8
 * @param created birth time; a storage that has none gives {@code modified}
 * @param modified time of the last change of content
 * @param accessed time of the last read; a storage that has none gives {@code modified}
 * @param changed time of the last change of content or attributes; a storage that has none gives {@code modified}
 * @param allocated bytes taken on the medium; a storage that does not know gives {@code size}
 * @param links hard links, at least 1
 * @param dosFlags bits of [MS-FSCC] 2.6 that the storage keeps: {@link #READ_ONLY}, {@link #HIDDEN}, {@link #SYSTEM},
 *     {@link #ARCHIVE}, {@link #SPARSE}; 0 where it keeps none
 * @param posix owner, group and mode where the storage has them
 * @param target of a link, its text as a peer may see it: relative text as it is stored; absolute text expressed within
 *     the storage, or as it is stored if it leads out. Empty for everything else, and for a link whose text is unknown
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
        Optional<Posix> posix,
        Optional<String> target) {

    /** FILE_ATTRIBUTE_READONLY. */
    public static final int READ_ONLY = 0x1;
    /** FILE_ATTRIBUTE_HIDDEN. */
    public static final int HIDDEN = 0x2;
    /** FILE_ATTRIBUTE_SYSTEM. */
    public static final int SYSTEM = 0x4;
    /** FILE_ATTRIBUTE_ARCHIVE. */
    public static final int ARCHIVE = 0x20;
    /** FILE_ATTRIBUTE_SPARSE_FILE: who made it expects runs of zeros to take no room. A mark, which changes no content. */
    public static final int SPARSE = 0x200;

    /** What a name stands for. */
    public enum Kind {
        FILE,
        DIRECTORY,
        /**
         * A symbolic link itself, whether it leads somewhere or not: listed, renamed, deleted, never read. Told by
         * {@link Node#next}, by {@link Links#ITSELF}, and by nothing that follows.
         */
        LINK,
        /** A device, pipe or socket: listed, deleted, never read. */
        OTHER
    }

    /**
     * POSIX ownership: a value, which a storage may work out only when it is asked for. Implementations are immutable as
     * far as callers can tell.
     */
    public abstract static class Posix {
        /** Ownership that is known. */
        public static Posix of(int mode, String owner, String group) {
            return new Known(mode, owner, group);
        }

        /** Permission bits, 0 to 07777. */
        public abstract int mode();

        /** Name, or number as text. */
        public abstract String owner();

        /** Name, or number as text. */
        public abstract String group();

        @Override
        public final boolean equals(Object other) {
            return other instanceof Posix that
                    && mode() == that.mode()
                    && owner().equals(that.owner())
                    && group().equals(that.group());
        }

        @Override
        public final int hashCode() {
            return Objects.hash(mode(), owner(), group());
        }

        @Override
        public final String toString() {
            return String.format("Posix[mode=%04o, owner=%s, group=%s]", mode(), owner(), group());
        }

        private static final class Known extends Posix {
            private final int mode;
            private final String owner;
            private final String group;

            Known(int mode, String owner, String group) {
                this.mode = mode;
                this.owner = Objects.requireNonNull(owner);
                this.group = Objects.requireNonNull(group);
            }

            @Override
            public int mode() {
                return mode;
            }

            @Override
            public String owner() {
                return owner;
            }

            @Override
            public String group() {
                return group;
            }
        }
    }

    public Attributes {
        if (target.isPresent() && kind != Kind.LINK) {
            throw new IllegalArgumentException("only a link has a target");
        }
    }

    /** Attributes of anything but a link. */
    public Attributes(
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
        this(id, kind, size, created, modified, accessed, changed, allocated, links, dosFlags, posix, Optional.empty());
    }

    /** Attributes of a storage that keeps one time only. */
    public static Attributes of(NodeId id, Kind kind, long size, Instant modified) {
        return new Attributes(id, kind, size, modified, modified, modified, modified, size, 1, 0, Optional.empty());
    }

    /** A link of a storage that keeps one time only. */
    public static Attributes link(NodeId id, String target, Instant modified) {
        long size = target.getBytes(StandardCharsets.UTF_8).length;
        return of(id, Kind.LINK, size, modified).withTarget(Optional.of(target));
    }

    /** What a named stream of this file or directory tells: its own size, and all else of its owner. */
    public Attributes ofStream(long streamSize, long streamAllocated) {
        return new Attributes(
                id,
                Kind.FILE,
                streamSize,
                created,
                modified,
                accessed,
                changed,
                streamAllocated,
                links,
                dosFlags,
                posix);
    }

    /** These, of a link with another text. */
    public Attributes withTarget(Optional<String> text) {
        return new Attributes(
                id, kind, size, created, modified, accessed, changed, allocated, links, dosFlags, posix, text);
    }

    public boolean isFile() {
        return kind == Kind.FILE;
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    public boolean isLink() {
        return kind == Kind.LINK;
    }
}
