// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.listing;

import io.fairlead.api.storage.Attributes.Kind;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of LIST: for people, not for programs, and yet all that some servers have. Unix's {@code ls -l} and DOS's
 * {@code dir} are understood in many forms, EPLF and VxWorks, and what {@link RareListLines} knows. Dates are to the minute or the day and in a zone that the server does not tell.
 *
 * @param name the last part, as shown
 * @param kind {@link Kind#OTHER} for devices, pipes and the like
 * @param target of a link, where it leads, if the server tells
 * @param size bytes, 0 for a directory
 * @param modified {@link Instant#EPOCH} if the date makes no sense
 */
public record ListLine(String name, Kind kind, Optional<String> target, long size, Instant modified) {
    private static final String ARROW = " -> ";
    // Mar 3 10:11, Mar 3 2024, Mar 3 10:11:12 2024, 3 Mar 2024; months in any language
    private static final String MONTH = "(?<month>\\p{L}{3,10}\\.?|\\d{1,2}(?:月|월))";
    private static final String CLOCK = "(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::\\d{2})?";
    private static final String DATE = "(?:(?:" + MONTH + "\\s+(?<day>\\d{1,2})[.日]?|(?<dayFirst>\\d{1,2})[.日]?\\s+"
            + MONTH.replace("month", "monthLast") + "),?\\s+(?:" + CLOCK
            + "(?:\\s+(?<yearLast>(?:19|20)\\d{2}))?|(?<year>\\d{4}))"
            + "|(?<isoYear>\\d{4})-(?<isoMonth>\\d{2})-(?<isoDay>\\d{2})\\s+(?<isoHour>\\d{2}):(?<isoMinute>\\d{2})"
            + "(?::\\d{2}(?:\\.\\d+)?)?(?:\\s[-+]\\d{4})?)";
    // drwxr-xr-x 2 root root 4096 Nov 23 23:36 name: before it may be the inode, links and group may be missing, a
    // group may
    // be several words; one blank before the name is no part of it
    private static final Pattern UNIX =
            Pattern.compile("(?:\\s*\\d+\\s+\\d+\\s+)?(?<type>[-dlbcpsD])[-rwxsStTlL]{9}[.+@]?\\s+"
                    + "(?:[^\\n]*?\\s)??(?:(?<size>\\d+)|\\d+,\\s*\\d+)\\s+" + DATE + "\\s(?<name>.+)");
    // 11-23-26  11:36PM  <DIR>  name; dates of other countries as well
    private static final Pattern DOS = Pattern.compile(
            "(?:(?<month>\\d{2})[-/](?<day>\\d{2})[-/](?<year>\\d{2}|\\d{4})|(?<dotDay>\\d{2})\\.(?<dotMonth>\\d{2})\\.(?<dotYear>\\d{2}|\\d{4})"
                    + "|(?<isoYear>\\d{4})-(?<isoMonth>\\d{2})-(?<isoDay>\\d{2}))\\s+"
                    + "(?<hour>\\d{2}):(?<minute>\\d{2})\\s?(?<half>[AP]M)?\\s+"
                    + "(?:<(?<special>DIR|JUNCTION|SYMLINKD?)>|(?<size>[\\d,.]+))\\s+(?<name>.+)");
    private static final Pattern JUNCTION = Pattern.compile("(.+) \\[(.+)\\]");

    // +i8388621.48594,m825718503,r,s280,<tab>name: EPLF, of publicfile
    private static final Pattern EPLF = Pattern.compile("\\+([^\\t]*)\\t(.+)");
    // 12345 MAR-03-2024 10:11:12 name <DIR>: VxWorks
    private static final Pattern VXWORKS =
            Pattern.compile("\\s*(?<size>\\d+)\\s+(?<month>\\p{L}{3})-(?<day>\\d{2})-(?<year>\\d{4})\\s+"
                    + "(?<hour>\\d{2}):(?<minute>\\d{2}):\\d{2}\\s+(?<name>\\S.*?)(?<directory>\\s+<DIR>)?\\s*");

    /** What stands above and below entries: a sum, a heading, dashes. */
    private static final Pattern NO_ENTRY = Pattern.compile(
            "\\s*|\\p{L}+:?\\s+\\d+[\\p{L}\\d.,]*|Directory \\S+:\\S*"
                    + "|Total of \\d+ .*|Volume\\s+Unit\\s.*|\\s*Name\\s+VV\\.MM\\s.*|\\s*size\\s+date\\s+time\\s+name\\s*|[-\\s]+");

    /** Of VMS: a name so long that the rest of the entry is on the next line. */
    private static final Pattern GOES_ON = Pattern.compile("\\S+;\\d+\\s*");

    /**
     * Reads a line.
     *
     * @param zone of its date
     * @param now to find the year that Unix leaves out
     * @return empty for what is no entry, such as {@code total 12}
     */
    public static Optional<ListLine> decode(String line, ZoneId zone, Instant now) {
        ListLine usual = UsualListLine.decode(line, zone, now);
        if (usual != null) {
            return Optional.of(usual);
        }
        Matcher unix = UNIX.matcher(line);
        if (unix.matches()) {
            return Optional.of(unix(unix, zone, now));
        }
        Matcher dos = DOS.matcher(line);
        if (dos.matches()) {
            return Optional.of(dos(dos, zone));
        }
        Matcher eplf = EPLF.matcher(line);
        if (eplf.matches()) {
            return Optional.of(eplf(eplf));
        }
        Matcher vxWorks = VXWORKS.matcher(line);
        if (vxWorks.matches()) {
            return Optional.of(vxWorks(vxWorks, zone));
        }
        return RareListLines.decode(line, zone);
    }

    /** Whether a line is none of an entry, as {@code total 12}; of all others that can't be read nobody knows. */
    public static boolean isNoEntry(String line) {
        return NO_ENTRY.matcher(line).matches();
    }

    /** Whether the next line belongs to the same entry. */
    public static boolean goesOn(String line) {
        return GOES_ON.matcher(line).matches();
    }

    private static ListLine unix(Matcher line, ZoneId zone, Instant now) {
        return of(
                line.group("type").charAt(0),
                line.group("name"),
                size(line.group("size")),
                instant(() -> unixTime(line, zone, now), zone));
    }

    /** Of Unix. The name of a link holds its target, too; others than files and links have no size. */
    static ListLine of(char type, String name, long shown, Instant modified) {
        Kind kind = kind(type);
        long size = kind == Kind.FILE || kind == Kind.LINK ? shown : 0;
        int arrow = kind == Kind.LINK ? arrow(name, size) : -1;
        return new ListLine(
                arrow < 0 ? name : name.substring(0, arrow),
                kind,
                arrow < 0 ? Optional.empty() : Optional.of(name.substring(arrow + ARROW.length())),
                size,
                modified);
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
        if (line.group("isoYear") != null) {
            return iso(line).atTime(number(line, "isoHour"), number(line, "isoMinute"));
        }
        boolean dayFirst = line.group("dayFirst") != null;
        int month = Months.number(line.group(dayFirst ? "monthLast" : "month"));
        int day = number(line, dayFirst ? "dayFirst" : "day");
        if (line.group("year") != null) {
            return LocalDate.of(number(line, "year"), month, day).atStartOfDay();
        }
        LocalTime time = LocalTime.of(number(line, "hour"), number(line, "minute"));
        if (line.group("yearLast") != null) {
            return LocalDate.of(number(line, "yearLast"), month, day).atTime(time);
        }
        return recent(month, day, zone, now).atTime(time);
    }

    /**
     * The day of a line without a year, which is left out for the last half year: the last such day there was. A day of clocks
     * that disagree is granted, and so may be of the next year.
     *
     * @throws DateTimeException if there was none within a year, as of February 29 in most years
     */
    static LocalDate recent(int month, int day, ZoneId zone, Instant now) {
        MonthDay date = MonthDay.of(month, day);
        LocalDate last = now.atZone(zone).toLocalDate().plusDays(1);
        for (int year = last.getYear(); year >= last.getYear() - 1; year--) {
            LocalDate found = date.atYear(year); // February 28 where there is no 29
            if (date.isValidYear(year) && !found.isAfter(last) && !found.isBefore(last.minusYears(1))) {
                return found;
            }
        }
        throw new DateTimeException("no " + date + " in the year before " + last);
    }

    private static LocalDate iso(Matcher line) {
        return LocalDate.of(number(line, "isoYear"), number(line, "isoMonth"), number(line, "isoDay"));
    }

    private static ListLine dos(Matcher line, ZoneId zone) {
        String special = line.group("special");
        Instant time = instant(() -> dosTime(line), zone);
        String name = line.group("name");
        if (special == null) {
            long size = size(line.group("size").replaceAll("[,.]", ""));
            return new ListLine(name, Kind.FILE, Optional.empty(), size, time);
        }
        Matcher junction = JUNCTION.matcher(name);
        if (special.equals("DIR") || !junction.matches()) {
            Kind kind = special.equals("SYMLINK") ? Kind.LINK : special.equals("DIR") ? Kind.DIRECTORY : Kind.LINK;
            return new ListLine(name, kind, Optional.empty(), 0, time);
        }
        return new ListLine(junction.group(1), Kind.LINK, Optional.of(junction.group(2)), 0, time);
    }

    private static LocalDateTime dosTime(Matcher line) {
        int hour = number(line, "hour");
        if (line.group("half") != null) {
            hour = hour % 12 + (line.group("half").equals("PM") ? 12 : 0);
        }
        return dosDate(line).atTime(hour, number(line, "minute"));
    }

    private static LocalDate dosDate(Matcher line) {
        if (line.group("isoYear") != null) {
            return iso(line);
        }
        boolean dots = line.group("dotDay") != null;
        int year = number(line, dots ? "dotYear" : "year");
        return LocalDate.of(
                year < 70 ? 2000 + year : year < 100 ? 1900 + year : year,
                number(line, dots ? "dotMonth" : "month"),
                number(line, dots ? "dotDay" : "day"));
    }

    private static ListLine eplf(Matcher line) {
        Kind kind = Kind.OTHER;
        long size = 0;
        Instant modified = Instant.EPOCH;
        for (String fact : line.group(1).split(",")) {
            String value = fact.isEmpty() ? "" : fact.substring(1);
            switch (fact.isEmpty() ? ' ' : fact.charAt(0)) {
                case '/' -> kind = Kind.DIRECTORY;
                case 'r' -> kind = Kind.FILE;
                case 's' -> size = value.matches("\\d+") ? size(value) : 0;
                case 'm' ->
                    modified =
                            value.matches("\\d{1,12}") ? Instant.ofEpochSecond(Long.parseLong(value)) : Instant.EPOCH;
                default -> {
                    // another fact
                }
            }
        }
        return new ListLine(line.group(2), kind, Optional.empty(), kind == Kind.FILE ? size : 0, modified);
    }

    private static ListLine vxWorks(Matcher line, ZoneId zone) {
        boolean directory = line.group("directory") != null;
        return new ListLine(
                line.group("name"),
                directory ? Kind.DIRECTORY : Kind.FILE,
                Optional.empty(),
                directory ? 0 : size(line.group("size")),
                instant(
                        () -> LocalDate.of(
                                        number(line, "year"), Months.number(line.group("month")), number(line, "day"))
                                .atTime(number(line, "hour"), number(line, "minute")),
                        zone));
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

    private static int number(Matcher line, String group) {
        return Integer.parseInt(line.group(group));
    }
}
