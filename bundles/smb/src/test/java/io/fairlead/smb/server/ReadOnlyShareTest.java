// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.net.WireWriter;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What must not be changed is not, by whatever way: a share, what was opened to be read, and a file marked so. */
@Timeout(60)
class ReadOnlyShareTest {
    private static final int READ = 0x120089;
    private static final int WRITE = 0x120116;
    private static final int DELETE = 0x10000;
    private static final List<Integer> REFUSALS = List.of(
            NtStatus.ACCESS_DENIED.code(),
            NtStatus.MEDIA_WRITE_PROTECTED.code(),
            NtStatus.INVALID_PARAMETER.code(),
            NtStatus.INVALID_DEVICE_REQUEST.code(),
            NtStatus.NOT_SUPPORTED.code());

    @TempDir
    Path folder;

    private Served served;
    private SmbPeer peer;
    private Path file;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        file = folder.resolve("files/a.txt");
        Files.writeString(file, "content");
        Files.createDirectory(folder.resolve("files/d"));
    }

    @AfterEach
    void nothingHasChanged() throws Exception {
        peer.close();
        served.close();
        assertThat(file).hasContent("content");
        try (Stream<Path> all = Files.list(file.getParent())) {
            assertThat(all.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("a.txt", "d");
        }
    }

    private SmbPeer.Answer create(String name, int access, int disposition, int options) throws IOException {
        return peer.ask(Command.CREATE, new CreateRequest(0, 2, access, 0, 7, disposition, options, name, List.of()));
    }

    private FileId opened(String name, int access) throws IOException {
        SmbPeer.Answer answer = create(name, access, 1, 0);
        assertThat(answer.status()).isZero();
        return CreateResponse.decode(answer.body()).fileId();
    }

    /** Everything that changes something, through an open that was made to read. */
    private void refusesChanges(FileId open) throws IOException {
        WireWriter rename =
                new WireWriter(ByteOrder.LITTLE_ENDIAN).u64(1).u64(0).u32(2).utf16("b");
        byte[] zeros = new byte[16];
        zeros[8] = 5;
        byte[] ea = {0, 0, 0, 0, 0, 1, 1, 0, 'x', 0, 'y', 0};
        refused(Command.WRITE, new WriteRequest(0, open, 0, 0, ByteBuffer.wrap(new byte[] {1})));
        refused(Command.SET_INFO, new SetInfoRequest(1, 4, 0, open, times()));
        refused(Command.SET_INFO, new SetInfoRequest(1, 10, 0, open, rename.toBytes()));
        refused(Command.SET_INFO, new SetInfoRequest(1, 13, 0, open, new byte[] {1}));
        refused(Command.SET_INFO, new SetInfoRequest(1, 64, 0, open, new byte[] {1, 0, 0, 0}));
        refused(Command.SET_INFO, new SetInfoRequest(1, 15, 0, open, ea));
        refused(Command.SET_INFO, new SetInfoRequest(1, 19, 0, open, new byte[8]));
        refused(Command.SET_INFO, new SetInfoRequest(1, 20, 0, open, new byte[8]));
        refused(Command.SET_INFO, new SetInfoRequest(3, 0, 4, open, new byte[20]));
        refused(Command.IOCTL, new IoctlRequest(0x900C4, open, new byte[0], 0, 0, 1));
        refused(Command.IOCTL, new IoctlRequest(0x980C8, open, zeros, 0, 0, 1));
        refused(Command.IOCTL, new IoctlRequest(0x900A4, open, new byte[64], 0, 0, 1));
        refused(Command.IOCTL, new IoctlRequest(0x98208, open, new byte[24], 0, 4, 1));
        refused(Command.IOCTL, new IoctlRequest(0x1480F2, open, copyOf(open), 0, 12, 1));
    }

    private static byte[] times() {
        byte[] times = new byte[40];
        times[16] = 1;
        return times;
    }

    private byte[] copyOf(FileId source) throws IOException {
        SmbPeer.Answer key = peer.ask(Command.IOCTL, new IoctlRequest(0x140078, source, new byte[0], 0, 32, 1));
        byte[] copy = Arrays.copyOf(IoctlResponse.decode(key.body()).output(), 32 + 24);
        ByteBuffer.wrap(copy)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(24, 1)
                .putInt(28, 0)
                .putInt(48, 3);
        return copy;
    }

    private void refused(Command command, Message body) throws IOException {
        assertThat(peer.ask(command, body).status()).as("%s", body).isIn(REFUSALS);
    }

    @Test
    void aShareThatMayOnlyBeRead() throws Exception {
        try (SmbServer server = served.readOnly("read")) {
            peer = new SmbPeer(server.addresses().get(0).getPort());
            peer.negotiate(Dialect.SMB_3_1_1);
            peer.login(Served.USER, Served.PASSWORD);
            assertThat(peer.connectTree("\\\\s\\read").status()).isZero();
            for (int disposition : new int[] {0, 2, 3, 4, 5}) {
                for (String name : List.of("new", "a.txt:stream", "d\\new")) {
                    assertThat(create(name, READ, disposition, 0).status())
                            .as(name)
                            .isLessThan(0);
                }
            }
            for (int access :
                    new int[] {WRITE, DELETE, 0x40000000, 0x10000000, 0x2, 0x4, 0x10, 0x100, 0x40000, 0x80000}) {
                assertThat(create("a.txt", access, 1, 0).status())
                        .as("%x", access)
                        .isLessThan(0);
            }
            for (int disposition : new int[] {0, 4, 5}) {
                assertThat(create("a.txt", READ, disposition, 0).status()).isLessThan(0);
            }
            assertThat(create("a.txt", READ, 1, 0x1000).status()).isLessThan(0);
            assertThat(create("d", READ, 1, 0x1001).status()).isLessThan(0);
            refusesChanges(opened("a.txt", READ));
            refusesChanges(opened("a.txt", 0x2000000));
            peer.close();
        }
    }

    @Test
    void anOpenThatWasMadeToRead() throws Exception {
        peer = SmbPeer.connected(served);
        refusesChanges(opened("a.txt", READ));
    }

    @Test
    void aFileThatIsMarkedSo() throws Exception {
        peer = SmbPeer.connected(served);
        byte[] readOnly = new byte[40];
        readOnly[32] = 1;
        FileId marking = opened("a.txt", 0x100);
        assertThat(peer.ask(Command.SET_INFO, new SetInfoRequest(1, 4, 0, marking, readOnly))
                        .status())
                .isZero();
        for (int disposition : new int[] {0, 4, 5}) {
            assertThat(create("a.txt", READ, disposition, 0).status()).isEqualTo(NtStatus.ACCESS_DENIED.code());
        }
        assertThat(create("a.txt", 0x2, 1, 0).status()).isEqualTo(NtStatus.ACCESS_DENIED.code());
        assertThat(create("a.txt", DELETE, 1, 0x1000).status()).isEqualTo(NtStatus.CANNOT_DELETE.code());
        refusesChanges(opened("a.txt", READ));
    }
}
