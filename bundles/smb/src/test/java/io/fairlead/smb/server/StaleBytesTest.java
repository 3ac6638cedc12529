// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.net.WireWriter;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.QueryDirectoryRequest;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.ReadResponse;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that was used for somebody's bytes is used again, and nobody else sees them. */
@Timeout(120)
class StaleBytesTest {
    private static final int MOST = 64 * 1024;
    private static final byte SECRET = 0x5A;

    @TempDir
    Path folder;

    private Served served;
    private SmbPeer owner;
    private SmbPeer other;

    @BeforeEach
    void fillTheMemory() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        owner = SmbPeer.connected(served);
        other = SmbPeer.connected(served);
        FileId secret = owner.open("secret").fileId();
        byte[] bytes = new byte[MOST];
        Arrays.fill(bytes, SECRET);
        for (int i = 0; i < 20; i++) {
            owner.encrypts = i % 2 == 0;
            owner.ask(Command.WRITE, new WriteRequest((long) i * MOST, secret, 0, 0, ByteBuffer.wrap(bytes)));
            owner.ask(Command.READ, new ReadRequest(0, MOST, (long) i * MOST, secret, 0, 0));
        }
    }

    @AfterEach
    void stop() throws Exception {
        owner.close();
        other.close();
        served.close();
    }

    private ByteBuffer read(FileId file, long offset) throws IOException {
        SmbPeer.Answer answer = other.ask(Command.READ, new ReadRequest(0, MOST, offset, file, 0, 0));
        assertThat(answer.status()).isZero();
        assertClean(answer);
        return ReadResponse.decode(answer.body()).data();
    }

    /** Nor does anything between the fields of an answer tell of it. */
    private static void assertClean(SmbPeer.Answer answer) {
        String all = new String(answer.message(), StandardCharsets.ISO_8859_1);
        assertThat(all).doesNotContain("ZZZZ");
    }

    private void resize(FileId file, long size) throws IOException {
        byte[] end = new WireWriter(ByteOrder.LITTLE_ENDIAN).u64(size).toBytes();
        assertThat(other.ask(Command.SET_INFO, new SetInfoRequest(1, 20, 0, file, end))
                        .status())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHoleHasNothingInIt(boolean encrypted) throws Exception {
        other.encrypts = encrypted;
        for (String name : new String[] {"hole", "f:hole"}) {
            FileId file = other.open(name).fileId();
            resize(file, 3L * MOST + 7);
            other.ask(Command.WRITE, new WriteRequest(2L * MOST, file, 0, 0, ByteBuffer.wrap(new byte[] {1})));
            for (int part = 0; part < 4; part++) {
                ByteBuffer data = read(file, (long) part * MOST);
                assertThat(data.remaining()).isEqualTo(part == 3 ? 7 : MOST);
                for (int i = part == 2 ? 1 : 0; i < data.remaining(); i++) {
                    assertThat(data.get(i)).isZero();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aShortAnswerIsShort(boolean encrypted) throws Exception {
        other.encrypts = encrypted;
        FileId file = other.open("short").fileId();
        other.ask(Command.WRITE, new WriteRequest(0, file, 0, 0, ByteBuffer.wrap(new byte[] {1, 2, 3})));
        assertThat(read(file, 0).remaining()).isEqualTo(3);
        SmbPeer.Answer end = other.ask(Command.READ, new ReadRequest(0, MOST, 3, file, 0, 0));
        assertThat(end.status()).isEqualTo(NtStatus.END_OF_FILE.code());
        assertClean(end);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void informationHasNothingBetweenItsFields(boolean encrypted) throws Exception {
        other.encrypts = encrypted;
        FileId file = other.open("about").fileId();
        for (int informationClass : new int[] {4, 5, 6, 7, 8, 14, 16, 17, 18, 21, 22, 28, 34, 35, 48}) {
            assertClean(other.ask(
                    Command.QUERY_INFO, new QueryInfoRequest(1, informationClass, 4096, 0, 0, file, new byte[0])));
        }
        FileId root = other.openFolder("").fileId();
        for (int informationClass : new int[] {1, 2, 3, 12, 37, 38, 60}) {
            assertClean(other.ask(
                    Command.QUERY_DIRECTORY, new QueryDirectoryRequest(informationClass, 1, 0, root, "*", 4096)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 1, 1L << 62, -2, Long.MIN_VALUE})
    void aPlaceBeyondEverythingIsRefused(long offset) throws Exception {
        for (String name : new String[] {"f", "f:stream"}) {
            FileId file = other.open(name).fileId();
            assertThat(other.ask(Command.WRITE, new WriteRequest(offset, file, 0, 0, ByteBuffer.wrap(new byte[2])))
                            .status())
                    .as("%s at %s", name, offset)
                    .isLessThan(0)
                    .isNotEqualTo(NtStatus.INTERNAL_ERROR.code());
            assertThat(other.ask(Command.READ, new ReadRequest(0, 1, 0, file, 0, 0))
                            .status())
                    .isEqualTo(NtStatus.END_OF_FILE.code());
        }
    }
}
