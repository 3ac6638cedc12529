// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * How to open. Truncation is not among it on purpose: the Export opens, checks share modes, and only then calls
 * {@link Node#resize}; so a refused open has destroyed nothing.
 *
 * @param access what the node will be used for; a call beyond it is {@link Reason#ACCESS_DENIED}
 * @param disposition what must or must not exist
 * @param kind what it must be; when creating, what is made ({@code ANY} makes a file)
 * @param links what the last name stands for if it is a symbolic link. {@link Links#FOLLOW}: what it leads to, which
 *     {@code OPEN_OR_CREATE} makes and {@code REPLACE} publishes where the link leads if it is not there yet.
 *     {@link Links#ITSELF}: the link, which can be opened with access {@link Access#DELETE} or none, and is no directory
 */
public record Open(Set<Access> access, Disposition disposition, Kind kind, Links links) {

    /** Rights an open node carries. Attributes may always be read. */
    public enum Access {
        /** Content of a file, entries of a directory. */
        READ,
        /** Content of a file, anywhere. */
        WRITE,
        /**
         * Content of a file, at its end as it is at the moment of the call; the position given is not used. Together with
         * {@link #WRITE} it adds nothing: then the position counts.
         */
        APPEND,
        /** Changing attributes. */
        ATTRIBUTES,
        /** Deleting, and renaming. */
        DELETE
    }

    /** What must or must not exist. */
    public enum Disposition {
        /** It exists; else {@link Reason#NOT_FOUND}. */
        OPEN,
        /** It does not; else {@link Reason#EXISTS}, for a link of that name too, whatever it leads to. */
        CREATE,
        /** Either; {@link Node#created} tells which it was. */
        OPEN_OR_CREATE,
        /**
         * Files only: a new, empty file under no name, which {@link Node#close} puts in the place of {@code path} at
         * once, whatever file is there by then. Until that moment, and for good after {@link Node#abort} or a crash, the
         * old file stays. See {@link Storage.Feature#ATOMIC_REPLACE}.
         */
        REPLACE
    }

    /** What it must be. */
    public enum Kind {
        /** Not a directory; else {@link Reason#IS_DIRECTORY}. */
        FILE,
        /** Else {@link Reason#NOT_DIRECTORY}. */
        DIRECTORY,
        ANY
    }

    private static final Access[] ALL = Access.values();
    private static final Set<Access>[] SETS = sets();
    private static final Open READ = new Open(EnumSet.of(Access.READ), Disposition.OPEN, Kind.FILE);

    /** Every set of rights, by {@link #bits}, so that an open makes none. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Set<Access>[] sets() {
        Set<Access>[] sets = new Set[1 << ALL.length];
        for (int bits = 0; bits < sets.length; bits++) {
            Set<Access> set = EnumSet.noneOf(Access.class);
            for (int i = 0; i < ALL.length; i++) {
                if ((bits & 1 << i) != 0) {
                    set.add(ALL[i]);
                }
            }
            sets[bits] = Collections.unmodifiableSet(set);
        }
        return sets;
    }

    private static int bits(Set<Access> access) {
        int bits = 0;
        for (int i = 0; i < ALL.length; i++) {
            bits |= access.contains(ALL[i]) ? 1 << i : 0;
        }
        return bits;
    }

    public Open {
        access = SETS[bits(access)];
        Objects.requireNonNull(links);
    }

    /** Opens what a link leads to. */
    public Open(Set<Access> access, Disposition disposition, Kind kind) {
        this(access, disposition, kind, Links.FOLLOW);
    }

    /** An existing file, for reading. */
    public static Open read() {
        return READ;
    }

    /** An existing directory, for listing. */
    public static Open list() {
        return new Open(EnumSet.of(Access.READ), Disposition.OPEN, Kind.DIRECTORY);
    }

    /** A whole-file upload; see {@link Disposition#REPLACE}. */
    public static Open replace() {
        return new Open(EnumSet.of(Access.WRITE), Disposition.REPLACE, Kind.FILE);
    }

    /** A directory that must not exist yet. */
    public static Open createDirectory() {
        return new Open(EnumSet.of(Access.READ), Disposition.CREATE, Kind.DIRECTORY);
    }

    /** Whatever is there, to delete or rename it; a link itself. */
    public static Open delete() {
        return delete(Kind.ANY);
    }

    /** As {@link #delete()}, if it is of this kind. */
    public static Open delete(Kind kind) {
        return new Open(EnumSet.of(Access.DELETE), Disposition.OPEN, kind, Links.ITSELF);
    }

    /** Whatever is there, to change its attributes. */
    public static Open attributes() {
        return new Open(EnumSet.of(Access.ATTRIBUTES), Disposition.OPEN, Kind.ANY);
    }

    /** An existing file or a new one, with these rights. */
    public static Open openOrCreate(Access first, Access... rest) {
        return new Open(EnumSet.of(first, rest), Disposition.OPEN_OR_CREATE, Kind.FILE);
    }

    /** Whether this open may change anything but what it reads. */
    public boolean changes() {
        return disposition != Disposition.OPEN
                || access.contains(Access.WRITE)
                || access.contains(Access.APPEND)
                || access.contains(Access.ATTRIBUTES)
                || access.contains(Access.DELETE);
    }
}
