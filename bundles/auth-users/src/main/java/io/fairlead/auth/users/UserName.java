// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.util.Locale;

/** Names of users and groups: up to 64 letters, digits, and {@code . _ - @ +}; not beginning with {@code -}. */
final class UserName {
    private static final int LONGEST = 64;

    private UserName() {}

    static boolean valid(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST
                && !name.startsWith("-")
                && name.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || "._-@+".indexOf(c) >= 0);
    }

    /**
     * @throws IllegalArgumentException if it is not valid; {@code what} names it
     */
    static void check(String what, String name) {
        if (!valid(name)) {
            String shown = name.length() > LONGEST ? name.substring(0, LONGEST) + "..." : name;
            throw new IllegalArgumentException(what + " name \"" + shown + "\" is not valid; expected 1 to " + LONGEST
                    + " letters, digits, or any of . _ - @ +");
        }
    }

    /** By which users are told apart: names that differ in case only are one. */
    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
