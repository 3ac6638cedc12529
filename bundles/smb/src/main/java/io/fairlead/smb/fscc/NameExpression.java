// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

/**
 * A search pattern with the wildcards of [MS-FSA] 2.1.4.4: {@code * ?} and DOS's {@code < > "}. Case does not matter. Immutable.
 */
public final class NameExpression {
    /** Several times what a name may have: a longer pattern is only good for keeping a server busy. */
    public static final int MOST_CHARACTERS = 1024;

    private final String pattern;

    /** @throws IllegalArgumentException if it is too long */
    public NameExpression(String pattern) {
        if (pattern.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("pattern of " + pattern.length() + " characters");
        }
        this.pattern = pattern;
    }

    /** Whether text holds a wildcard. */
    public static boolean hasWildcard(String text) {
        return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '<' || c == '>' || c == '"');
    }

    /** Whether everything fits. */
    public boolean isAll() {
        return pattern.equals("*");
    }

    public boolean hasWildcard() {
        return hasWildcard(pattern);
    }

    /** Whether the whole name fits; in time of pattern times name at the worst. */
    public boolean matches(String name) {
        int n = name.length();
        int lastDot = name.lastIndexOf('.');
        boolean[] here = new boolean[n + 1]; // here[i]: the pattern so far fits the first i characters
        here[0] = true;
        for (int p = 0; p < pattern.length(); p++) {
            here = step(pattern.charAt(p), here, name, lastDot);
        }
        return here[n];
    }

    private static boolean[] step(char c, boolean[] before, String name, int lastDot) {
        int n = name.length();
        boolean[] after = new boolean[n + 1];
        for (int i = 0; i <= n; i++) {
            if (!before[i] && c != '*' && c != '<') {
                continue;
            }
            switch (c) {
                case '*' -> after[i] = before[i] || i > 0 && after[i - 1];
                case '<' -> // DOS_STAR: any run without the last dot
                    after[i] = before[i] || i > 0 && after[i - 1] && i - 1 != lastDot;
                case '?' -> set(after, i + 1, i < n);
                case '>' -> { // DOS_QM: any one character, or none at a dot or at the end
                    set(after, i + 1, i < n && name.charAt(i) != '.');
                    after[i] |= i == n || name.charAt(i) == '.';
                }
                case '"' -> { // DOS_DOT: a dot, or none at the end
                    set(after, i + 1, i < n && name.charAt(i) == '.');
                    after[i] |= i == n;
                }
                default -> set(after, i + 1, i < n && same(c, name.charAt(i)));
            }
        }
        return after;
    }

    private static void set(boolean[] states, int at, boolean fits) {
        if (fits) {
            states[at] = true;
        }
    }

    private static boolean same(char a, char b) {
        return a == b
                || Character.toUpperCase(a) == Character.toUpperCase(b)
                || Character.toLowerCase(a) == Character.toLowerCase(b);
    }

    @Override
    public String toString() {
        return pattern;
    }
}
