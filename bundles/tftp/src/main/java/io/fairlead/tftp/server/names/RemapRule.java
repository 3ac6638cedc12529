// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server.names;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;

/**
 * One line of a remap file, in.tftpd(8) "FILENAME REMAPPING": an operation, a regular expression, a replacement.
 *
 * @param line its number
 * @param operation its letters
 * @param regex what must match (or must not, with {@code ~})
 * @param replacement of what matched, for {@code r}; with {@code a} what the client is told, with {@code j} a label
 */
record RemapRule(int line, String operation, ExtendedRegex regex, RemapReplacement replacement) {
    private static final String LETTERS = "rgiesEajGP46~";
    private static final List<String> CONTRADICTIONS = List.of("r~", "rj", "aj", "ej", "sj", "eE", "Ej", "Ea", "Es");

    /**
     * @throws IllegalArgumentException for a letter that is none, or letters that contradict each other
     */
    static RemapRule of(int line, String operation, String regex, String replacement) {
        for (char letter : operation.toCharArray()) {
            if (LETTERS.indexOf(letter) < 0) {
                throw new IllegalArgumentException("operation \"" + letter + "\" is none of " + LETTERS);
            }
        }
        for (String pair : CONTRADICTIONS) {
            if (operation.indexOf(pair.charAt(0)) >= 0 && operation.indexOf(pair.charAt(1)) >= 0) {
                throw new IllegalArgumentException(
                        "operation " + pair.charAt(1) + " can't be used together with " + pair.charAt(0));
            }
        }
        return new RemapRule(
                line, operation, new ExtendedRegex(regex, operation.contains("i")), RemapReplacement.of(replacement));
    }

    boolean has(char letter) {
        return operation.indexOf(letter) >= 0;
    }

    /** Whether every match is replaced, going on behind what was put in, as sed(1) does; and not over and over. */
    boolean once() {
        return operation.indexOf('g') != operation.lastIndexOf('g');
    }

    /** Whether the rule is meant for such a request at all. */
    boolean concerns(Asker asker) {
        return !(has('G') && asker.writes())
                && !(has('P') && !asker.writes())
                && !(has('4') && !asker.ipv4())
                && !(has('6') && asker.ipv4());
    }

    /**
     * Whether it is to be executed.
     *
     * @return what matched; null inside where nothing did, with {@code ~}
     */
    Hit hit(String name, BoundedText.Budget budget) {
        Optional<MatchResult> match = regex.find(name, 0, budget);
        return new Hit(match.isPresent() != has('~'), match.orElse(null));
    }

    /**
     * What became of a name.
     *
     * @param executed whether the rule is executed
     * @param match what matched, or null
     */
    record Hit(boolean executed, MatchResult match) {}
}
