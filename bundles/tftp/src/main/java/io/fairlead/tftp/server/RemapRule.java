// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a remap file, in.tftpd(8) "FILENAME REMAPPING": an operation, a regular expression, a replacement.
 *
 * @param operation its letters
 * @param pattern what must match (or must not, with {@code ~})
 * @param replacement of what matched, for {@code r}
 */
record RemapRule(String operation, Pattern pattern, RemapReplacement replacement) {
    /** Longest name a rule may make. */
    static final int MOST_CHARACTERS = 4096;

    private static final String LETTERS = "rgiesaGP46~";

    /**
     * @throws IllegalArgumentException for a letter that is none, or {@code ~} with {@code r}
     */
    static RemapRule of(String operation, String regex, String replacement) {
        for (char letter : operation.toCharArray()) {
            if (LETTERS.indexOf(letter) < 0) {
                throw new IllegalArgumentException("operation \"" + letter + "\" is none of " + LETTERS);
            }
        }
        if (operation.contains("~") && operation.contains("r")) {
            throw new IllegalArgumentException("operation ~ can't be used together with r");
        }
        if (operation.contains("g") && !operation.contains("r")) {
            throw new IllegalArgumentException("operation g is only used with r");
        }
        int flags = operation.contains("i") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        return new RemapRule(
                operation, Pattern.compile(ExtendedRegex.toJava(regex), flags), RemapReplacement.of(replacement));
    }

    boolean has(char letter) {
        return operation.indexOf(letter) >= 0;
    }

    /** Whether the rule is meant for such a request at all. */
    boolean concerns(Asker asker) {
        return !(has('G') && asker.writes())
                && !(has('P') && !asker.writes())
                && !(has('4') && !asker.ipv4())
                && !(has('6') && asker.ipv4());
    }

    /**
     * Applies it once.
     *
     * @return the name after it; empty if the rule does not match
     */
    Optional<String> apply(String name, Asker asker) {
        Matcher matcher = pattern.matcher(new BoundedText(name));
        boolean found = matcher.find();
        if (found == has('~')) {
            return Optional.empty();
        }
        if (!has('r')) {
            return Optional.of(name);
        }
        return Optional.of(name.substring(0, matcher.start())
                + replacement.expand(matcher, asker)
                + name.substring(matcher.end()));
    }
}
