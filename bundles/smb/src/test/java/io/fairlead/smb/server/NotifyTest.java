// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.smb.protocol.ChangeNotifyRequest;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OutputResponse;
import io.fairlead.smb.protocol.SetInfoRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the wait for changes ends, [MS-SMB2] 3.3.5.19. */
@Timeout(60)
class NotifyTest {
    private static final int DISPOSITION = 13; // FileDispositionInformation

    @TempDir
    Path folder;

    private Served served;
    private SmbPeer watcher;
    private SmbPeer other;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        watcher = SmbPeer.connected(served);
        other = SmbPeer.connected(served);
    }

    @AfterEach
    void stop() throws Exception {
        watcher.close();
        other.close();
        served.close();
    }

    private static SmbPeer.Answer watch(SmbPeer peer, FileId directory) throws IOException {
        return peer.ask(Command.CHANGE_NOTIFY, new ChangeNotifyRequest(0, 4096, directory, 0x3));
    }

    private FileId watched() throws IOException {
        FileId directory = watcher.openFolder("d").fileId();
        assertThat(watch(watcher, directory).status()).isEqualTo(NtStatus.PENDING.code());
        return directory;
    }

    private static int pend(SmbPeer peer, FileId file, boolean delete) throws IOException {
        byte[] value = {(byte) (delete ? 1 : 0)};
        return peer.ask(Command.SET_INFO, new SetInfoRequest(1, DISPOSITION, 0, file, value))
                .status();
    }

    @Test
    void endsWhenTheDirectoryIsToBeDeleted() throws Exception {
        FileId directory = watched();
        FileId deleter = other.openFolder("d").fileId();
        assertThat(pend(other, deleter, true)).isZero();
        assertThat(watcher.receive().status()).isEqualTo(NtStatus.DELETE_PENDING.code());
        assertThat(watch(watcher, directory).status()).isEqualTo(NtStatus.DELETE_PENDING.code());
        assertThat(pend(other, deleter, false)).isZero();
        assertThat(watch(watcher, directory).status()).isEqualTo(NtStatus.PENDING.code());
    }

    @Test
    void endsWhenWhoDeletesOnCloseCloses() throws Exception {
        watched();
        int deleteOnClose = 0x1000 | 0x1;
        var open = new CreateRequest(0, 2, 0x1f01ff, 0, 7, 1, deleteOnClose, "d", List.of());
        SmbPeer.Answer opened = other.ask(Command.CREATE, open);
        assertThat(opened.status()).isZero();
        FileId deleter = CreateResponse.decode(opened.body()).fileId();
        other.ask(Command.CLOSE, new CloseRequest(0, deleter));
        assertThat(watcher.receive().status()).isEqualTo(NtStatus.DELETE_PENDING.code());
    }

    @Test
    void endsWithItsOpen() throws Exception {
        FileId directory = watched();
        watcher.send(watcher.encode(Command.CLOSE, new CloseRequest(0, directory), 0));
        List<Integer> statuses =
                List.of(watcher.receive().status(), watcher.receive().status());
        assertThat(statuses).containsExactlyInAnyOrder(0, NtStatus.NOTIFY_CLEANUP.code());
    }

    /** A client that closes without waiting for an answer to what it sent before. */
    @Test
    void isNotOvertakenByTheEndOfItsOpen() throws Exception {
        for (int i = 0; i < 200; i++) {
            FileId directory = watcher.openFolder("d").fileId();
            byte[] both = frames(
                    watcher.encode(Command.CHANGE_NOTIFY, new ChangeNotifyRequest(0, 4096, directory, 0x3), 0),
                    watcher.encode(Command.CLOSE, new CloseRequest(0, directory), 0));
            watcher.sendRaw(both);
            List<Integer> statuses = List.of(
                    watcher.receive().status(),
                    watcher.receive().status(),
                    watcher.receive().status());
            assertThat(statuses).containsExactlyInAnyOrder(NtStatus.PENDING.code(), 0, NtStatus.NOTIFY_CLEANUP.code());
        }
    }

    /** What is done as soon as the interim answer is there; the second change is kept for the next who asks. */
    @Test
    void tellsTheFirstChangeAlone() throws Exception {
        FileId directory = watcher.openFolder("d").fileId();
        for (int i = 0; i < 200; i++) {
            assertThat(watch(watcher, directory).status()).isEqualTo(NtStatus.PENDING.code());
            other.sendRaw(frames(made("d\\a" + i), made("d\\b" + i)));
            assertThat(next(watcher.receive())).isZero();
            assertThat(other.receive().status()).isZero();
            assertThat(other.receive().status()).isZero();
            SmbPeer.Answer second = watch(watcher, directory);
            assertThat(next(second.status() == 0 ? second : watcher.receive())).isZero();
        }
    }

    private byte[] made(String name) throws IOException {
        int deleteOnClose = 0x1000;
        return other.encode(
                Command.CREATE, new CreateRequest(0, 2, 0x1f01ff, 0, 7, 2, deleteOnClose, name, List.of()), 0);
    }

    /** Where the next change in an answer is; 0 if there is none. */
    private static int next(SmbPeer.Answer answer) throws IOException {
        assertThat(answer.status()).isZero();
        byte[] output = OutputResponse.decode(answer.body()).output();
        return ByteBuffer.wrap(output).getInt();
    }

    private static byte[] frames(byte[]... messages) {
        ByteBuffer all = ByteBuffer.allocate(Arrays.stream(messages)
                .mapToInt(message -> Integer.BYTES + message.length)
                .sum());
        for (byte[] message : messages) {
            all.putInt(message.length).put(message);
        }
        return all.array();
    }

    @Test
    void endsWithASessionWhoseUserCannotProveHimself() throws Exception {
        watched();
        SmbPeer.Answer refused = watcher.login(Served.USER, "wrong");
        int ended = watcher.receive().status();
        assertThat(List.of(refused.status(), ended))
                .containsExactlyInAnyOrder(NtStatus.LOGON_FAILURE.code(), NtStatus.NOTIFY_CLEANUP.code());
        await().until(() -> served.export().opens().isEmpty());
        assertThat(served.server().sessions()).hasSize(1); // the other's
    }

    @Test
    void tellsOfWhatOthersMakeAndOfNothingElse() throws Exception {
        watched();
        Files.createDirectories(folder.resolve("files/elsewhere"));
        other.ask(Command.CLOSE, new CloseRequest(0, other.open("d\\made.txt").fileId()));
        SmbPeer.Answer told = watcher.receive();
        assertThat(told.status()).isZero();
        assertThat(new String(told.message(), StandardCharsets.UTF_16LE)).contains("made.txt");
    }
}
