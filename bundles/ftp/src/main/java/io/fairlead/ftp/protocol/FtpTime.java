// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times as {@code YYYYMMDDHHMMSS[.sss]} in UTC, RFC 3659 2.3; years 0 to 9999. */
public final class FtpTime {
    private static final int DIGITS = 14;
    private static final long SECONDS_A_DAY = 86_400;
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private FtpTime() {}

    /** Text to the second, as most clients expect it. */
    public static String encode(Instant time) {
        TextBuffer out = new TextBuffer(DIGITS);
        append(out, time);
        return out.toString();
    }

    /**
     * Reads a time; digits of a fraction beyond nanoseconds are dropped. A second of 60 counts as 59 (RFC 3659 2.3 allows
     * leap seconds).
     */
    public static Instant decode(String text) throws FtpSyntaxException {
        if (text.length() < DIGITS || text.length() > DIGITS + 1 + 20) {
            throw new FtpSyntaxException("not a time");
        }
        int nanos = text.length() == DIGITS ? 0 : fraction(text);
        int second = digits(text, 12, DIGITS);
        try {
            return LocalDateTime.of(
                            digits(text, 0, 4),
                            digits(text, 4, 6),
                            digits(text, 6, 8),
                            digits(text, 8, 10),
                            digits(text, 10, 12),
                            second == 60 ? 59 : second,
                            nanos)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new FtpSyntaxException("no such time");
        }
    }

    /** Appends the fourteen digits without making an object: a listing has one or two for each entry. */
    static void append(TextBuffer out, Instant time) {
        long second = bounded(time);
        long day = Math.floorDiv(second, SECONDS_A_DAY);
        int ofDay = (int) Math.floorMod(second, SECONDS_A_DAY);
        int date = CivilDate.ofEpochDay(day);
        out.digits(CivilDate.year(date), 4);
        out.digits(CivilDate.month(date), 2);
        out.digits(CivilDate.day(date), 2);
        out.digits(ofDay / 3600, 2);
        out.digits(ofDay / 60 % 60, 2);
        out.digits(ofDay % 60, 2);
    }

    /** The epoch second of a time, moved into the years that have four digits. */
    static long bounded(Instant time) {
        return Math.max(FIRST.getEpochSecond(), Math.min(LAST.getEpochSecond(), time.getEpochSecond()));
    }

    private static int fraction(String text) throws FtpSyntaxException {
        if (text.charAt(DIGITS) != '.' || text.length() == DIGITS + 1) {
            throw new FtpSyntaxException("not a time");
        }
        int nanos = 0;
        for (int i = 0; i < Math.max(9, text.length() - DIGITS - 1); i++) {
            int at = DIGITS + 1 + i;
            int digit = at < text.length() ? digits(text, at, at + 1) : 0;
            nanos = i < 9 ? nanos * 10 + digit : nanos;
        }
        return nanos;
    }

    private static int digits(String text, int from, int to) throws FtpSyntaxException {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!NumberScanner.isDigit(text.charAt(i))) {
                throw new FtpSyntaxException("not a time");
            }
            value = value * 10 + (text.charAt(i) - '0');
        }
        return value;
    }
}
