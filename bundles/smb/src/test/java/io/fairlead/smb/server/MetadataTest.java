// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.InfoType;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.QueryDirectoryRequest;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams, renames and what is told of files, where clients depend on the details. */
@Timeout(60)
class MetadataTest {
    private static final int ALL = 7;
    private static final int READ_WRITE = 3;

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

    private SmbPeer.Answer create(String name, int access, int share, int options) throws IOException {
        return peer.ask(Command.CREATE, new CreateRequest(0, 2, access, 0, share, 3, options, name, List.of()));
    }

    private FileId opened(String name, int access, int share, int options) throws IOException {
        SmbPeer.Answer answer = create(name, access, share, options);
        assertThat(answer.status()).isZero();
        return CreateResponse.decode(answer.body()).fileId();
    }

    private SmbPeer.Answer query(int type, int informationClass, FileId file, int most) throws IOException {
        return peer.ask(
                Command.QUERY_INFO, new QueryInfoRequest(type, informationClass, most, 0, 0, file, new byte[0]));
    }

    private ByteBuffer told(int informationClass, FileId file) throws IOException {
        SmbPeer.Answer answer = query(InfoType.FILE, informationClass, file, 4096);
        assertThat(answer.status()).isZero();
        ByteBuffer message = ByteBuffer.wrap(answer.message()).order(ByteOrder.LITTLE_ENDIAN);
        int offset = message.getShort(64 + 2);
        return message.slice(offset, message.getInt(64 + 4)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int set(int informationClass, FileId file, byte... value) throws IOException {
        return peer.ask(Command.SET_INFO, new SetInfoRequest(InfoType.FILE, informationClass, 0, file, value))
                .status();
    }

    private int rename(FileId file, String to) throws IOException {
        byte[] name = to.getBytes(StandardCharsets.UTF_16LE);
        byte[] request = ByteBuffer.allocate(20 + name.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(16, name.length)
                .position(20)
                .put(name)
                .array();
        return set(FileInformationClass.RENAME, file, request);
    }

    private static int status(NtStatus status) {
        return status.code();
    }

    @Test
    void theUnnamedStreamIsNoDirectory() throws Exception {
        opened("d", AccessMask.ALL, ALL, CreateOptions.DIRECTORY_FILE);
        assertThat(create("d::$DATA", AccessMask.ALL, ALL, CreateOptions.DIRECTORY_FILE)
                        .status())
                .isEqualTo(status(NtStatus.NOT_A_DIRECTORY));
        assertThat(create("d::$DATA", AccessMask.ALL, ALL, 0).status()).isEqualTo(status(NtStatus.FILE_IS_A_DIRECTORY));
        opened("f", AccessMask.ALL, ALL, 0);
        opened("f::$DATA", AccessMask.ALL, ALL, 0);
    }

    @Test
    void aStreamTellsItsNameAndTheAttributesOfItsFile() throws Exception {
        opened("d", AccessMask.ALL, ALL, CreateOptions.DIRECTORY_FILE);
        FileId stream = opened("D:Stream", AccessMask.ALL, ALL, 0);
        ByteBuffer name = told(FileInformationClass.NORMALIZED_NAME, stream);
        byte[] bytes = new byte[name.getInt()];
        name.get(bytes);
        assertThat(new String(bytes, StandardCharsets.UTF_16LE)).isEqualTo("d:Stream");
        byte[] attribute = {0, 0, 0, 0, 0, 1, 1, 0, 'A', 0, 'x'};
        assertThat(set(FileInformationClass.FULL_EA, stream, attribute)).isZero();
        FileId owner = opened("d", AccessMask.ALL, ALL, CreateOptions.DIRECTORY_FILE);
        byte[] read = new byte[attribute.length];
        told(FileInformationClass.FULL_EA, owner).get(read);
        assertThat(read).isEqualTo(attribute);
    }

    @Test
    void aFileIsNotOpenedToBeDeletedWhileAStreamIsKept() throws Exception {
        FileId stream = opened("f:s", AccessMask.READ_DATA, READ_WRITE, 0);
        assertThat(create("f", AccessMask.DELETE, ALL, 0).status()).isEqualTo(status(NtStatus.SHARING_VIOLATION));
        opened("f", AccessMask.READ_DATA | AccessMask.WRITE_DATA, ALL, 0);
        peer.ask(Command.CLOSE, new CloseRequest(0, stream));
        opened("f:s", AccessMask.READ_DATA, ALL, 0);
        assertThat(create("f", AccessMask.DELETE, ALL, 0).status()).isZero();
    }

    @Test
    void nothingMovesIntoADirectoryThatIsOpenToBeDeleted() throws Exception {
        FileId directory = opened("d", AccessMask.DELETE, ALL, CreateOptions.DIRECTORY_FILE);
        FileId file = opened("d\\a", AccessMask.ALL, ALL, 0);
        assertThat(rename(file, "d\\b")).isEqualTo(status(NtStatus.SHARING_VIOLATION));
        peer.ask(Command.CLOSE, new CloseRequest(0, directory));
        FileId keeps = opened("d", AccessMask.READ_DATA, 1, CreateOptions.DIRECTORY_FILE);
        assertThat(rename(file, "d\\b")).isEqualTo(status(NtStatus.SHARING_VIOLATION));
        peer.ask(Command.CLOSE, new CloseRequest(0, keeps));
        opened("d", AccessMask.READ_DATA, ALL, CreateOptions.DIRECTORY_FILE);
        assertThat(rename(file, "d\\b")).isZero();
    }

    @Test
    void aFileThatIsToGoHasOneNameLess() throws Exception {
        FileId file = opened("f", AccessMask.ALL, ALL, 0);
        assertThat(told(FileInformationClass.STANDARD, file).getInt(16)).isEqualTo(1);
        set(FileInformationClass.DISPOSITION, file, (byte) 1);
        assertThat(told(FileInformationClass.STANDARD, file).getInt(16)).isZero();
        set(FileInformationClass.DISPOSITION, file, (byte) 0);
        assertThat(told(FileInformationClass.STANDARD, file).getInt(16)).isEqualTo(1);
    }

    @Test
    void aFileThatIsMadeForItsStreamIsToBeArchived() throws Exception {
        opened("f:s", AccessMask.ALL, ALL, 0);
        FileId file = opened("f", AccessMask.ALL, ALL, 0);
        assertThat(told(FileInformationClass.BASIC, file).getInt(32)).isEqualTo(0x20);
        assertThat(set(FileInformationClass.BASIC, file, basic(0x80))).isZero();
        opened("f:t", AccessMask.ALL, ALL, 0);
        assertThat(told(FileInformationClass.BASIC, file).getInt(32)).isEqualTo(0x80);
    }

    private static byte[] basic(int attributes) {
        return ByteBuffer.allocate(40)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(32, attributes)
                .array();
    }

    @Test
    void aModeIsKept() throws Exception {
        FileId file = opened("f", AccessMask.ALL, ALL, 0);
        assertThat(set(FileInformationClass.MODE, file, (byte) 2, (byte) 0, (byte) 0, (byte) 0))
                .isZero();
        assertThat(told(FileInformationClass.MODE, file).getInt()).isEqualTo(2);
        assertThat(told(FileInformationClass.ALL, file).getInt(88)).isEqualTo(2);
        assertThat(set(FileInformationClass.MODE, file, (byte) 1, (byte) 0, (byte) 0, (byte) 0))
                .isEqualTo(status(NtStatus.INVALID_PARAMETER));
    }

    @Test
    void normalizedNamesAreOfTheNewestDialect() throws Exception {
        try (SmbPeer older = new SmbPeer(served.port())) {
            older.negotiate(Dialect.SMB_2_1);
            older.login(Served.USER, Served.PASSWORD);
            older.connectTree("\\\\server\\share");
            FileId file = older.open("f").fileId();
            assertThat(older.ask(
                                    Command.QUERY_INFO,
                                    new QueryInfoRequest(
                                            InfoType.FILE,
                                            FileInformationClass.NORMALIZED_NAME,
                                            100,
                                            0,
                                            0,
                                            file,
                                            new byte[0]))
                            .status())
                    .isEqualTo(status(NtStatus.NOT_SUPPORTED));
        }
    }

    @Test
    void aStreamIsRenamedByItsOwnNameOnly() throws Exception {
        FileId stream = opened("f:one", AccessMask.ALL, ALL, 0);
        assertThat(rename(stream, "f:two")).isEqualTo(status(NtStatus.SHARING_VIOLATION));
        assertThat(rename(stream, ":two")).isZero();
        assertThat(create("f:one", AccessMask.READ_DATA, ALL, 0).status()).isZero(); // made anew
    }

    @Test
    void aStreamBecomesTheContentOfAnEmptyFile() throws Exception {
        FileId stream = opened("f:s", AccessMask.ALL, ALL, 0);
        byte[] content = {'x', 'y'};
        peer.ask(Command.WRITE, new WriteRequest(0, stream, 0, 0, ByteBuffer.wrap(content)));
        byte[] name = "::$DATA".getBytes(StandardCharsets.UTF_16LE);
        byte[] request = ByteBuffer.allocate(20 + name.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, (byte) 1)
                .putInt(16, name.length)
                .position(20)
                .put(name)
                .array();
        assertThat(set(FileInformationClass.RENAME, stream, request)).isZero();
        peer.ask(Command.CLOSE, new CloseRequest(0, stream));
        assertThat(folder.resolve("files/f")).hasBinaryContent(content);
        FileId another = opened("f:s", AccessMask.ALL, ALL, 0);
        assertThat(told(FileInformationClass.STANDARD, another).getLong(8)).isZero();
        assertThat(set(FileInformationClass.RENAME, another, request))
                .isEqualTo(status(NtStatus.OBJECT_NAME_COLLISION));
    }

    @Test
    void whoAsksForOneNameIsToldTheSizeOfItsAttributes() throws Exception {
        FileId file = opened("f", AccessMask.ALL, ALL, 0);
        set(FileInformationClass.FULL_EA, file, new byte[] {0, 0, 0, 0, 0, 1, 1, 0, 'A', 0, 'x'});
        FileId root = opened("", AccessMask.READ_DATA, ALL, CreateOptions.DIRECTORY_FILE);
        SmbPeer.Answer answer = peer.ask(
                Command.QUERY_DIRECTORY,
                new QueryDirectoryRequest(FileInformationClass.FULL_DIRECTORY, 0, 0, root, "f", 4096));
        ByteBuffer message = ByteBuffer.wrap(answer.message()).order(ByteOrder.LITTLE_ENDIAN);
        int size = message.getInt(message.getShort(64 + 2) + 64);
        assertThat(size)
                .isPositive()
                .isEqualTo(told(FileInformationClass.EA, file).getInt());
    }

    @Test
    void thereAreNoSnapshots() throws Exception {
        opened("f", AccessMask.ALL, ALL, 0);
        assertThat(createWith(CreateContext.TIMEWARP, new byte[8])).isEqualTo(status(NtStatus.OBJECT_NAME_NOT_FOUND));
        assertThat(createWith("xxx", new byte[0])).isEqualTo(status(NtStatus.INVALID_PARAMETER));
        assertThat(createWith("xxxxx", new byte[0])).isZero();
    }

    private int createWith(String context, byte[] data) throws IOException {
        return peer.ask(
                        Command.CREATE,
                        new CreateRequest(
                                0,
                                2,
                                AccessMask.READ_DATA,
                                0,
                                ALL,
                                1,
                                0,
                                "f",
                                List.of(new CreateContext(context, data))))
                .status();
    }

    /** [MS-FSCC] 2.4 and 2.5: as many bytes as the structure has, with the padding of its end. */
    @ParameterizedTest
    @CsvSource({"1,18,104", "1,21,8", "1,22,32", "1,48,8", "1,5,24", "2,1,24", "2,5,16", "2,3,24", "2,7,32"})
    void lessRoomThanAStructureHasIsAnError(int type, int informationClass, int bytes) throws Exception {
        FileId file = opened("a-long-enough-name", AccessMask.ALL, ALL, 0);
        assertThat(query(type, informationClass, file, bytes - 1).status())
                .isEqualTo(status(NtStatus.INFO_LENGTH_MISMATCH));
        assertThat(query(type, informationClass, file, bytes).status()).isIn(0, status(NtStatus.BUFFER_OVERFLOW));
    }
}
