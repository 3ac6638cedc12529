// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.names;

/**
 * Simple case folding as CaseFolding.txt of Unicode has it (status C and S), by code point, of the Unicode version that the
 * running JDK knows. No normalisation: composed and decomposed letters stay different names.
 *
 * <p>Folded by the JDK's own upper and lower case. That makes the same pairs as CaseFolding.txt but for the two Turkish
 * letters that have a simple case mapping and no simple folding: U+0130 and U+0131 are equal to nothing else. Three more
 * things are worth knowing: the final sigma is equal to the other sigmas; a letter that only grows when folded (U+00DF, which
 * would be {@code ss}) stays as it is; Cherokee folds to its small letters here and to its capitals there, which makes no
 * difference to what is equal.
 */
public final class CaseFolding {
    private static final int CAPITAL_I_WITH_DOT = 0x130;
    private static final int SMALL_DOTLESS_I = 0x131;

    private CaseFolding() {}

    /** Equal for two names that differ in case only; the very same text if there is nothing to fold. */
    public static String fold(String name) {
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            if (fold(c) != c) {
                return folded(name, i);
            }
            i += Character.charCount(c);
        }
        return name;
    }

    private static String folded(String name, int from) {
        StringBuilder text = new StringBuilder(name.length()).append(name, 0, from);
        name.codePoints()
                .skip(name.codePointCount(0, from))
                .map(CaseFolding::fold)
                .forEach(text::appendCodePoint);
        return text.toString();
    }

    static int fold(int c) {
        if (c < 0x80) {
            return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
        }
        if (c == CAPITAL_I_WITH_DOT || c == SMALL_DOTLESS_I) {
            return c;
        }
        return Character.toLowerCase(Character.toUpperCase(c));
    }
}
