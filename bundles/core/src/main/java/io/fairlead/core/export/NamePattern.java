// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

/**
 * A pattern for one name, without regard to case: {@code *} is any run of characters, {@code ?} any one of them.
 * Immutable.
 */
public record NamePattern(String glob) {
    /** @throws IllegalArgumentException if it is empty or holds a {@code /} */
    public NamePattern {
        if (glob.isEmpty() || glob.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + glob + "\" is no pattern for a name: it is empty or holds a /");
        }
    }

    /** Whether the whole name fits. Takes time in proportion to both lengths at the worst. */
    public boolean matches(String name) {
        int star = -1;
        int retry = 0;
        int g = 0;
        int n = 0;
        while (n < name.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                retry = n;
            } else if (g < glob.length() && (glob.charAt(g) == '?' || same(glob.charAt(g), name.charAt(n)))) {
                g++;
                n++;
            } else if (star >= 0) {
                g = star + 1; // let the last star take one more
                n = ++retry;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }

    private static boolean same(char a, char b) {
        char upperA = Character.toUpperCase(a);
        char upperB = Character.toUpperCase(b);
        return upperA == upperB || Character.toLowerCase(upperA) == Character.toLowerCase(upperB);
    }

    @Override
    public String toString() {
        return glob;
    }
}
