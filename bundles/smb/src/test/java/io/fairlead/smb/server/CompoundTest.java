// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.smb.protocol.ChangeNotifyRequest;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.FlushRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.server.SmbPeer.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compounds, [MS-SMB2] 3.3.5.2.7: whole ones, and those that no client makes. */
@Timeout(60)
class CompoundTest {
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

    private static Part create(String name, boolean related) {
        return new Part(Command.CREATE, new CreateRequest(0, 2, 0x1f01ff, 0, 7, 3, 0x40, name, List.of()), related);
    }

    private static Part close(FileId file, boolean related) {
        return new Part(Command.CLOSE, new CloseRequest(0, file), related);
    }

    private static List<Integer> codes(NtStatus... statuses) {
        return Arrays.stream(statuses).map(NtStatus::code).toList();
    }

    @Test
    void relatedOnesUseWhatTheFirstHasOpened() throws Exception {
        Part flush = new Part(Command.FLUSH, new FlushRequest(FileId.RELATED), true);
        assertThat(peer.askAll(create("a.txt", false), flush, close(FileId.RELATED, true)))
                .isEqualTo(codes(NtStatus.SUCCESS, NtStatus.SUCCESS, NtStatus.SUCCESS));
        assertThat(served.export().opens()).isEmpty();
    }

    @Test
    void relatedOnesFailAsTheFirstDid() throws Exception {
        Part read = new Part(Command.READ, new ReadRequest(0, 1, 0, FileId.RELATED, 0, 0), true);
        assertThat(peer.askAll(create("no\\folder", false), read, close(FileId.RELATED, true)))
                .containsOnly(NtStatus.OBJECT_PATH_NOT_FOUND.code());
        FileId gone = new FileId(7, 7);
        assertThat(peer.askAll(new Part(Command.FLUSH, new FlushRequest(gone), false), close(gone, true)))
                .containsOnly(NtStatus.FILE_CLOSED.code());
    }

    @Test
    void aRequestOfItsOwnEndsARelation() throws Exception {
        List<Integer> statuses =
                peer.askAll(create("a.txt", false), close(FileId.RELATED, false), close(FileId.RELATED, true));
        assertThat(statuses).isEqualTo(codes(NtStatus.SUCCESS, NtStatus.FILE_CLOSED, NtStatus.FILE_CLOSED));
        assertThat(served.export().opens()).hasSize(1);
    }

    @Test
    void nothingIsRelatedToNothing() throws Exception {
        assertThat(peer.askAll(create("a.txt", true), close(FileId.RELATED, true)))
                .containsOnly(NtStatus.INVALID_PARAMETER.code());
        assertThat(folder.resolve("files")).isEmptyDirectory();
    }

    @Test
    void anUnknownCommandSpoilsNoOther() throws Exception {
        FileId file = peer.open("a.txt").fileId();
        byte[] both = peer.compound(List.of(
                new Part(Command.FLUSH, new FlushRequest(file), false), new Part(Command.ECHO, new Empty(), true)));
        ByteBuffer second = ByteBuffer.wrap(both).order(ByteOrder.LITTLE_ENDIAN);
        int at = second.getInt(20);
        second.putShort(at + 12, (short) 0xff);
        peer.send(both);
        ByteBuffer answers = ByteBuffer.wrap(peer.receive().message()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(answers.getInt(8)).isZero();
        assertThat(answers.getInt(answers.getInt(20) + 8)).isEqualTo(NtStatus.INVALID_PARAMETER.code());
        assertThat(peer.ask(Command.ECHO, new Empty()).status()).isZero();
    }

    @Test
    void aThousandClosesAreAnsweredOnceEach() throws Exception {
        FileId file = peer.open("a.txt").fileId();
        List<Part> closes = new ArrayList<>(Collections.nCopies(60, close(file, false)));
        for (int round = 0; round < 17; round++) { // as many as there are credits, again and again
            List<Integer> statuses = peer.askAll(closes.toArray(Part[]::new));
            assertThat(statuses).hasSize(60);
            if (round == 0) {
                assertThat(statuses.remove(0)).isZero();
            }
            assertThat(statuses).containsOnly(NtStatus.FILE_CLOSED.code());
        }
    }

    @Test
    void aWrongOffsetOfTheNextEndsTheConnection() throws Exception {
        for (int next : new int[] {1, 8, 63, 65, 72 + 4, 1 << 20, -8, Integer.MIN_VALUE}) {
            try (SmbPeer other = SmbPeer.connected(served)) {
                byte[] echo = other.encode(Command.ECHO, new Empty(), 0);
                ByteBuffer.wrap(echo).order(ByteOrder.LITTLE_ENDIAN).putInt(20, next);
                other.send(echo);
                assertThat(other.isCutOff()).as("NextCommand %s", next).isTrue();
            }
        }
    }

    @Test
    void aWrongSignatureInTheMiddleFailsThatOneOnly() throws Exception {
        byte[] three = peer.compound(List.of(
                new Part(Command.ECHO, new Empty(), false),
                create("forged.txt", false),
                new Part(Command.ECHO, new Empty(), false)));
        int second = ByteBuffer.wrap(three).order(ByteOrder.LITTLE_ENDIAN).getInt(20);
        three[second + 48] ^= 1;
        peer.send(three);
        ByteBuffer answers = ByteBuffer.wrap(peer.receive().message()).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> statuses = new ArrayList<>();
        for (int at = 0, next = 1; next != 0; at += next) {
            statuses.add(answers.getInt(at + 8));
            next = answers.getInt(at + 20);
        }
        assertThat(statuses).isEqualTo(codes(NtStatus.SUCCESS, NtStatus.ACCESS_DENIED, NtStatus.SUCCESS));
        assertThat(folder.resolve("files")).isEmptyDirectory();
    }

    @Test
    void watchingIsTheLastOfACompound() throws Exception {
        FileId root = peer.openFolder("").fileId();
        Part watch = new Part(Command.CHANGE_NOTIFY, new ChangeNotifyRequest(0, 4096, root, 3), false);
        assertThat(peer.askAll(watch, close(root, true))).isEqualTo(codes(NtStatus.INTERNAL_ERROR, NtStatus.SUCCESS));
    }
}
