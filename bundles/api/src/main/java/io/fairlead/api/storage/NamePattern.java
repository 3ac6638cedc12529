// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

/**
 * A pattern for one name of a path: {@code *} is any run of characters, {@code ?} any one of them. Immutable.
 *
 * <p>Matching takes time in proportion to the lengths of pattern and name at the worst, whatever the pattern.
 */
public final class NamePattern {
    /** Several times what a name may have: a longer pattern of a client is only good for keeping a server busy. */
    public static final int MAX_CHARACTERS = 1_000;

    private final String text;
    private final boolean shell; // with sets, and case matters
    private final int[] pattern; // code points
    private final int[] nextClose; // where the next ] is from here on; -1 if there is none

    private NamePattern(String text, boolean shell) {
        this.text = text;
        this.shell = shell;
        this.pattern = text.codePoints().toArray();
        this.nextClose = new int[pattern.length];
        for (int i = nextClose.length - 1, close = -1; i >= 0; i--) {
            close = pattern[i] == ']' ? i : close;
            nextClose[i] = close;
        }
    }

    /**
     * As shells have it: case matters, and {@code [...]} is one character of a set of characters and ranges, or none of
     * them if the set begins with {@code !} or {@code ^}. A {@code ]} that comes first belongs to the set, and a {@code [}
     * without its {@code ]} stands for itself.
     */
    public static NamePattern shell(String text) {
        return new NamePattern(text, true);
    }

    /**
     * Without regard to case, and without sets.
     *
     * @throws IllegalArgumentException if it is empty or holds a {@code /}, so that no name could fit
     */
    public static NamePattern ignoringCase(String text) {
        if (text.isEmpty() || text.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\" is no pattern for a name: it is empty or holds a /");
        }
        return new NamePattern(text, false);
    }

    /** Whether a name, read as {@link #shell} does, may fit other names than itself. */
    public static boolean isPattern(String name) {
        int open = name.indexOf('[');
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || (open >= 0 && name.indexOf(']', open) > 0);
    }

    /** Whether the whole name fits. */
    public boolean matches(String name) {
        int p = 0;
        int n = 0;
        int star = -1; // the last star seen: on a mismatch it alone takes one character more
        int taken = 0;
        while (n < name.length()) {
            int c = name.codePointAt(n);
            int next = p < pattern.length ? behind(p, c) : -1;
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                taken = n;
            } else if (next >= 0) {
                p = next;
                n += Character.charCount(c);
            } else if (star >= 0) {
                p = star + 1;
                taken += Character.charCount(name.codePointAt(taken));
                n = taken;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    /** Where the pattern goes on behind the element at {@code p}; -1 if that does not match. */
    private int behind(int p, int c) {
        int close = shell && pattern[p] == '[' ? closing(p) : -1;
        if (close >= 0) {
            return inSet(p + 1, close, c) ? close + 1 : -1;
        }
        return pattern[p] == '?' || same(pattern[p], c) ? p + 1 : -1;
    }

    private boolean same(int a, int b) {
        if (a == b || shell) {
            return a == b;
        }
        int upperA = Character.toUpperCase(a);
        int upperB = Character.toUpperCase(b);
        return upperA == upperB || Character.toLowerCase(upperA) == Character.toLowerCase(upperB);
    }

    /** Where the set ends that begins at {@code open}; -1 if it does not. */
    private int closing(int open) {
        int second = isNegation(open + 1) ? open + 3 : open + 2;
        return second < pattern.length ? nextClose[second] : -1;
    }

    private boolean isNegation(int at) {
        return at < pattern.length && (pattern[at] == '!' || pattern[at] == '^');
    }

    private boolean inSet(int from, int to, int c) {
        boolean negated = isNegation(from);
        boolean found = false;
        for (int i = negated ? from + 1 : from; i < to; i++) {
            if (i + 2 < to && pattern[i + 1] == '-') {
                found |= pattern[i] <= c && c <= pattern[i + 2];
                i += 2;
            } else {
                found |= pattern[i] == c;
            }
        }
        return found != negated;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamePattern that && shell == that.shell && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
