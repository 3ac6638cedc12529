// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.SmallReads;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.fscc.FileTime;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.Contents;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server whose clock is wrong, by hours or by centuries: nothing that the client does depends on it. What it tells of files is shown
 * as it is, and what is no time as 1970.
 */
@Timeout(60)
class WrongClockTest {
    private static final int SYSTEM_TIME = Smb2Header.BYTES + 40; // of a NEGOTIATE response, [MS-SMB2] 2.2.4
    private static final Instant THERE = Instant.parse("2003-07-11T13:17:19Z");
    private static final Instant SET = Instant.parse("2031-01-02T03:04:05Z");

    @TempDir
    Path folder;

    /** As FILETIME: none, no time at all, the first and the last one, long ago, hours behind and ahead, long to come. */
    static LongStream clocks() {
        Instant now = Instant.now();
        return LongStream.of(
                0,
                -1,
                Long.MIN_VALUE,
                1,
                Long.MAX_VALUE,
                FileTime.of(Instant.parse("1955-11-05T06:15:00Z")),
                FileTime.of(now.minusSeconds(5 * 3600)),
                FileTime.of(now.plusSeconds(5 * 3600)),
                FileTime.of(Instant.parse("2155-10-21T16:29:00Z")));
    }

    /** By a dialect that does not prove its negotiation, and without signatures, so that it can be changed on the way. */
    private static ConnectOptions options() {
        return SmbClientStorageTest.ME.with(SmbOptions.SIGNING, false).with(SmbOptions.NEWEST, "2.1");
    }

    private interface Use {
        void of(Volume volume) throws Exception;
    }

    private void with(UnaryOperator<byte[]> change, Use use) throws Exception {
        try (Served served = new Served(
                        folder, 0, given -> given.withSecurity(given.security().withSigningRequired(false)));
                ChangingRelay relay = new ChangingRelay(served.port(), change);
                SmbConnector connector = new SmbConnector()) {
            Path file = Files.writeString(folder.resolve("files/f"), "content");
            Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(THERE));
            URI uri = URI.create("smb://127.0.0.1:" + relay.port() + "/share");
            try (var storage = connector.connect(uri, options());
                    Volume volume = storage.mount(Identity.ANONYMOUS)) {
                use.of(volume);
            }
        }
    }

    private static void worksAsEver(Volume volume) throws Exception {
        assertThat(Contents.text(volume, "/f")).isEqualTo("content");
        SmallReads small = volume.extension(SmallReads.class).orElseThrow();
        try (Node node = small.open(VPath.of("/f"), 7)) {
            assertThat(Contents.text(node)).isEqualTo("content");
        }
        Contents.write(volume, "/new", "x".repeat(100_000));
        Contents.rename(volume, "/new", "/moved", false);
        try (Node node = volume.open(VPath.of("/moved"), Open.openOrCreate(Open.Access.ATTRIBUTES))) {
            node.change(new AttributeChanges(null, SET, null, null, null));
        }
        assertThat(Contents.attributes(volume, "/moved").modified()).isEqualTo(SET); // not by the server's clock
        assertThat(Contents.text(volume, "/moved")).hasSize(100_000);
        Contents.delete(volume, "/moved");
        assertThat(Contents.names(volume, "/")).containsExactly("f");
    }

    @ParameterizedTest
    @MethodSource("clocks")
    void theTimeOfTheNegotiationDoesNotMatter(long clock) throws Exception {
        AtomicInteger changed = new AtomicInteger();
        with(
                message -> {
                    ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
                    if (bytes.getShort(12) == 0) { // NEGOTIATE
                        bytes.putLong(SYSTEM_TIME, clock);
                        changed.incrementAndGet();
                    }
                    return message;
                },
                WrongClockTest::worksAsEver);
        assertThat(changed).hasPositiveValue();
    }

    @ParameterizedTest
    @MethodSource("clocks")
    void timesOfFilesAreShownAsTheyAre(long clock) throws Exception {
        Instant shown = clock <= 0 ? Instant.EPOCH : FileTime.toInstant(clock);
        with(message -> told(message, clock), volume -> {
            worksAsEver(volume);
            Attributes file = Contents.attributes(volume, "/f");
            assertThat(file.modified()).isEqualTo(shown);
            assertThat(file.size()).isEqualTo(7);
            assertThat(Contents.entries(volume, "/"))
                    .extracting(Entry::attributes)
                    .extracting(Attributes::modified)
                    .containsExactly(shown);
            try (Node node = volume.open(VPath.of("/f"), Open.read())) {
                assertThat(node.attributes().modified()).isEqualTo(shown);
                assertThat(Contents.text(node)).isEqualTo("content");
            }
        });
    }

    /** The file's time, wherever the server tells it. */
    private static byte[] told(byte[] message, long clock) {
        ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = Smb2Header.BYTES; at + Long.BYTES <= message.length; at++) {
            if (bytes.getLong(at) == FileTime.of(THERE)) {
                bytes.putLong(at, clock);
            }
        }
        return message;
    }

    /** Whoever asks for a file to be changed at a time that SMB can't tell is told so, and nothing is changed. */
    @Test
    void timesBeforeThoseOfSmbAreRefused() throws Exception {
        with(message -> message, volume -> {
            try (Node node = volume.open(VPath.of("/f"), Open.openOrCreate(Open.Access.ATTRIBUTES))) {
                AttributeChanges early =
                        new AttributeChanges(null, Instant.parse("1600-12-31T23:59:59Z"), null, null, null);
                assertThatThrownBy(() -> node.change(early)).isInstanceOf(StorageException.class);
                Instant old = Instant.parse("1955-11-05T06:15:00Z");
                node.change(new AttributeChanges(null, old, null, null, null));
                assertThat(node.attributes().modified()).isEqualTo(old);
            }
        });
    }
}
