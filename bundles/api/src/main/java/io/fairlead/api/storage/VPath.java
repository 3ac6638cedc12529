// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * An absolute path inside a storage, as a value: {@code /} or {@code /a/b}. It never holds an empty name, {@code .},
 * {@code ..}, NUL, or a {@code /} inside a name, so that whoever holds a VPath can't leave the storage by it. A protocol
 * parses the peer's text into one at its edge. Names are kept as given: no Unicode normalisation, no case folding
 * (the storage declares how it compares, {@link Storage.Feature#CASE_INSENSITIVE}).
 *
 * <p>Immutable. Equality and order are by characters.
 */
public final class VPath implements Comparable<VPath> {
    /** The longest path accepted, in characters; [MS-FSCC] 2.1.5 has the same bound. */
    public static final int MAX_LENGTH = 32_760;

    /** The root, {@code /}. */
    public static final VPath ROOT = new VPath("");

    private final String path; // "" for the root, else "/a/b"
    /** Of the path, once somebody asked; threads that race make equal ones. */
    private List<String> names;

    private VPath(String path) {
        this.path = path;
    }

    /**
     * Parses an absolute path strictly: {@code /a/b}, or {@code /} for the root.
     *
     * @throws StorageException {@link Reason#NAME_INVALID} if it is not absolute, ends in a slash, is too long, or a
     *     name in it is one that {@link #child} refuses
     */
    public static VPath of(String absolute) throws StorageException {
        if (absolute.equals("/")) {
            return ROOT;
        }
        if (!absolute.startsWith("/")) {
            throw invalid("not an absolute path", absolute);
        }
        checkLength(absolute);
        for (int from = 1; ; ) {
            int slash = absolute.indexOf('/', from);
            checkName(absolute.substring(from, slash < 0 ? absolute.length() : slash));
            if (slash < 0) {
                return new VPath(absolute);
            }
            from = slash + 1;
        }
    }

    /**
     * The path made of these names, outermost first.
     *
     * @throws StorageException {@link Reason#NAME_INVALID} as for {@link #child}
     */
    public static VPath ofNames(List<String> names) throws StorageException {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            checkName(name);
            text.append('/').append(name);
        }
        checkLength(text);
        return text.isEmpty() ? ROOT : new VPath(text.toString());
    }

    /**
     * Resolves {@code text} against this path the way Unix clients mean it: absolute if it starts with {@code /}, empty
     * names and {@code .} skipped, {@code ..} one up, and at the root {@code ..} stays there. Purely lexical.
     *
     * @throws StorageException {@link Reason#NAME_INVALID} as for {@link #child}
     */
    public VPath resolve(String text) throws StorageException {
        Deque<String> names = new ArrayDeque<>(text.startsWith("/") ? List.of() : names());
        for (String name : text.split("/", -1)) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return ofNames(List.copyOf(names));
    }

    /**
     * Where the text of a symbolic link in this directory leads, by itself: as {@link #resolve}, but no text leads above the
     * root.
     *
     * @throws StorageException {@link Reason#ACCESS_DENIED} if it would; {@link Reason#NAME_INVALID} as for {@link #child}
     */
    public VPath resolveLink(String text) throws StorageException {
        Deque<String> names = new ArrayDeque<>(text.startsWith("/") ? List.of() : names());
        for (String name : text.split("/", -1)) {
            if (name.equals("..") && names.pollLast() == null) {
                throw new StorageException(Reason.ACCESS_DENIED, this + ": a link there would lead out");
            } else if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
                names.addLast(name);
            }
        }
        return ofNames(List.copyOf(names));
    }

    /**
     * The path of {@code name} in this directory.
     *
     * @throws StorageException {@link Reason#NAME_INVALID} if the name is empty, {@code .} or {@code ..}, or holds
     *     {@code /} or NUL, or the path grows beyond {@link #MAX_LENGTH}
     */
    public VPath child(String name) throws StorageException {
        checkName(name);
        String text = path + "/" + name;
        checkLength(text);
        return new VPath(text);
    }

    /** The directory that holds this path; the root is its own parent. */
    public VPath parent() {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? ROOT : new VPath(path.substring(0, slash));
    }

    /** The last name; empty for the root. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Every name, outermost first; empty for the root. */
    public List<String> names() {
        List<String> known = names;
        if (known == null) {
            known = path.isEmpty() ? List.of() : List.of(path.substring(1).split("/"));
            names = known;
        }
        return known;
    }

    public boolean isRoot() {
        return path.isEmpty();
    }

    /** Whether this path is {@code ancestor} or lies below it. */
    public boolean startsWith(VPath ancestor) {
        return path.startsWith(ancestor.path)
                && (path.length() == ancestor.path.length() || path.charAt(ancestor.path.length()) == '/');
    }

    /**
     * This path with its leading {@code from} replaced by {@code to}: {@code /a/b/c} rebased from {@code /a} to
     * {@code /x/y} is {@code /x/y/b/c}.
     *
     * @throws IllegalArgumentException if this path does not start with {@code from}
     */
    public VPath rebase(VPath from, VPath to) {
        if (!startsWith(from)) {
            throw new IllegalArgumentException(this + " is not below " + from);
        }
        String text = to.path + path.substring(from.path.length());
        return text.isEmpty() ? ROOT : new VPath(text);
    }

    /** Whether {@link #child} would take the name. */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.indexOf('/') < 0
                && name.indexOf('\0') < 0;
    }

    /** {@code /}, or the names each preceded by a slash. {@link #of} reads it back. */
    @Override
    public String toString() {
        return path.isEmpty() ? "/" : path;
    }

    @Override
    public int compareTo(VPath other) {
        Iterator<String> theirs = other.names().iterator();
        for (String mine : names()) {
            int order = theirs.hasNext() ? mine.compareTo(theirs.next()) : 1;
            if (order != 0) {
                return order;
            }
        }
        return theirs.hasNext() ? -1 : 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VPath that && path.equals(that.path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    private static void checkName(String name) throws StorageException {
        Objects.requireNonNull(name);
        if (!isName(name)) {
            throw invalid("not a name", name);
        }
    }

    private static void checkLength(CharSequence path) throws StorageException {
        if (path.length() > MAX_LENGTH) {
            throw new StorageException(Reason.NAME_INVALID, "path of " + path.length() + " characters");
        }
    }

    private static StorageException invalid(String what, String text) {
        String shown = text.length() > 200 ? text.substring(0, 200) + "..." : text;
        return new StorageException(Reason.NAME_INVALID, what + ": \"" + shown.replace('\0', '?') + "\"");
    }
}
