// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

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

    @ParameterizedTest
    @ValueSource(strings = {"", "total 12", "abc", "-rw", "250 done", "drwxr-xr-x", "<DIR>"})
    void skipsWhatIsNoEntry(String line) {
        assertThat(ListLine.decode(line, ZoneOffset.UTC, NOW)).isEmpty();
    }
}
