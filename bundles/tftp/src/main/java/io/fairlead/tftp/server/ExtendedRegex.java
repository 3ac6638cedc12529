// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import java.util.Map;

/**
 * POSIX extended regular expressions (as egrep has them) in Java's syntax. They differ in bracket expressions, where a
 * backslash is a character like others and classes are written {@code [:alpha:]}, and in GNU's word boundaries. Java
 * takes the first alternative that matches where POSIX takes the longest.
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

    private final String posix;
    private final StringBuilder java = new StringBuilder();
    private int at;

    private ExtendedRegex(String posix) {
        this.posix = posix;
    }

    /**
     * @throws IllegalArgumentException for a bracket that does not end, or an unknown class
     */
    static String toJava(String posix) {
        var regex = new ExtendedRegex(posix);
        while (regex.at < posix.length()) {
            regex.next();
        }
        return regex.java.toString();
    }

    private void next() {
        char c = posix.charAt(at++);
        if (c == '[') {
            bracket();
        } else if (c == '\\' && at < posix.length()) {
            escape(posix.charAt(at++));
        } else {
            java.append(c);
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
        int end = posix.indexOf(":]", at);
        String translated = end < 0 ? null : CLASSES.get(posix.substring(at + 1, end));
        if (translated == null) {
            throw new IllegalArgumentException("unknown character class in " + posix);
        }
        java.append(translated);
        at = end + 2;
    }
}
