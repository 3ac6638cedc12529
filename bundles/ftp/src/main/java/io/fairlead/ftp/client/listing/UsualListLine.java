// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.listing;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * The line of {@code ls -l} that nearly every server without MLSD sends, in English:
 * {@code -rw-r--r-- 1 owner group 4096 Nov 23 23:36 name}. Read letter by letter, for the regular expression that knows all
 * the other forms takes several times as long. What is not just so is left to {@link ListLine}.
 */
public final class UsualListLine {
    private static final String TYPES = "-dl";
    private static final String RIGHTS = "-rwxsStTlL";
    private static final int RIGHTS_END = 10;
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int MONTH_LETTERS = 3;
    private static final int MOST_DIGITS = 18;
    private static final String LINE_ENDS = "\n\r\u0085\u2028\u2029";

    private final String line;
    private int at;

    private UsualListLine(String line) {
        this.line = line;
    }

    /** Null for a line that is another one. */
    static ListLine decode(String line, ZoneId zone, Instant now) {
        return new UsualListLine(line).decode(zone, now);
    }

    private ListLine decode(ZoneId zone, Instant now) {
        if (!hasRights()) {
            return null;
        }
        String links = word();
        String owner = word();
        String group = word();
        String size = word();
        boolean maybeDate = Character.isLetter(first(owner)) && isNumber(group, 2); // where the group is missing
        if (!isNumber(links, MOST_DIGITS) || maybeDate || group.isEmpty() || !isNumber(size, MOST_DIGITS)) {
            return null;
        }
        String month = word();
        int index = month.length() == MONTH_LETTERS ? MONTHS.indexOf(month) : -1;
        String day = word();
        String clock = word();
        if (index < 0 || index % MONTH_LETTERS != 0 || !isNumber(day, 2) || !isClockOrYear(clock) || !startsName()) {
            return null;
        }
        Instant time = time(index / MONTH_LETTERS + 1, Integer.parseInt(day), clock, zone, now);
        return ListLine.of(line.charAt(0), line.substring(at + 1), Long.parseLong(size), time);
    }

    private boolean hasRights() {
        if (line.length() <= RIGHTS_END || TYPES.indexOf(line.charAt(0)) < 0 || line.charAt(RIGHTS_END) != ' ') {
            return false;
        }
        for (at = 1; at < RIGHTS_END; at++) {
            if (RIGHTS.indexOf(line.charAt(at)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The next one behind blanks; empty at the end. */
    private String word() {
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        int start = at;
        while (at < line.length() && line.charAt(at) != ' ') {
            at++;
        }
        return line.substring(start, at);
    }

    private static char first(String word) {
        return word.isEmpty() ? ' ' : word.charAt(0);
    }

    private static boolean isNumber(String word, int mostDigits) {
        if (word.isEmpty() || word.length() > mostDigits) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isClockOrYear(String word) {
        int colon = word.indexOf(':');
        return colon < 0
                ? word.length() == 4 && isNumber(word, 4)
                : word.length() == colon + 3
                        && isNumber(word.substring(0, colon), 2)
                        && isNumber(word.substring(colon + 1), 2);
    }

    /** One blank, and what may be a name; a blank more is a part of it. A year may still come in its place. */
    private boolean startsName() {
        if (at + 1 >= line.length()) {
            return false;
        }
        for (int i = at + 1; i < line.length(); i++) {
            if (LINE_ENDS.indexOf(line.charAt(i)) >= 0) {
                return false;
            }
        }
        int name = at;
        boolean maybeYear = isNumber(word(), 4) && at < line.length();
        at = name;
        return !maybeYear;
    }

    private static Instant time(int month, int day, String clock, ZoneId zone, Instant now) {
        try {
            int colon = clock.indexOf(':');
            LocalDateTime time = colon < 0
                    ? LocalDate.of(Integer.parseInt(clock), month, day).atStartOfDay()
                    : ListLine.recent(month, day, zone, now)
                            .atTime(LocalTime.of(
                                    Integer.parseInt(clock.substring(0, colon)),
                                    Integer.parseInt(clock.substring(colon + 1))));
            return time.atZone(zone).toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH; // February 30, 25:00
        }
    }
}
