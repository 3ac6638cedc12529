// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.fscc.FileTime;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.FlushRequest;
import io.fairlead.smb.protocol.InfoType;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockLevel;
import io.fairlead.smb.protocol.OutputResponse;
import io.fairlead.smb.protocol.QueryDirectoryRequest;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.smb.protocol.WriteRequest;
import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Previous Versions: [MS-SMB2] 2.2.13.2.7 and 3.3.5.15.1, by hand and by Samba's smbclient. */
@Timeout(60)
class SnapshotsTest {
    private static final String FIRST = "@GMT-2024.02.29-23.59.58";
    private static final String SECOND = "@GMT-2025.01.01-00.00.00";
    private static final Instant FIRST_TIME = Instant.parse("2024-02-29T23:59:58Z");
    private static final int ENUMERATE = 0x0014_4064;
    private static final int SET_REPARSE_POINT = 0x0009_00A4;
    private static final int SET_SPARSE = 0x0009_00C4;
    private static final int SET_ZERO_DATA = 0x0009_80C8;
    private static final int ALL = 7;

    @TempDir
    Path folder;

    private Served served;
    private SmbPeer peer;

    @BeforeEach
    void serve() throws Exception {
        Files.createDirectory(folder.resolve("snapshots"));
        served = new Served(folder, 0, UnaryOperator.identity());
        peer = SmbPeer.connected(served);
        write("files/d/f", "the living");
        write("snapshots/" + FIRST + "/d/f", "first");
        write("snapshots/" + FIRST + "/d/old", "x");
        write("snapshots/" + SECOND + "/d/f", "second");
        write("snapshots/" + SECOND + "/gone", "x");
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        served.close();
    }

    private void write(String path, String content) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static CreateContext asOf(Instant time) {
        return asOf(FileTime.of(time));
    }

    private static CreateContext asOf(long time) {
        byte[] value = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(time)
                .array();
        return new CreateContext(CreateContext.TIMEWARP, value);
    }

    private SmbPeer.Answer create(String name, int access, int share, int disposition, CreateContext... contexts)
            throws IOException {
        var request =
                new CreateRequest(OplockLevel.BATCH, 2, access, 0, share, disposition, 0, name, List.of(contexts));
        return peer.ask(Command.CREATE, request);
    }

    private int status(String name, int access, int disposition, CreateContext... contexts) throws IOException {
        return create(name, access, ALL, disposition, contexts).status();
    }

    private CreateResponse opened(String name, int access, int share, CreateContext... contexts) throws IOException {
        SmbPeer.Answer answer = create(name, access, share, CreateDisposition.OPEN, contexts);
        assertThat(answer.status()).as(name).isZero();
        return CreateResponse.decode(answer.body());
    }

    private String content(FileId file) throws IOException {
        SmbPeer.Answer answer = peer.ask(Command.READ, new ReadRequest(0, 100, 0, file, 0, 0));
        assertThat(answer.status()).isZero();
        ByteBuffer message = ByteBuffer.wrap(answer.message()).order(ByteOrder.LITTLE_ENDIAN);
        byte[] bytes = new byte[message.getInt(64 + 4)];
        message.get(Byte.toUnsignedInt(message.get(64 + 2)), bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private byte[] snapshots(FileId file, int most) throws IOException {
        SmbPeer.Answer answer =
                peer.ask(Command.IOCTL, new IoctlRequest(ENUMERATE, file, new byte[0], 0, most, IoctlRequest.IS_FSCTL));
        assertThat(answer.status()).isZero();
        return IoctlResponse.decode(answer.body()).output();
    }

    @Test
    void opensAFileAsItWas() throws Exception {
        CreateResponse old = opened("d\\f", AccessMask.READ, ALL, asOf(FIRST_TIME));
        assertThat(old.file().size()).isEqualTo(5);
        assertThat(old.oplockLevel()).isEqualTo(OplockLevel.NONE);
        assertThat(content(old.fileId())).isEqualTo("first");
        assertThat(content(opened("d\\f", AccessMask.READ, ALL).fileId())).isEqualTo("the living");
        // clients send a whole second, or what they once read of a file
        CreateContext within = asOf(FIRST_TIME.plusMillis(900));
        assertThat(content(opened("d\\f", AccessMask.READ, ALL, within).fileId()))
                .isEqualTo("first");
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST + "\\d\\f", "d\\" + FIRST + "\\f", "d\\f\\" + FIRST})
    void opensAFileByATimeInItsPath(String name) throws Exception {
        assertThat(content(opened(name, AccessMask.READ, ALL).fileId())).isEqualTo("first");
    }

    @Test
    void knowsNoOtherTime() throws Exception {
        int notFound = NtStatus.OBJECT_NAME_NOT_FOUND.code();
        int open = CreateDisposition.OPEN;
        assertThat(status("d\\f", AccessMask.READ, open, asOf(FIRST_TIME.plusSeconds(1))))
                .isEqualTo(notFound);
        assertThat(status("d\\f", AccessMask.READ, open, asOf(10_000))).isEqualTo(notFound);
        assertThat(status("d\\f", AccessMask.READ, open, asOf(-1))).isEqualTo(notFound);
        assertThat(status("gone", AccessMask.READ, open, asOf(FIRST_TIME))).isEqualTo(notFound);
        assertThat(status("@GMT-2000.01.01-00.00.00\\d\\f", AccessMask.READ, open))
                .isEqualTo(notFound);
        CreateContext cut = new CreateContext(CreateContext.TIMEWARP, new byte[7]);
        assertThat(status("d\\f", AccessMask.READ, open, cut)).isEqualTo(NtStatus.INVALID_PARAMETER.code());
        assertThat(status("d\\f", AccessMask.READ, open)).isZero();
    }

    /** [MS-FSA] 2.1.5.1: on a volume that is read-only what makes or replaces a file is refused, not what might change it. */
    @Test
    void isOpenedToBeChangedButMakesNothing() throws Exception {
        int refused = NtStatus.MEDIA_WRITE_PROTECTED.code();
        CreateContext then = asOf(FIRST_TIME);
        for (int access :
                new int[] {AccessMask.WRITE_DATA, AccessMask.DELETE, AccessMask.GENERIC_WRITE, AccessMask.GENERIC_ALL
                }) {
            assertThat(status("d\\f", access, CreateDisposition.OPEN, then))
                    .as(Integer.toHexString(access))
                    .isZero();
        }
        assertThat(status("d\\f", AccessMask.READ, CreateDisposition.OPEN_IF, then))
                .isZero();
        for (int replaces :
                new int[] {CreateDisposition.OVERWRITE, CreateDisposition.OVERWRITE_IF, CreateDisposition.SUPERSEDE}) {
            assertThat(status("d\\f", AccessMask.READ, replaces, then)).isEqualTo(refused);
        }
        for (int makes : new int[] {
            CreateDisposition.CREATE,
            CreateDisposition.OPEN_IF,
            CreateDisposition.OVERWRITE_IF,
            CreateDisposition.SUPERSEDE
        }) {
            assertThat(status("d\\new", AccessMask.READ, makes, then)).isEqualTo(refused);
        }
        var deleting = new CreateRequest(
                0,
                2,
                AccessMask.DELETE,
                0,
                ALL,
                CreateDisposition.OPEN,
                CreateOptions.DELETE_ON_CLOSE,
                "d\\f",
                List.of(then));
        assertThat(peer.ask(Command.CREATE, deleting).status()).isEqualTo(refused);
        assertThat(folder.resolve("snapshots/" + FIRST + "/d/f")).hasContent("first");
    }

    @Test
    void takesNoChange() throws Exception {
        CreateResponse file = opened("d\\f", AccessMask.MAXIMUM_ALLOWED, ALL, asOf(FIRST_TIME));
        FileId id = file.fileId();
        int refused = NtStatus.MEDIA_WRITE_PROTECTED.code();
        SmbPeer.Answer write = peer.ask(Command.WRITE, new WriteRequest(0, id, 0, 0, ByteBuffer.wrap(new byte[] {1})));
        assertThat(write.status()).isEqualTo(refused);
        byte[] value = new byte[64];
        for (int information : new int[] {
            FileInformationClass.BASIC,
            FileInformationClass.DISPOSITION,
            FileInformationClass.DISPOSITION_EX,
            FileInformationClass.END_OF_FILE,
            FileInformationClass.ALLOCATION,
            FileInformationClass.FULL_EA
        }) {
            assertThat(set(InfoType.FILE, information, id, value))
                    .as("information " + information)
                    .isEqualTo(refused);
        }
        assertThat(set(InfoType.SECURITY, 0, id, value)).isEqualTo(refused);
        for (int named : new int[] {FileInformationClass.RENAME, FileInformationClass.LINK}) {
            assertThat(set(InfoType.FILE, named, id, new byte[20])).isEqualTo(NtStatus.NOT_SAME_DEVICE.code());
        }
        assertThat(set(InfoType.FILE, FileInformationClass.POSITION, id, new byte[8]))
                .isZero();
        for (int code : new int[] {SET_SPARSE, SET_ZERO_DATA, SET_REPARSE_POINT}) {
            var request = new IoctlRequest(code, id, new byte[16], 0, 0, IoctlRequest.IS_FSCTL);
            assertThat(peer.ask(Command.IOCTL, request).status())
                    .as(Integer.toHexString(code))
                    .isEqualTo(refused);
        }
        assertThat(peer.ask(Command.FLUSH, new FlushRequest(id)).status()).isZero();
        assertThat(peer.ask(Command.CLOSE, new CloseRequest(0, id)).status()).isZero();
        assertThat(folder.resolve("snapshots/" + FIRST + "/d/f")).hasContent("first");
        assertThat(folder.resolve("files/d/f")).hasContent("the living");
    }

    private int set(int type, int information, FileId file, byte[] value) throws IOException {
        return peer.ask(Command.SET_INFO, new SetInfoRequest(type, information, 0, file, value))
                .status();
    }

    /** What an account may not change it is not granted there either. */
    @Test
    void grantsNoMoreThanInTheTreeAsItIs() throws Exception {
        assertThat(granted("d\\f", asOf(FIRST_TIME))).isEqualTo(granted("d\\f")).isNotZero();
    }

    private int granted(String name, CreateContext... contexts) throws IOException {
        FileId file = opened(name, AccessMask.MAXIMUM_ALLOWED, ALL, contexts).fileId();
        var query = new QueryInfoRequest(InfoType.FILE, FileInformationClass.ACCESS, 100, 0, 0, file, new byte[0]);
        SmbPeer.Answer answer = peer.ask(Command.QUERY_INFO, query);
        assertThat(answer.status()).isZero();
        byte[] told = OutputResponse.decode(answer.body()).output();
        return ByteBuffer.wrap(told).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    @Test
    void isInNobodysWay() throws Exception {
        opened("d\\f", AccessMask.READ, 0, asOf(FIRST_TIME));
        opened("d\\f", AccessMask.ALL, 0);
        assertThat(create("d\\f", AccessMask.READ, 0, CreateDisposition.OPEN, asOf(FIRST_TIME))
                        .status())
                .isEqualTo(NtStatus.SHARING_VIOLATION.code());
    }

    @Test
    void listsAFolderAsItWas() throws Exception {
        CreateResponse then = opened("d", AccessMask.READ, ALL, asOf(FIRST_TIME));
        SmbPeer.Answer answer = peer.ask(
                Command.QUERY_DIRECTORY, new QueryDirectoryRequest(12, 0, 0, then.fileId(), "*", 65_536)); // names
        assertThat(answer.status()).isZero();
        String listed = new String(answer.message(), StandardCharsets.UTF_16LE);
        assertThat(listed).contains("old");
    }

    @Test
    void tellsTheTimesOfAFile() throws Exception {
        FileId file = opened("d\\f", AccessMask.READ, ALL).fileId();
        byte[] all = snapshots(file, 65_536);
        assertThat(all).startsWith(2, 0, 0, 0, 2, 0, 0, 0, 102, 0, 0, 0).hasSize(12 + 102);
        assertThat(new String(all, 12, 102, StandardCharsets.UTF_16LE)).isEqualTo(SECOND + "\0" + FIRST + "\0\0");
        assertThat(snapshots(file, 16)).containsExactly(2, 0, 0, 0, 0, 0, 0, 0, 102, 0, 0, 0, 0, 0, 0, 0);
        FileId folderOfBoth = opened("", AccessMask.READ, ALL).fileId();
        assertThat(snapshots(folderOfBoth, 16)).startsWith(2);
        FileId old = opened("d\\old", AccessMask.READ, ALL, asOf(FIRST_TIME)).fileId();
        assertThat(snapshots(old, 16)).as("of what is open in a snapshot").startsWith(1);
        SmbPeer.Answer small =
                peer.ask(Command.IOCTL, new IoctlRequest(ENUMERATE, file, new byte[0], 0, 15, IoctlRequest.IS_FSCTL));
        assertThat(small.status()).isEqualTo(NtStatus.INVALID_PARAMETER.code());
    }

    @Test
    void tellsFilesOfSnapshotsApart() throws Exception {
        byte[] now = volume(opened("d\\f", AccessMask.READ, ALL, id()));
        byte[] then = volume(opened("d\\f", AccessMask.READ, ALL, id(), asOf(FIRST_TIME)));
        assertThat(now).isNotEqualTo(then);
        assertThat(volume(opened("d", AccessMask.READ, ALL, id(), asOf(FIRST_TIME))))
                .isEqualTo(then);
    }

    private static CreateContext id() {
        return new CreateContext(CreateContext.QUERY_ON_DISK_ID, new byte[0]);
    }

    /** The 8 bytes of the volume in QFid. */
    private static byte[] volume(CreateResponse response) {
        byte[] data = response.contexts().get(0).data();
        return Arrays.copyOfRange(data, 8, 16);
    }

    @Test
    void keepsNothingOpenAfterTheLastClose() throws Exception {
        FileId one = opened("d\\f", AccessMask.READ, ALL, asOf(FIRST_TIME)).fileId();
        FileId two = opened("d\\old", AccessMask.READ, ALL, asOf(FIRST_TIME)).fileId();
        assertThat(served.export().opens()).hasSize(2);
        assertThat(peer.ask(Command.CLOSE, new CloseRequest(0, one)).status()).isZero();
        assertThat(content(two)).isEqualTo("x");
        assertThat(peer.ask(Command.CLOSE, new CloseRequest(0, two)).status()).isZero();
        assertThat(served.export().opens()).isEmpty();
        assertThat(content(
                        opened("d\\old", AccessMask.READ, ALL, asOf(FIRST_TIME)).fileId()))
                .isEqualTo("x");
    }

    @Test
    void aNameWithoutSnapshotsIsAName() throws Exception {
        var folderOf = new CreateRequest(
                0,
                2,
                AccessMask.READ,
                0,
                ALL,
                CreateDisposition.CREATE,
                CreateOptions.DIRECTORY_FILE,
                "@GMT-x",
                List.of());
        assertThat(peer.ask(Command.CREATE, folderOf).status()).isZero();
        assertThat(folder.resolve("files/@GMT-x")).isDirectory();
    }

    private Tools.Result smbclient(String commands) {
        Tools.require("smbclient");
        return Tools.run(
                "smbclient",
                "-p",
                String.valueOf(served.port()),
                "-s",
                "/dev/null",
                "-U",
                Served.USER + "%" + Served.PASSWORD,
                "//127.0.0.1/share",
                "-c",
                commands);
    }

    @Test
    void smbclientTellsThem() {
        String told = smbclient("allinfo d\\f").succeeded().out();
        assertThat(told).contains(FIRST, SECOND).contains("size: 5").contains("size: 6");
    }

    @Test
    void smbclientGetsAFileAsItWas() {
        Path to = folder.resolve("got");
        smbclient("get " + FIRST + "\\d\\f " + to).succeeded();
        assertThat(to).hasContent("first");
        assertThat(smbclient("ls " + FIRST + "\\d\\*").succeeded().out()).contains("old");
        assertThat(smbclient("ls d\\*").succeeded().out()).doesNotContain("old");
    }

    @Test
    void smbclientPutsAFileBack() {
        smbclient("scopy " + FIRST + "\\d\\f d\\back").succeeded(); // copied by the server
        assertThat(folder.resolve("files/d/back")).hasContent("first");
    }

    @Test
    void smbclientChangesNothing() throws Exception {
        write("up", "new");
        Tools.Result put = smbclient("put " + folder.resolve("up") + " " + FIRST + "\\d\\new");
        assertThat(put.out() + put.err()).contains("NT_STATUS_MEDIA_WRITE_PROTECTED");
        Tools.Result del = smbclient("del " + FIRST + "\\d\\f");
        assertThat(del.out() + del.err()).contains("NT_STATUS_MEDIA_WRITE_PROTECTED");
        assertThat(folder.resolve("snapshots/" + FIRST + "/d/f")).exists();
    }
}
