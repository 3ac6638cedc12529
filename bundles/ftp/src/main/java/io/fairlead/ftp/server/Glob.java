// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import java.util.function.Predicate;

/** {@code *} and {@code ?} in one name, and nothing else; in time proportional to pattern times name at the worst. */
final class Glob implements Predicate<String> {
    private final String pattern;

    Glob(String pattern) {
        this.pattern = pattern;
    }

    static boolean isGlob(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
    }

    @Override
    public boolean test(String name) {
        int p = 0;
        int n = 0;
        int star = -1; // the last star seen: on a mismatch it alone takes one character more
        int taken = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                taken = n;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++taken;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
