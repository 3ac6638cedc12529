// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.fscc.SymbolicLinkReparseData;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Symbolic links, snapshots that are not there, and the wait for a pipe. */
@Timeout(60)
class ReparsePointTest {
    private static final int SET = 0x900A4;
    private static final int GET = 0x900A8;
    private static final int SNAPSHOTS = 0x144064;
    private static final int PIPE_WAIT = 0x110018;
    private static final int ITSELF = 0x200000;

    @TempDir
    Path folder;

    private Served served;
    private SmbPeer peer;
    private Path files;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        peer = SmbPeer.connected(served);
        files = folder.resolve("files");
        Files.createDirectory(files.resolve("d"));
        Files.writeString(files.resolve("target"), "content");
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        served.close();
    }

    private SmbPeer.Answer call(int code, FileId file, byte[] input, int room) throws IOException {
        return peer.ask(Command.IOCTL, new IoctlRequest(code, file, input, 0, room, IoctlRequest.IS_FSCTL));
    }

    private FileId itself(String name) throws IOException {
        SmbPeer.Answer answer =
                peer.ask(Command.CREATE, new CreateRequest(0, 2, 0x80, 0, 7, 1, ITSELF, name, List.of()));
        assertThat(answer.status()).isZero();
        return CreateResponse.decode(answer.body()).fileId();
    }

    private String target(String link) throws IOException {
        SmbPeer.Answer answer = call(GET, itself(link), new byte[0], 4096);
        assertThat(answer.status()).isZero();
        byte[] data = IoctlResponse.decode(answer.body()).output();
        SymbolicLinkReparseData told =
                SymbolicLinkReparseData.decode(new WireReader(ByteBuffer.wrap(data), ByteOrder.LITTLE_ENDIAN));
        assertThat(told.relative()).isTrue();
        return told.target();
    }

    @Test
    void tellsWhereALinkLeads() throws Exception {
        Files.createSymbolicLink(files.resolve("d/link"), Path.of("../target"));
        assertThat(target("d\\link")).isEqualTo("..\\target");
        Files.createSymbolicLink(files.resolve("d/absolute"), files.resolve("target"));
        assertThat(target("d\\absolute")).isEqualTo("..\\target");
        assertThat(call(GET, itself("target"), new byte[0], 4096).status())
                .isEqualTo(NtStatus.NOT_A_REPARSE_POINT.code());
        assertThat(call(GET, itself("d\\link"), new byte[0], 20).status()).isEqualTo(NtStatus.BUFFER_OVERFLOW.code());
    }

    @Test
    void makesALinkOfAnEmptyFile() throws Exception {
        FileId file = peer.open("d\\new").fileId();
        byte[] data = new SymbolicLinkReparseData("..\\target", true).encode();
        assertThat(call(SET, file, data, 0).status()).isZero();
        peer.ask(Command.CLOSE, new CloseRequest(0, file));
        assertThat(Files.readSymbolicLink(files.resolve("d/new"))).isEqualTo(Path.of("../target"));
        assertThat(target("d\\new")).isEqualTo("..\\target");
        assertThat(peer.open("d\\new").file().size()).isEqualTo(7); // it is followed
    }

    @Test
    void makesNoLinkThatLeadsOut() throws Exception {
        FileId file = peer.open("new").fileId();
        for (String text : List.of("..\\users", "d\\..\\..\\users", "a\0b", "")) {
            byte[] data = new SymbolicLinkReparseData(text, true).encode();
            assertThat(call(SET, file, data, 0).status()).as(text).isLessThan(0);
        }
        byte[] absolute = new SymbolicLinkReparseData("\\??\\C:\\x", false).encode();
        assertThat(call(SET, file, absolute, 0).status()).isEqualTo(NtStatus.ACCESS_DENIED.code());
        byte[] junction = {3, 0, 0, (byte) 0xa0, 0, 0, 0, 0};
        assertThat(call(SET, file, junction, 0).status()).isEqualTo(NtStatus.IO_REPARSE_TAG_NOT_HANDLED.code());
        byte[] cut = {0x0c, 0, 0, (byte) 0xa0, 90, 0, 0, 0};
        assertThat(call(SET, file, cut, 0).status()).isEqualTo(NtStatus.IO_REPARSE_DATA_INVALID.code());
        assertThat(files.resolve("new")).isRegularFile();
        FileId full = peer.open("target").fileId();
        byte[] data = new SymbolicLinkReparseData("d", true).encode();
        assertThat(call(SET, full, data, 0).status()).isLessThan(0);
        assertThat(files.resolve("target")).hasContent("content");
    }

    @Test
    void hasNoSnapshots() throws Exception {
        SmbPeer.Answer none = call(SNAPSHOTS, peer.open("target").fileId(), new byte[0], 16);
        assertThat(none.status()).isZero();
        assertThat(IoctlResponse.decode(none.body()).output()).hasSize(16).startsWith(0, 0, 0, 0, 0, 0, 0, 0);
        var past = new CreateContext(CreateContext.TIMEWARP, new byte[] {1, 2, 3, 4, 5, 6, 7, 1});
        var open = new CreateRequest(0, 2, 0x80, 0, 7, 1, 0, "target", List.of(past));
        assertThat(peer.ask(Command.CREATE, open).status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND.code());
    }

    @Test
    void waitsForNoPipe() throws Exception {
        peer.connectTree("\\\\s\\IPC$");
        assertThat(call(PIPE_WAIT, FileId.RELATED, wait("srvsvc"), 0).status()).isZero();
        assertThat(call(PIPE_WAIT, FileId.RELATED, wait("unknown"), 0).status())
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND.code());
        assertThat(call(PIPE_WAIT, FileId.RELATED, new byte[13], 0).status()).isLessThan(0);
    }

    private static byte[] wait(String name) {
        return new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u64(0)
                .u32(2L * name.length())
                .u16(0)
                .utf16(name)
                .toBytes();
    }
}
