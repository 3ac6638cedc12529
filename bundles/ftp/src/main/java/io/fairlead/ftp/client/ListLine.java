// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.Attributes.Kind;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of LIST: for people, not for programs, and yet all that some servers have. Unix's {@code ls -l} and DOS's
 * {@code dir} are understood. Dates are to the minute or the day and in a zone that the server does not tell.
 *
 * @param name the last part, as shown
 * @param kind {@link Kind#OTHER} for devices, pipes and the like
 * @param target of a link, where it leads, if the server tells
 * @param size bytes, 0 for a directory
 * @param modified {@link Instant#EPOCH} if the date makes no sense
 */
record ListLine(String name, Kind kind, Optional<String> target, long size, Instant modified) {
    private static final String ARROW = " -> ";
    // drwxr-xr-x 2 root root 4096 Nov 23 23:36 name: the group may be missing; one blank before the name is no part of
    // it
    private static final Pattern UNIX = Pattern.compile("([-dlbcpsD])[-rwxsStTlL]{9}[.+@]?\\s+\\d+\\s+(?:\\S+\\s+){1,2}"
            + "(?:(\\d+)|\\d+,\\s*\\d+)\\s+"
            + "(?:(\\p{Alpha}{3})\\s+(\\d{1,2})\\s+(?:(\\d{1,2}):(\\d{2})|(\\d{4}))|(\\d{4})-(\\d{2})-(\\d{2})\\s+(\\d{2}):(\\d{2}))"
            + "\\s(.+)");
    // 11-23-26  11:36PM  <DIR>  name
    private static final Pattern DOS = Pattern.compile(
            "(\\d{2})-(\\d{2})-(\\d{2}|\\d{4})\\s+(\\d{2}):(\\d{2})([AP]M)?\\s+(?:(<DIR>)|(\\d+))\\s+(.+)");
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

    /**
     * Reads a line.
     *
     * @param zone of its date
     * @param now to find the year that Unix leaves out
     * @return empty for what is no entry, such as {@code total 12}
     */
    static Optional<ListLine> decode(String line, ZoneId zone, Instant now) {
        Matcher unix = UNIX.matcher(line);
        if (unix.matches()) {
            return Optional.of(unix(unix, zone, now));
        }
        Matcher dos = DOS.matcher(line);
        return dos.matches() ? Optional.of(dos(dos, zone)) : Optional.empty();
    }

    private static ListLine unix(Matcher line, ZoneId zone, Instant now) {
        char type = line.group(1).charAt(0);
        String name = line.group(13);
        Kind kind = kind(type);
        long size = kind == Kind.FILE || kind == Kind.LINK ? size(line.group(2)) : 0;
        int arrow = kind == Kind.LINK ? arrow(name, size) : -1;
        return new ListLine(
                arrow < 0 ? name : name.substring(0, arrow),
                kind,
                arrow < 0 ? Optional.empty() : Optional.of(name.substring(arrow + ARROW.length())),
                size,
                instant(() -> unixTime(line, zone, now), zone));
    }

    private static Kind kind(char type) {
        return switch (type) {
            case '-' -> Kind.FILE;
            case 'd' -> Kind.DIRECTORY;
            case 'l' -> Kind.LINK;
            default -> Kind.OTHER;
        };
    }

    /** Where the name of a link ends. Names and targets may hold arrows; the size of a link is that of its target. */
    private static int arrow(String text, long size) {
        int first = text.indexOf(ARROW);
        for (int at = first; at >= 0; at = text.indexOf(ARROW, at + 1)) {
            if (text.substring(at + ARROW.length()).getBytes(StandardCharsets.UTF_8).length == size) {
                return at;
            }
        }
        return first;
    }

    private static LocalDateTime unixTime(Matcher line, ZoneId zone, Instant now) {
        if (line.group(8) != null) { // --time-style=long-iso
            return LocalDateTime.of(
                    number(line, 8), number(line, 9), number(line, 10), number(line, 11), number(line, 12));
        }
        int at = MONTHS.indexOf(line.group(3).toLowerCase(Locale.ROOT));
        int month = at % 3 == 0 ? at / 3 + 1 : 0; // 0 is refused below
        int day = number(line, 4);
        if (line.group(7) != null) {
            return LocalDate.of(number(line, 7), month, day).atStartOfDay();
        }
        // The year is left out for the last half year; a day of clocks that disagree is granted
        LocalDate today = now.atZone(zone).toLocalDate();
        LocalTime time = LocalTime.of(number(line, 5), number(line, 6));
        int year = today.getYear();
        boolean leapDayOfAnotherYear = month == 2 && day == 29 && !today.isLeapYear();
        if (leapDayOfAnotherYear || LocalDate.of(year, month, day).isAfter(today.plusDays(1))) {
            year--;
        }
        return LocalDate.of(year, month, day).atTime(time);
    }

    private static ListLine dos(Matcher line, ZoneId zone) {
        boolean directory = line.group(7) != null;
        return new ListLine(
                line.group(9),
                directory ? Kind.DIRECTORY : Kind.FILE,
                Optional.empty(),
                directory ? 0 : size(line.group(8)),
                instant(() -> dosTime(line), zone));
    }

    private static LocalDateTime dosTime(Matcher line) {
        int year = number(line, 3);
        int hour = number(line, 4);
        if (line.group(6) != null) {
            hour = hour % 12 + (line.group(6).equals("PM") ? 12 : 0);
        }
        return LocalDateTime.of(
                year < 70 ? 2000 + year : year < 100 ? 1900 + year : year,
                number(line, 1),
                number(line, 2),
                hour,
                number(line, 5));
    }

    private interface Time {
        LocalDateTime read();
    }

    private static Instant instant(Time time, ZoneId zone) {
        try {
            return time.read().atZone(zone).toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH; // month 13, February 30
        }
    }

    private static long size(String digits) {
        return digits == null || digits.length() > 18 ? 0 : Long.parseLong(digits);
    }

    private static int number(Matcher line, int group) {
        return Integer.parseInt(line.group(group));
    }
}
