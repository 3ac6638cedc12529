// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.listing;

import io.fairlead.api.storage.Attributes.Kind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPFileEntryParser;
import org.apache.commons.net.ftp.parser.MVSFTPEntryParser;
import org.apache.commons.net.ftp.parser.MacOsPeterFTPEntryParser;
import org.apache.commons.net.ftp.parser.NetwareFTPEntryParser;
import org.apache.commons.net.ftp.parser.OS2FTPEntryParser;
import org.apache.commons.net.ftp.parser.OS400FTPEntryParser;
import org.apache.commons.net.ftp.parser.VMSFTPEntryParser;

/**
 * Lines of LIST of VMS, AS/400, MVS, NetWare, OS/2 and old Macintosh servers, read by Apache Commons Net where that is there;
 * without it nobody reads them.
 */
public final class RareListLines {
    /** No line of a server has so many; a pattern of a library is not to work long on what is none. */
    private static final int MOST_CHARACTERS = 1024;

    private RareListLines() {}

    /** Empty if it is none of them. */
    static Optional<ListLine> decode(String line, ZoneId zone) {
        if (line.length() > MOST_CHARACTERS || line.isBlank()) {
            return Optional.empty();
        }
        try {
            return Known.decode(line, zone);
        } catch (NoClassDefFoundError e) {
            return Optional.empty(); // the library is not there
        }
    }

    /** What needs the library. */
    private static final class Known {
        private static final List<Supplier<FTPFileEntryParser>> PARSERS = List.of(
                VMSFTPEntryParser::new,
                OS400FTPEntryParser::new,
                NetwareFTPEntryParser::new,
                OS2FTPEntryParser::new,
                MacOsPeterFTPEntryParser::new,
                Known::mvs);

        private static FTPFileEntryParser mvs() {
            MVSFTPEntryParser parser = new MVSFTPEntryParser();
            parser.preParse(new java.util.ArrayList<>(
                    List.of("Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname")));
            return parser;
        }

        static Optional<ListLine> decode(String line, ZoneId zone) {
            for (Supplier<FTPFileEntryParser> parser : PARSERS) {
                FTPFile found = parse(parser.get(), line);
                if (found != null && found.getName() != null && !found.getName().isBlank()) {
                    return Optional.of(line(found, zone));
                }
            }
            return Optional.empty();
        }

        /** Its parsers are made for lines that they know; of others some throw what comes. */
        private static FTPFile parse(FTPFileEntryParser parser, String line) {
            try {
                return parser.parseFTPEntry(line);
            } catch (RuntimeException e) {
                return null;
            }
        }

        private static ListLine line(FTPFile found, ZoneId zone) {
            Kind kind = found.isDirectory() ? Kind.DIRECTORY : found.isSymbolicLink() ? Kind.LINK : Kind.FILE;
            String name = kind == Kind.DIRECTORY && found.getName().endsWith("/")
                    ? found.getName().substring(0, found.getName().length() - 1)
                    : found.getName();
            return new ListLine(
                    name,
                    kind,
                    Optional.ofNullable(found.getLink()),
                    kind == Kind.FILE ? Math.max(0, found.getSize()) : 0,
                    modified(found.getTimestamp(), zone));
        }

        /** The library takes the date for one of this machine's zone. */
        private static Instant modified(Calendar calendar, ZoneId zone) {
            if (calendar == null) {
                return Instant.EPOCH;
            }
            return calendar.toInstant()
                    .atZone(TimeZone.getDefault().toZoneId())
                    .toLocalDateTime()
                    .atZone(zone)
                    .toInstant();
        }
    }
}
