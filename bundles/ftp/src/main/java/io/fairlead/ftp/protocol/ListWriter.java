// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import io.fairlead.api.storage.Attributes;
import java.time.Duration;
import java.time.Instant;

/**
 * Writes lines of LIST as {@code ls -l} does, the one form every client reads. Times are UTC, to the minute within half a
 * year, else to the day. Immutable; made once for each listing.
 */
public final class ListWriter {
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    private static final Attributes.Posix FILE = Attributes.Posix.of(0644, "ftp", "ftp");
    private static final Attributes.Posix DIRECTORY = Attributes.Posix.of(0755, "ftp", "ftp");
    private static final Attributes.Posix LINK = Attributes.Posix.of(0777, "ftp", "ftp");
    private static final long SECONDS_A_DAY = 86_400;

    private final long recentFrom;
    private final long recentTo;

    /** For a listing made at {@code now}. */
    public ListWriter(Instant now) {
        recentFrom = now.minus(Duration.ofDays(182)).getEpochSecond();
        recentTo = now.plus(Duration.ofDays(1)).getEpochSecond();
    }

    /** Appends the line of an entry, with its end; that of a link with its text, as far as it is known. */
    public void entry(TextBuffer out, Attributes attributes, String name) {
        Attributes.Posix posix = attributes.posix().orElse(usual(attributes.kind()));
        out.ascii(type(attributes.kind()));
        for (int shift = 6; shift >= 0; shift -= 3) {
            int bits = posix.mode() >> shift;
            out.ascii((bits & 4) != 0 ? 'r' : '-')
                    .ascii((bits & 2) != 0 ? 'w' : '-')
                    .ascii((bits & 1) != 0 ? 'x' : '-');
        }
        out.number(attributes.links(), 4).ascii(' ');
        column(out, posix.owner());
        column(out, posix.group());
        out.number(attributes.size(), 10).ascii(' ');
        time(out, attributes.modified());
        out.ascii(' ').name(name);
        if (attributes.target().isPresent()) {
            out.text(" -> ").name(attributes.target().get());
        }
        out.endLine();
    }

    /** Of devices, pipes and sockets nobody tells which it is. Interop: all parsers of Unix lists know pipes, which can't be read. */
    private static char type(Attributes.Kind kind) {
        return switch (kind) {
            case DIRECTORY -> 'd';
            case LINK -> 'l';
            case FILE -> '-';
            case OTHER -> 'p';
        };
    }

    private static Attributes.Posix usual(Attributes.Kind kind) {
        return switch (kind) {
            case DIRECTORY -> DIRECTORY;
            case LINK -> LINK;
            case FILE, OTHER -> FILE;
        };
    }

    private void time(TextBuffer out, Instant modified) {
        long second = FtpTime.bounded(modified);
        int date = CivilDate.ofEpochDay(Math.floorDiv(second, SECONDS_A_DAY));
        out.text(MONTHS[CivilDate.month(date) - 1])
                .number(CivilDate.day(date), 3)
                .ascii(' ');
        if (second >= recentFrom && second <= recentTo) {
            int ofDay = (int) Math.floorMod(second, SECONDS_A_DAY);
            out.digits(ofDay / 3600, 2).ascii(':').digits(ofDay / 60 % 60, 2);
        } else {
            out.number(CivilDate.year(date), 5);
        }
    }

    /** A blank inside an owner's name would shift the columns. */
    private static void column(TextBuffer out, String owner) {
        String word = owner.isEmpty() ? "-" : owner.indexOf(' ') < 0 ? owner : owner.replace(' ', '_');
        out.name(word).pad(word.length(), 8).ascii(' ');
    }
}
