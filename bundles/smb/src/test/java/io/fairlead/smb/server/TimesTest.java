// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.net.WireWriter;
import io.fairlead.smb.fscc.FileTime;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.CloseResponse;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.FileTimesAndSizes;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** FileBasicInformation, [MS-FSCC] 2.4.7, and what others see of it. */
@Timeout(60)
class TimesTest {
    private static final int BASIC = 4;
    private static final long THEN = FileTime.of(Instant.parse("2001-02-03T04:05:06.7Z"));

    @TempDir
    Path folder;

    private Served served;
    private SmbPeer peer;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        peer = SmbPeer.connected(served);
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        served.close();
    }

    private void set(FileId file, long written, long changed) throws IOException {
        WireWriter times = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        times.u64(0).u64(0).u64(written).u64(changed).u32(0).u32(0);
        assertThat(peer.ask(Command.SET_INFO, new SetInfoRequest(1, BASIC, 0, file, times.toBytes()))
                        .status())
                .isZero();
    }

    private void write(FileId file) throws IOException {
        peer.ask(Command.WRITE, new WriteRequest(0, file, 0, 0, ByteBuffer.wrap(new byte[1])));
    }

    private FileTimesAndSizes close(FileId file) throws IOException {
        return CloseResponse.decode(
                        peer.ask(Command.CLOSE, new CloseRequest(1, file)).body())
                .file();
    }

    @Test
    void everybodySeesTheChangeTimeThatOneHasSet() throws Exception {
        FileId file = peer.open("a").fileId();
        set(file, 0, THEN);
        assertThat(peer.open("a").file().changed()).isEqualTo(THEN);
        assertThat(close(file).changed()).isEqualTo(THEN);
        assertThat(peer.open("a").file().changed()).isEqualTo(THEN);
        FileId writer = peer.open("a").fileId();
        write(writer);
        assertThat(close(writer).changed()).isNotEqualTo(THEN);
    }

    @Test
    void aTimeThatWasSetOrFrozenStaysWhateverIsWritten() throws Exception {
        FileId file = peer.open("a").fileId();
        set(file, THEN, THEN);
        write(file);
        assertThat(close(file).written()).isEqualTo(THEN);
        FileId frozen = peer.open("a").fileId();
        set(frozen, FileTime.FREEZE, FileTime.FREEZE);
        write(frozen);
        assertThat(close(frozen).written()).isEqualTo(THEN);
        FileId thawed = peer.open("a").fileId();
        set(thawed, FileTime.FREEZE, FileTime.FREEZE);
        set(thawed, FileTime.THAW, FileTime.THAW);
        write(thawed);
        assertThat(close(thawed).written()).isNotEqualTo(THEN);
    }
}
