// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. */
final class Nearest {
    private static final int FEWEST_EDITS = 2;
    private static final int LETTERS_PER_EDIT = 4;
    private static final int LONGEST = 100; // nobody types more, and the table grows with the square

    private Nearest() {}

    /** Of names that differ by a few letters the nearest one; case alone does not count. */
    static Optional<String> of(String typed, Collection<String> names) {
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        int most = Math.max(FEWEST_EDITS, typed.length() / LETTERS_PER_EDIT);
        return names.stream()
                .filter(name -> edits(typed, name) <= most)
                .min(Comparator.<String>comparingInt(name -> edits(typed, name)).thenComparing(name -> name));
    }

    /** How many letters have to be put in, left out or changed: Levenshtein's distance. */
    static int edits(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
