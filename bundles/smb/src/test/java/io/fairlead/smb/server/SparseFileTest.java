// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.LockRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sparse files, [MS-FSA] 2.1.5.9.22, 36 and 37. */
@Timeout(60)
class SparseFileTest {
    private static final int SET_SPARSE = 0x900C4;
    private static final int ZERO_DATA = 0x980C8;
    private static final int ALLOCATED_RANGES = 0x940CF;
    private static final int UNIT = 64 * 1024;

    @TempDir
    Path folder;

    private Served served;
    private SmbPeer peer;
    private FileId file;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        peer = SmbPeer.connected(served);
        file = peer.open("a").fileId();
        byte[] content = new byte[3 * UNIT + 1];
        Arrays.fill(content, (byte) 7);
        for (int at = 0; at < content.length; at += UNIT) {
            int count = Math.min(UNIT, content.length - at);
            peer.ask(Command.WRITE, new WriteRequest(at, file, 0, 0, ByteBuffer.wrap(content, at, count)));
        }
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        served.close();
    }

    private SmbPeer.Answer call(int code, int room, long... values) throws IOException {
        return call(peer, file, code, room, values);
    }

    private static SmbPeer.Answer call(SmbPeer peer, FileId file, int code, int room, long... values)
            throws IOException {
        WireWriter input = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(input::u64);
        return peer.ask(Command.IOCTL, new IoctlRequest(code, file, input.toBytes(), 0, room, IoctlRequest.IS_FSCTL));
    }

    private List<Long> ranges(long from, long length) throws IOException {
        SmbPeer.Answer answer = call(ALLOCATED_RANGES, 4096, from, length);
        assertThat(answer.status()).isZero();
        WireReader out = new WireReader(
                ByteBuffer.wrap(IoctlResponse.decode(answer.body()).output()), ByteOrder.LITTLE_ENDIAN);
        List<Long> values = new ArrayList<>();
        while (out.remaining() > 0) {
            values.add(out.u64());
        }
        return values;
    }

    @Test
    void whatIsZeroIsNotAllocated() throws Exception {
        assertThat(call(SET_SPARSE, 0).status()).isZero();
        assertThat(call(ZERO_DATA, 0, UNIT - 10, 2 * UNIT + 10).status()).isZero();
        byte[] now = Files.readAllBytes(folder.resolve("files/a"));
        for (int i = 0; i < now.length; i++) {
            assertThat(now[i]).as("byte %s", i).isEqualTo((byte) (i >= UNIT - 10 && i < 2 * UNIT + 10 ? 0 : 7));
        }
        assertThat(ranges(0, Long.MAX_VALUE)).containsExactly(0L, (long) UNIT, 2L * UNIT, UNIT + 1L);
        assertThat(ranges(UNIT + 5, 10)).isEmpty();
        assertThat(ranges(UNIT - 5, 10)).containsExactly(UNIT - 5L, 5L);
        assertThat(call(SET_SPARSE, 0, 0).status()).isZero();
        assertThat(ranges(0, Long.MAX_VALUE)).containsExactly(0L, 3L * UNIT + 1);
    }

    @Test
    void theMarkStays() throws Exception {
        call(SET_SPARSE, 0);
        peer.ask(Command.CLOSE, new CloseRequest(0, file));
        assertThat(peer.open("a").file().attributes() & 0x200).isEqualTo(0x200);
    }

    @Test
    void zerosDoNotMakeAFileLonger() throws Exception {
        assertThat(call(ZERO_DATA, 0, 3 * UNIT, Long.MAX_VALUE).status()).isZero();
        assertThat(Files.size(folder.resolve("files/a"))).isEqualTo(3 * UNIT + 1);
        assertThat(call(ZERO_DATA, 0, 1L << 40, 1L << 41).status()).isZero();
        assertThat(Files.size(folder.resolve("files/a"))).isEqualTo(3 * UNIT + 1);
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        int invalid = NtStatus.INVALID_PARAMETER.code();
        assertThat(call(ZERO_DATA, 0, 10, 9).status()).isEqualTo(invalid);
        assertThat(call(ZERO_DATA, 0, -1, 9).status()).isEqualTo(invalid);
        assertThat(call(ZERO_DATA, 0, 1).status()).isEqualTo(invalid);
        assertThat(call(ALLOCATED_RANGES, 64, 512, -1).status()).isEqualTo(invalid);
        assertThat(call(ALLOCATED_RANGES, 64, 1, Long.MAX_VALUE).status()).isEqualTo(invalid);
        assertThat(call(ALLOCATED_RANGES, 64).status()).isEqualTo(invalid);
        assertThat(call(ALLOCATED_RANGES, 0, 0, 10).status()).isEqualTo(NtStatus.BUFFER_TOO_SMALL.code());
        FileId root = peer.openFolder("").fileId();
        assertThat(call(peer, root, SET_SPARSE, 0).status()).isEqualTo(invalid);
    }

    @Test
    void tellsWhatFits() throws Exception {
        call(SET_SPARSE, 0);
        call(ZERO_DATA, 0, UNIT, 2 * UNIT);
        SmbPeer.Answer part = call(ALLOCATED_RANGES, 16, 0, 3 * UNIT);
        assertThat(part.status()).isEqualTo(NtStatus.BUFFER_OVERFLOW.code());
        assertThat(IoctlResponse.decode(part.body()).output()).hasSize(16);
    }

    @Test
    void locksOfOthersStandAgainstZeros() throws Exception {
        try (SmbPeer other = SmbPeer.connected(served)) {
            FileId same = other.open("a").fileId();
            int now = LockRequest.Element.EXCLUSIVE | LockRequest.Element.FAIL_IMMEDIATELY;
            other.ask(Command.LOCK, new LockRequest(0, 0, same, List.of(new LockRequest.Element(100, 1, now))));
            call(SET_SPARSE, 0);
            assertThat(call(ZERO_DATA, 0, 0, 200).status()).isEqualTo(NtStatus.FILE_LOCK_CONFLICT.code());
            assertThat(call(ZERO_DATA, 0, 101, 200).status()).isZero();
            assertThat(ranges(0, UNIT)).containsExactly(0L, (long) UNIT);
        }
        assertThat(Files.readAllBytes(folder.resolve("files/a"))[0]).isEqualTo((byte) 7);
    }
}
