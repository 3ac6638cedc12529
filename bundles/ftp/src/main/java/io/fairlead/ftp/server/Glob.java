// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import java.util.function.Predicate;

/**
 * {@code *}, {@code ?} and {@code [...]} in one name, as shells have them, and nothing else; in time proportional to
 * pattern times name at the worst. A set holds characters and ranges, {@code [!...]} and {@code [^...]} all others; a
 * {@code ]} that comes first is one of them, and a {@code [} without its {@code ]} stands for itself.
 */
final class Glob implements Predicate<String> {
    /** Several times what a name may have: longer patterns are only good for keeping a server busy. */
    static final int MOST_CHARACTERS = 1_000;

    private final int[] pattern; // code points
    private final int[] nextClose; // where the next ] is from here on; -1 if there is none

    Glob(String pattern) {
        this.pattern = pattern.codePoints().toArray();
        this.nextClose = new int[this.pattern.length];
        for (int i = nextClose.length - 1, close = -1; i >= 0; i--) {
            close = this.pattern[i] == ']' ? i : close;
            nextClose[i] = close;
        }
    }

    static boolean isGlob(String name) {
        int open = name.indexOf('[');
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || (open >= 0 && name.indexOf(']', open) > 0);
    }

    @Override
    public boolean test(String name) {
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
        int close = pattern[p] == '[' ? closing(p) : -1;
        if (close >= 0) {
            return inSet(p + 1, close, c) ? close + 1 : -1;
        }
        return pattern[p] == '?' || pattern[p] == c ? p + 1 : -1;
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
}
