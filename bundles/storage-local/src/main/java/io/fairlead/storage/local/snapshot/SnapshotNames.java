// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.snapshot;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the name of a snapshot tells when it is from, in UTC: a pattern as date(1) has it, of {@code %Y %m %d %H %M %S}, or
 * {@code %s} for seconds since 1970, {@code %%} for itself, {@code *} for any text, and what else stands in the name.
 * Immutable.
 */
public final class SnapshotNames {
    /** What the names of Previous Versions look like ([MS-SMB2] 2.2.32.2). */
    public static final String DEFAULT = "@GMT-%Y.%m.%d-%H.%M.%S";

    private static final String PARTS = "YmdHMS";
    private static final int MOST_GAPS = 4; // more would make a name slow to match
    private static final int MOST_DIGITS = 11; // of seconds: years of five digits

    private final Pattern names;
    private final List<Character> parts;

    private SnapshotNames(Pattern names, List<Character> parts) {
        this.names = names;
        this.parts = parts;
    }

    /** @throws IllegalArgumentException that says what is wrong with the pattern */
    public static SnapshotNames of(String pattern) {
        StringBuilder regex = new StringBuilder();
        List<Character> parts = new ArrayList<>();
        int gaps = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                gaps++;
                regex.append(".*");
            } else if (c == '/' || c == '\\') {
                throw new IllegalArgumentException("a name holds no " + c);
            } else if (c != '%') {
                regex.append(Pattern.quote(String.valueOf(c)));
            } else if (++i == pattern.length()) {
                throw new IllegalArgumentException("nothing comes after the last %");
            } else {
                regex.append(part(pattern.charAt(i), parts));
            }
        }
        boolean dated = parts.contains('Y') && parts.contains('m') && parts.contains('d');
        if (parts.contains('s') ? parts.size() > 1 : !dated) {
            throw new IllegalArgumentException("it takes %Y, %m and %d, or %s alone, to tell the time");
        }
        if (gaps > MOST_GAPS) {
            throw new IllegalArgumentException("there are more than " + MOST_GAPS + " *");
        }
        return new SnapshotNames(Pattern.compile(regex.toString(), Pattern.DOTALL), List.copyOf(parts));
    }

    private static String part(char letter, List<Character> parts) {
        if (letter == '%') {
            return "%";
        }
        if (PARTS.indexOf(letter) < 0 && letter != 's') {
            throw new IllegalArgumentException("%" + letter + " is none of %Y %m %d %H %M %S %s %%");
        }
        if (parts.contains(letter)) {
            throw new IllegalArgumentException("%" + letter + " is there twice");
        }
        parts.add(letter);
        return letter == 's' ? "(\\d{1," + MOST_DIGITS + "})" : letter == 'Y' ? "(\\d{4})" : "(\\d{2})";
    }

    /** When a snapshot of this name is from; empty if the name is none of a snapshot. */
    public Optional<Instant> time(String name) {
        Matcher matcher = names.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        if (parts.contains('s')) {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(matcher.group(1))));
        }
        try {
            return Optional.of(LocalDateTime.of(
                            value(matcher, 'Y'),
                            value(matcher, 'm'),
                            value(matcher, 'd'),
                            value(matcher, 'H'),
                            value(matcher, 'M'),
                            value(matcher, 'S'))
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException noSuchTime) {
            return Optional.empty();
        }
    }

    private int value(Matcher matcher, char letter) {
        int group = parts.indexOf(letter) + 1;
        return group == 0 ? 0 : Integer.parseInt(matcher.group(group));
    }
}
