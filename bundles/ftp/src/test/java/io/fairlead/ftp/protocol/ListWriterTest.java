// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListWriterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");

    @Test
    void recentAndOldFiles() {
        assertThat(line(Attributes.Kind.FILE, 5, NOW, "a b"))
                .isEqualTo("-rw-r--r--   1 ftp      ftp               5 Nov 23 10:15 a b\r\n");
        assertThat(line(Attributes.Kind.FILE, 123_456_789_012L, Instant.parse("2001-02-03T04:05:06Z"), "ä"))
                .isEqualTo("-rw-r--r--   1 ftp      ftp      123456789012 Feb  3  2001 ä\r\n");
        assertThat(line(Attributes.Kind.DIRECTORY, 0, NOW, "d"))
                .isEqualTo("drwxr-xr-x   1 ftp      ftp               0 Nov 23 10:15 d\r\n");
    }

    @Test
    void linksAndWhatIsNoFile() {
        TextBuffer out = new TextBuffer(8);
        new ListWriter(NOW).entry(out, Attributes.link(new NodeId(0, 1), "../b c\r\n-rw", NOW), "a");
        assertThat(out).hasToString("lrwxrwxrwx   1 ftp      ftp              11 Nov 23 10:15 a -> ../b c??-rw\r\n");
        assertThat(line(Attributes.Kind.OTHER, 0, NOW, "socket"))
                .isEqualTo("prw-r--r--   1 ftp      ftp               0 Nov 23 10:15 socket\r\n");
    }

    @Test
    void ownersAndHostileNames() {
        Attributes posix = new Attributes(
                new NodeId(0, 1),
                Attributes.Kind.FILE,
                1,
                NOW,
                NOW,
                NOW,
                NOW,
                1,
                12,
                0,
                Optional.of(Attributes.Posix.of(0750, "a very long owner", "")));
        TextBuffer out = new TextBuffer(8);
        new ListWriter(NOW).entry(out, posix, "x\r\ndrwx");
        assertThat(out).hasToString("-rwxr-x---  12 a_very_long_owner -                 1 Nov 23 10:15 x??drwx\r\n");
    }

    private static String line(Attributes.Kind kind, long size, Instant modified, String name) {
        TextBuffer out = new TextBuffer(8);
        new ListWriter(NOW).entry(out, Attributes.of(new NodeId(0, 1), kind, size, modified), name);
        return out.toString();
    }
}
