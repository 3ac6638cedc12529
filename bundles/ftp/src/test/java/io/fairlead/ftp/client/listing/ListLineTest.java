// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Attributes.Kind;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListLineTest {
    private static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");

    private static ListLine decode(String line) {
        return ListLine.decode(line, ZoneOffset.UTC, NOW).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "-rw-r--r--   1 root     root         1234 Mar 14 09:05 a.txt|a.txt|FILE|1234|2026-03-14T09:05:00Z",
                "-rw-r--r--   1 root     root         1234 Dec 31 23:59 a b  c|a b  c|FILE|1234|2025-12-31T23:59:00Z",
                "-rw-r--r--   1 root     root         1234 Mar 16 10:00 ahead|ahead|FILE|1234|2026-03-16T10:00:00Z",
                "-rw-r--r--   1 root     root         1234 Mar 17 13:00 old|old|FILE|1234|2025-03-17T13:00:00Z",
                "drwxr-xr-x   3 1000     1000         4096 Jan  2 2020 dir|dir|DIRECTORY|0|2020-01-02T00:00:00Z",
                "-rw-r--r--   1 root              1234 Mar 14 09:05 nogroup|nogroup|FILE|1234|2026-03-14T09:05:00Z",
                "-rw-r--r--   1 root              12 Mar 14 09:05 nogroup|nogroup|FILE|12|2026-03-14T09:05:00Z",
                "-rw-r--r--   1 10 users 4096 Nov 23 23:36 f|f|FILE|4096|2025-11-23T23:36:00Z",
                "-rw-r--r--   1 1 1 4096 Mar 14 9:05 f|f|FILE|4096|2026-03-14T09:05:00Z",
                "-rw-r--r--   1 a b 5 Feb 30 2001 never|never|FILE|5|1970-01-01T00:00:00Z",
                "-rw-r--r--   1 a b 5 Mar 14 25:05 never|never|FILE|5|1970-01-01T00:00:00Z",
                "-rw-r--r--   1 a b 5 2001-02-03 04:05 iso|iso|FILE|5|2001-02-03T04:05:00Z",
                "-rw-r--r--   1 a b 5 Mar 14 09:05  leading| leading|FILE|5|2026-03-14T09:05:00Z",
                "crw-rw-rw-   1 root root 1, 3 Mar 14 09:05 null|null|OTHER|0|2026-03-14T09:05:00Z",
                "-rw-r--r--   1 a b 5 Feb 29 09:05 leap|leap|FILE|5|1970-01-01T00:00:00Z",
                "-rw-r--r--   1 a b 5 Foo 14 09:05 month|month|FILE|5|1970-01-01T00:00:00Z",
                "-rw-r--r--   1 a b 5 Mar 32 09:05 day|day|FILE|5|1970-01-01T00:00:00Z",
                "-rw-r--r--   1 a b 99999999999999999999 Mar 14 09:05 big|big|FILE|0|2026-03-14T09:05:00Z",
                "02-03-01  04:05AM       <DIR>          dir name|dir name|DIRECTORY|0|2001-02-03T04:05:00Z",
                "02-03-2001  12:05PM             12 a.txt|a.txt|FILE|12|2001-02-03T12:05:00Z",
                "02-03-99  12:05AM             12 a.txt|a.txt|FILE|12|1999-02-03T00:05:00Z",
                "02-03-01  14:05             12 a.txt|a.txt|FILE|12|2001-02-03T14:05:00Z"
            })
    void readsUnixAndDos(String line, String name, Kind kind, long size, Instant modified) {
        assertThat(decode(line)).isEqualTo(new ListLine(name, kind, Optional.empty(), size, modified));
    }

    @Test
    void cutsTheTargetOffALink() {
        ListLine link = decode("lrwxrwxrwx   1 root     root            7 Mar 14 09:05 a -> b/c");
        assertThat(link.name()).isEqualTo("a");
        assertThat(link.target()).contains("b/c");
        assertThat(link.kind()).isEqualTo(Kind.LINK);
        ListLine arrows = decode("lrwxrwxrwx   1 root     root            6 Mar 14 09:05 a -> b -> c -> d");
        assertThat(arrows.name()).isEqualTo("a -> b");
        assertThat(arrows.target()).contains("c -> d");
        assertThat(decode("lrwxrwxrwx   1 root     root            7 Mar 14 09:05 bare")
                        .target())
                .isEmpty();
    }

    @Test
    void knowsLeapDaysOfThisYear() {
        Instant leapYear = Instant.parse("2028-03-15T12:00:00Z");
        Optional<ListLine> line = ListLine.decode("-rw-r--r-- 1 a b 5 Feb 29 09:05 x", ZoneOffset.UTC, leapYear);
        assertThat(line.orElseThrow().modified()).isEqualTo("2028-02-29T09:05:00Z");
    }

    @Test
    void takesTheServersZone() {
        ListLine line = ListLine.decode("-rw-r--r-- 1 a b 5 Jan 14 2020 x", ZoneId.of("Asia/Tokyo"), NOW)
                .orElseThrow();
        assertThat(line.modified()).isEqualTo("2020-01-13T15:00:00Z");
    }

    /** Lines as servers of many kinds have them; all but the marked ones are of 2024-03-03. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "-rw-r--r--   1 jane     Domain Users    12345 Mar  3  2024 f1|f1|FILE|12345|2024-03-03T00:00:00Z",
                "-rw-r--r--   1 jane doe Domain Users       88 Mar  3  2024 f2|f2|FILE|88|2024-03-03T00:00:00Z",
                "-rw-r--r--  jane  staff  77 Mar  3  2024 f1|f1|FILE|77|2024-03-03T00:00:00Z",
                "drwxr-xr-x  folder        0 Mar  3  2024 d1|d1|DIRECTORY|0|2024-03-03T00:00:00Z",
                "-rw-r--r--   1 jane     staff           77 3 Mar  2024 f1|f1|FILE|77|2024-03-03T00:00:00Z",
                "drwxr-xr-x   2 jane     staff           77 3 Mar 10:11 d1|d1|DIRECTORY|0|2026-03-03T10:11:00Z",
                "-rw-r--r--   1 jane     staff           77 Mär  3  2024 f1|f1|FILE|77|2024-03-03T00:00:00Z",
                "-rw-r--r--   1 jane     staff           77 Dez  3  2023 f2|f2|FILE|77|2023-12-03T00:00:00Z",
                "-rw-r--r--   1 jane     staff           77 déc.  3  2023 f3|f3|FILE|77|2023-12-03T00:00:00Z",
                "-rw-r--r--   1 jane     staff           77 3月   3 2024 f4|f4|FILE|77|2024-03-03T00:00:00Z",
                "-rw-r--r--   1 jane     staff           77 Mai  3  2024 f5|f5|FILE|77|2024-05-03T00:00:00Z",
                "-rw-r--r--   1 j s 77 2024-03-03 10:11:12.000000000 +0000 f1|f1|FILE|77|2024-03-03T10:11:00Z",
                "-rw-r--r--   1 j s 77 Mar  3 10:11 2024 f1|f1|FILE|77|2024-03-03T10:11:00Z",
                "-rw-r--r--   1 j s 77 Mar  3 10:11:12 2024 f2|f2|FILE|77|2024-03-03T10:11:00Z",
                "-rwsr-Sr-T   1 jane     staff           77 Mar  3  2024 f3|f3|FILE|77|2024-03-03T00:00:00Z",
                " 1234567    4 -rw-r--r--   1 j s 77 Mar  3  2024 f1|f1|FILE|77|2024-03-03T00:00:00Z",
                "-------r--         326  1391972  1392298 Mar  3  2024 f1|f1|FILE|1392298|2024-03-03T00:00:00Z",
                "03-03-24  10:11AM                12,345 f1|f1|FILE|12345|2024-03-03T10:11:00Z",
                "2024-03-03  10:11                12345 f1|f1|FILE|12345|2024-03-03T10:11:00Z",
                "03/03/2024  10:11 AM             12345 f2|f2|FILE|12345|2024-03-03T10:11:00Z",
                "03.03.2024  10:11                12345 f3|f3|FILE|12345|2024-03-03T10:11:00Z",
                "+i8388621.48594,m825718503,r,s280,\tf1|f1|FILE|280|1996-03-01T22:15:03Z",
                "+i8388621.50690,m824255907,/,\td1|d1|DIRECTORY|0|1996-02-13T23:58:27Z",
                "   12345    MAR-03-2024  10:11:12   f1|f1|FILE|12345|2024-03-03T10:11:00Z",
                "     512    MAR-03-2024  10:11:12   d1                <DIR>|d1|DIRECTORY|0|2024-03-03T10:11:00Z",
                "F1.TXT;1     2/3   3-MAR-2024 08:44:57  [JANE,STAFF]  (RWED,RWED,RE,)|F1.TXT|FILE|1024|2024-03-03T08:44:57Z",
                "JANE            28672 24/03/03 12:33:00 *DIR       D1/|D1|DIRECTORY|0|2024-03-03T12:33:00Z",
                "JANE             4096 24/03/03 12:33:00 *STMF      F1.TXT|F1.TXT|FILE|4096|2024-03-03T12:33:00Z",
                " 12345     A           03-03-24   10:11  f1|f1|FILE|12345|2024-03-03T10:11:00Z",
                "     0           DIR   03-03-24   10:11  d1|d1|DIRECTORY|0|2024-03-03T10:11:00Z"
            })
    void readsWhatOthersSend(String line, String name, Kind kind, long size, Instant modified) {
        assertThat(decode(line)).isEqualTo(new ListLine(name, kind, Optional.empty(), size, modified));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "03-03-24  10:11AM       <JUNCTION>     d1 [C:\\x]|d1|C:\\x",
                "03-03-24  10:11AM <SYMLINKD> d2 [C:\\y]|d2|C:\\y"
            })
    void takesJunctionsForLinks(String line, String name, String target) {
        ListLine link = decode(line);
        assertThat(link.kind()).isEqualTo(Kind.LINK);
        assertThat(link.name()).isEqualTo(name);
        assertThat(link.target()).contains(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- [R----F--] rhesus             214059       Mar  3 10:11    f1.txt",
                "WRK001 3390   2024/03/03  1   15  VB     256 27998  PS  JANE.F1"
            })
    void readsRareServers(String line) {
        assertThat(decode(line).name()).endsWithIgnoringCase(line.contains("JANE") ? "F1" : "f1.txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "total 12",
                "insgesamt 12",
                "Total of 3 files, 8/12 blocks",
                "Directory DISK$USER:[JANE]",
                "Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname",
                "  size          date       time       name",
                "--------       ------     ------    --------",
                ""
            })
    void knowsWhatIsNoEntry(String line) {
        assertThat(ListLine.isNoEntry(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ls: cannot open directory '.': Permission denied",
                "/bin/ls: not found",
                "f1.txt  12345  Sun Mar  3 10:11:00 2024",
                "-rw-r--r--"
            })
    void doesNotTakeAnythingElseForNothing(String line) {
        assertThat(ListLine.decode(line, ZoneOffset.UTC, NOW)).isEmpty();
        assertThat(ListLine.isNoEntry(line)).isFalse();
    }

    /** By the usual line, and by one that only the patterns read. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // now | date in the line | time
                "2026-12-31T23:30:00Z|Jan  1 00:10|2027-01-01T00:10:00Z", // the server's clock is ahead
                "2026-12-31T18:00:00Z|Jan  1 03:00|2027-01-01T03:00:00Z",
                "2026-12-31T18:00:00Z|Jan  2 03:00|2026-01-02T03:00:00Z",
                "2026-12-30T23:59:00Z|Jan  1 03:00|2026-01-01T03:00:00Z",
                "2026-12-31T18:00:00Z|Dec 31 23:50|2026-12-31T23:50:00Z",
                "2027-01-01T00:10:00Z|Dec 31 23:50|2026-12-31T23:50:00Z",
                "2027-01-01T00:10:00Z|Jan  1 00:05|2027-01-01T00:05:00Z",
                "2027-01-01T00:10:00Z|Jan  2 00:05|2027-01-02T00:05:00Z",
                "2027-01-01T00:10:00Z|Jan  3 00:05|2026-01-03T00:05:00Z",
                "2027-01-05T00:10:00Z|Dec 28 10:00|2026-12-28T10:00:00Z",
                "2028-02-28T12:00:00Z|Feb 29 09:00|2028-02-29T09:00:00Z",
                "2028-02-27T12:00:00Z|Feb 29 09:00|1970-01-01T00:00:00Z",
                "2028-03-05T12:00:00Z|Feb 29 09:00|2028-02-29T09:00:00Z",
                "2029-01-05T12:00:00Z|Feb 29 09:00|2028-02-29T09:00:00Z",
                "2029-02-27T12:00:00Z|Feb 29 09:00|2028-02-29T09:00:00Z",
                "2029-03-05T12:00:00Z|Feb 29 09:00|1970-01-01T00:00:00Z",
                "2027-02-28T12:00:00Z|Feb 29 09:00|1970-01-01T00:00:00Z",
                "2100-03-05T12:00:00Z|Feb 29 09:00|1970-01-01T00:00:00Z", // 2100 is no leap year
                "2028-12-31T12:00:00Z|Feb 30 09:00|1970-01-01T00:00:00Z"
            })
    void findsTheYearThatIsLeftOut(Instant now, String date, Instant modified) {
        for (String line : new String[] {"-rw-r--r-- 1 a b 5 " + date + " x", "-rw-r--r-- 1 a b c 5 " + date + " x"}) {
            assertThat(ListLine.decode(line, ZoneOffset.UTC, now).orElseThrow().modified())
                    .as(line)
                    .isEqualTo(modified);
        }
    }

    @Test
    void todayIsThatOfTheServersZone() {
        Instant now = Instant.parse("2026-12-30T18:00:00Z"); // the last day of the year in Tokyo
        Optional<ListLine> line = ListLine.decode("-rw-r--r-- 1 a b 5 Jan  1 00:05 x", ZoneId.of("Asia/Tokyo"), now);
        assertThat(line.orElseThrow().modified()).isEqualTo("2026-12-31T15:05:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "total 12", "abc", "-rw", "250 done", "drwxr-xr-x", "<DIR>"})
    void skipsWhatIsNoEntry(String line) {
        assertThat(ListLine.decode(line, ZoneOffset.UTC, NOW)).isEmpty();
    }
}
