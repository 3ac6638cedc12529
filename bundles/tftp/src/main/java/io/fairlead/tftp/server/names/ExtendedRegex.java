// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server.names;

import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A POSIX extended regular expression (as egrep has it), matched by Java's. They differ in bracket expressions, where a
 * backslash is a character like others and classes are written {@code [:alpha:]}; in what a dot and a dollar mean near
 * the end of a line; in GNU's word boundaries; in quantifiers that follow one another; and in that POSIX takes the
 * longest of the leftmost matches. Which part of it a group holds may still differ. Thread-safe.
 */
final class ExtendedRegex {
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("alpha", "\\p{Alpha}"),
            Map.entry("digit", "\\p{Digit}"),
            Map.entry("alnum", "\\p{Alnum}"),
            Map.entry("upper", "\\p{Upper}"),
            Map.entry("lower", "\\p{Lower}"),
            Map.entry("space", "\\s"),
            Map.entry("blank", "\\p{Blank}"),
            Map.entry("punct", "\\p{Punct}"),
            Map.entry("print", "\\p{Print}"),
            Map.entry("graph", "\\p{Graph}"),
            Map.entry("cntrl", "\\p{Cntrl}"),
            Map.entry("xdigit", "\\p{XDigit}"));

    private final Pattern pattern;

    /**
     * Compiles {@code posix}.
     *
     * @throws IllegalArgumentException if it is not one
     */
    ExtendedRegex(String posix, boolean ignoreCase) {
        int flags = Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
        pattern = Pattern.compile(new Translation(posix).java(), flags);
    }

    /**
     * The longest of the first matches in {@code text} at or behind {@code from}.
     *
     * @throws IllegalStateException if it takes more than {@code budget}
     */
    Optional<MatchResult> find(String text, int from, BoundedText.Budget budget) {
        Matcher matcher = pattern.matcher(new BoundedText(text, budget));
        matcher.useAnchoringBounds(false).useTransparentBounds(true).region(from, text.length());
        if (!matcher.find()) {
            return Optional.empty();
        }
        MatchResult found = matcher.toMatchResult();
        for (int end = text.length(); end > found.end(); end--) {
            budget.spend();
            if (matcher.region(found.start(), end).matches()) {
                return Optional.of(matcher.toMatchResult());
            }
        }
        return Optional.of(found);
    }

    /** From POSIX's syntax to Java's. */
    private static final class Translation {
        private final String posix;
        private final StringBuilder java = new StringBuilder();
        private int at;

        Translation(String posix) {
            this.posix = posix;
        }

        String java() {
            while (at < posix.length()) {
                next();
            }
            return java.toString();
        }

        private void next() {
            char c = posix.charAt(at++);
            if (c == '[') {
                bracket();
            } else if (c == '\\' && at < posix.length()) {
                escape(posix.charAt(at++));
            } else if (c == '$') {
                java.append("\\z");
            } else if (isRepetition(c)) {
                repetition(c);
            } else if (c == '{') {
                interval();
            } else {
                java.append(c);
            }
        }

        private static boolean isRepetition(char c) {
            return c == '*' || c == '+' || c == '?';
        }

        /** In Java a second quantifier would make the first one reluctant or possessive. */
        private void repetition(char first) {
            char all = first;
            while (at < posix.length() && isRepetition(posix.charAt(at))) {
                all = posix.charAt(at++) == all ? all : '*';
            }
            java.append(all);
        }

        private void interval() {
            int end = posix.indexOf('}', at);
            if (end <= at || posix.charAt(at) < '0' || posix.charAt(at) > '9') {
                throw new IllegalArgumentException("{ without an interval");
            }
            java.append('{').append(posix, at, end + 1);
            at = end + 1;
            if (at < posix.length() && isRepetition(posix.charAt(at))) {
                throw new IllegalArgumentException("an interval followed by " + posix.charAt(at));
            }
        }

        private void escape(char c) {
            if (c == '<' || c == '>') {
                java.append("\\b");
            } else if (Character.isLetterOrDigit(c) && "wWsSbB123456789".indexOf(c) < 0) {
                java.append(c); // Java gives many letters a meaning that POSIX does not
            } else {
                java.append('\\').append(c);
            }
        }

        private void bracket() {
            java.append('[');
            if (at < posix.length() && posix.charAt(at) == '^') {
                java.append('^');
                at++;
            }
            for (boolean first = true; ; first = false) {
                if (at >= posix.length()) {
                    throw new IllegalArgumentException("[ without ]");
                }
                char c = posix.charAt(at++);
                if (c == ']' && !first) {
                    java.append(']');
                    return;
                }
                if (c == '[' && posix.startsWith(":", at)) {
                    named();
                } else if (c == '-') {
                    java.append(first || posix.startsWith("]", at) ? "\\-" : "-");
                } else {
                    java.append("[]\\^&~".indexOf(c) >= 0 ? "\\" : "").append(c);
                }
            }
        }

        private void named() {
            int end = posix.indexOf(":]", at + 1);
            String translated = end < 0 ? null : CLASSES.get(posix.substring(at + 1, end));
            if (translated == null) {
                throw new IllegalArgumentException("unknown character class in " + posix);
            }
            java.append(translated);
            at = end + 2;
        }
    }
}
