// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.LockRequest;
import io.fairlead.smb.protocol.NegotiateContext;
import io.fairlead.smb.protocol.NegotiateRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.ReadResponse;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the server says to a peer that keeps to the rules, and to one that does not. */
@Timeout(60)
class SmbServerTest {
    @TempDir
    Path folder;

    private Served served;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    @Test
    void writesAndReads() throws Exception {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        try (SmbPeer peer = SmbPeer.connected(served)) {
            FileId file = peer.open("a.txt").fileId();
            assertThat(peer.ask(Command.WRITE, new WriteRequest(0, file, 0, 0, ByteBuffer.wrap(content)))
                            .status())
                    .isZero();
            assertThat(read(peer, file)).isEqualTo("content");
            assertThat(peer.ask(Command.CLOSE, new CloseRequest(0, file)).status())
                    .isZero();
            assertThat(peer.ask(Command.CLOSE, new CloseRequest(0, file)).status())
                    .isEqualTo(NtStatus.FILE_CLOSED.code());
        }
        assertThat(folder.resolve("files/a.txt")).hasBinaryContent(content);
    }

    private static String read(SmbPeer peer, FileId file) throws IOException {
        SmbPeer.Answer answer = peer.ask(Command.READ, new ReadRequest(0, 100, 0, file, 0, 0));
        assertThat(answer.status()).isZero();
        return StandardCharsets.UTF_8
                .decode(ReadResponse.decode(answer.body()).data())
                .toString();
    }

    @Test
    void answersInTheWayItWasAsked() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            peer.encrypts = true;
            FileId file = peer.open("secret.txt").fileId();
            SmbPeer.Answer answer = peer.ask(Command.CLOSE, new CloseRequest(1, file));
            assertThat(answer.status()).isZero();
            assertThat(answer.header().has(Smb2Header.SIGNED)).isFalse(); // encryption signs by itself
        }
    }

    @Test
    void refusesWhatIsNotSigned() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            peer.signs = false;
            assertThat(create(peer, "unsigned.txt").status()).isEqualTo(NtStatus.ACCESS_DENIED.code());
            peer.signs = true;
            assertThat(create(peer, "signed.txt").status()).isZero();
        }
        assertThat(folder.resolve("files/unsigned.txt")).doesNotExist();
    }

    @Test
    void readsAndWritesAtNoPlaceThatThereIsNot() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            FileId file = peer.open("a.txt").fileId();
            int invalid = NtStatus.INVALID_PARAMETER.code();
            assertThat(read(peer, file, 1, Long.MAX_VALUE)).isEqualTo(invalid);
            assertThat(read(peer, file, 0, Long.MAX_VALUE)).isZero();
            assertThat(read(peer, file, 1, Long.MAX_VALUE - 1)).isEqualTo(NtStatus.END_OF_FILE.code());
            assertThat(read(peer, file, 0, -2)).isEqualTo(invalid);
            assertThat(write(peer, file, 0, Long.MIN_VALUE)).isEqualTo(invalid);
            assertThat(write(peer, file, 1, -1)).isEqualTo(invalid);
            assertThat(write(peer, file, 1, Long.MAX_VALUE)).isEqualTo(invalid);
            assertThat(write(peer, file, 0, Long.MAX_VALUE)).isZero();
        }
    }

    private static int read(SmbPeer peer, FileId file, int length, long offset) throws IOException {
        return peer.ask(Command.READ, new ReadRequest(0, length, offset, file, 0, 0))
                .status();
    }

    private static int write(SmbPeer peer, FileId file, int length, long offset) throws IOException {
        return peer.ask(Command.WRITE, new WriteRequest(offset, file, 0, 0, ByteBuffer.wrap(new byte[length])))
                .status();
    }

    private static SmbPeer.Answer create(SmbPeer peer, String name) throws IOException {
        return peer.ask(Command.CREATE, new CreateRequest(0, 2, 0x1f01ff, 0, 7, 3, 0x40, name, List.of()));
    }

    @Test
    void refusesAWrongSignature() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            byte[] request = peer.encode(
                    Command.CREATE, new CreateRequest(0, 2, 0x1f01ff, 0, 7, 3, 0x40, "forged.txt", List.of()), 0);
            request[request.length - 1] ^= 1;
            peer.send(request);
            assertThat(peer.receive().status()).isEqualTo(NtStatus.ACCESS_DENIED.code());
        }
        assertThat(folder.resolve("files")).isEmptyDirectory();
    }

    @Test
    void cutsOffWhoRepeatsARequest() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            byte[] request = peer.encode(Command.ECHO, new Empty(), 0);
            peer.send(request);
            assertThat(peer.receive().status()).isZero();
            peer.send(request);
            assertThat(peer.isCutOff()).isTrue();
        }
    }

    @Test
    void servesBusyConnectionsOnAndOn() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            FileId file = peer.open("busy.txt").fileId();
            for (int i = 0; i < 300; i++) { // more than make a connection a busy one
                ByteBuffer content = ByteBuffer.wrap(Integer.toString(i).getBytes(StandardCharsets.UTF_8));
                assertThat(peer.ask(Command.WRITE, new WriteRequest(0, file, 0, 0, content))
                                .status())
                        .isZero();
            }
            assertThat(read(peer, file)).isEqualTo("299");
        }
        await().until(() -> served.server().sessions().isEmpty());
    }

    @Test
    void tellsNobodyWhetherAnAccountExists() throws Exception {
        try (SmbPeer peer = new SmbPeer(served.port())) {
            peer.negotiate(Dialect.SMB_3_1_1);
            assertThat(peer.login(Served.USER, "wrong").status()).isEqualTo(NtStatus.LOGON_FAILURE.code());
            peer.sessionId = 0;
            assertThat(peer.login("nobody", "wrong").status()).isEqualTo(NtStatus.LOGON_FAILURE.code());
            peer.sessionId = 0;
            assertThat(peer.login(Served.USER, Served.PASSWORD).status()).isZero();
        }
    }

    @Test
    void knowsNoShareOfAnotherName() throws Exception {
        try (SmbPeer peer = new SmbPeer(served.port())) {
            peer.negotiate(Dialect.SMB_3_1_1);
            peer.login(Served.USER, Served.PASSWORD);
            for (String path : List.of("\\\\s\\other", "\\\\s\\..", "share", "\\\\s\\a\\share", "\\\\s\\share\\x")) {
                assertThat(peer.connectTree(path).status()).isEqualTo(NtStatus.BAD_NETWORK_NAME.code());
            }
            assertThat(peer.connectTree("\\\\host:4450\\SHARE").status()).isZero();
        }
    }

    @Test
    void negotiatesEachDialect() throws Exception {
        for (Dialect dialect : Dialect.values()) {
            try (SmbPeer peer = new SmbPeer(served.port())) {
                assertThat(peer.negotiate(dialect).status()).isZero();
                assertThat(peer.negotiated.dialectRevision()).isEqualTo(dialect.revision());
                assertThat(peer.negotiated.securityMode()).isEqualTo(3); // enabled, required
            }
        }
    }

    @Test
    void refusesANegotiationThatCannotBeProved() throws Exception {
        List<NegotiateContext> twice = List.of(
                NegotiateContext.preauth(List.of(1), new byte[32]), NegotiateContext.preauth(List.of(1), new byte[32]));
        List<NegotiateContext> unknownHash = List.of(NegotiateContext.preauth(List.of(7), new byte[32]));
        assertThat(negotiate(List.of())).isEqualTo(NtStatus.INVALID_PARAMETER.code());
        assertThat(negotiate(twice)).isEqualTo(NtStatus.INVALID_PARAMETER.code());
        assertThat(negotiate(unknownHash)).isEqualTo(NtStatus.SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP.code());
    }

    private int negotiate(List<NegotiateContext> contexts) throws IOException {
        try (SmbPeer peer = new SmbPeer(served.port())) {
            return peer.ask(Command.NEGOTIATE, new NegotiateRequest(1, 0x7f, peer.clientGuid, List.of(0x311), contexts))
                    .status();
        }
    }

    @Test
    void cutsOffWhatIsNoConversation() throws Exception {
        List<byte[]> openings = new ArrayList<>();
        openings.add(new byte[] {0, (byte) 0xff, (byte) 0xff, (byte) 0xff}); // 16 MiB from a stranger
        openings.add(new byte[] {0, 0, 0, 0});
        openings.add("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        openings.add(ByteBuffer.allocate(72)
                .putInt(68)
                .put(new byte[] {(byte) 0xfd, 'S', 'M', 'B'})
                .array());
        openings.add(ByteBuffer.allocate(40)
                .putInt(36)
                .put(new byte[] {(byte) 0xff, 'S', 'M', 'B', 0x75})
                .array());
        for (byte[] opening : openings) {
            try (SmbPeer peer = new SmbPeer(served.port())) {
                peer.sendRaw(opening);
                assertThat(peer.isCutOff()).isTrue();
            }
        }
        try (SmbPeer peer = new SmbPeer(served.port())) { // anything before NEGOTIATE
            peer.send(peer.encode(Command.ECHO, new Empty(), 0));
            assertThat(peer.isCutOff()).isTrue();
        }
    }

    @Test
    void waitsForALockUntilItIsCancelled() throws Exception {
        try (SmbPeer holder = SmbPeer.connected(served);
                SmbPeer waiter = SmbPeer.connected(served)) {
            FileId held = holder.open("locked.txt").fileId();
            FileId wanted = waiter.open("locked.txt").fileId();
            assertThat(holder.ask(Command.LOCK, lock(held, LockRequest.Element.EXCLUSIVE))
                            .status())
                    .isZero();

            SmbPeer.Answer interim = waiter.ask(Command.LOCK, lock(wanted, LockRequest.Element.EXCLUSIVE));
            assertThat(interim.status()).isEqualTo(NtStatus.PENDING.code());
            assertThat(interim.header().has(Smb2Header.ASYNC)).isTrue();
            long messageId = interim.header().messageId();
            assertThat(waiter.ask(Command.ECHO, new Empty()).status()).isZero(); // others are served meanwhile
            long next = waiter.nextMessageId;
            waiter.nextMessageId = messageId;
            waiter.send(waiter.encode(Command.CANCEL, new Empty(), 0));
            waiter.nextMessageId = next;

            SmbPeer.Answer last = waiter.receive();
            assertThat(last.status()).isEqualTo(NtStatus.CANCELLED.code());
            assertThat(last.header().asyncId()).isEqualTo(interim.header().asyncId());
        }
    }

    @Test
    void grantsALockWhenItsHolderGoes() throws Exception {
        try (SmbPeer holder = SmbPeer.connected(served);
                SmbPeer waiter = SmbPeer.connected(served)) {
            FileId held = holder.open("locked.txt").fileId();
            FileId wanted = waiter.open("locked.txt").fileId();
            holder.ask(Command.LOCK, lock(held, LockRequest.Element.EXCLUSIVE));
            assertThat(waiter.ask(Command.LOCK, lock(wanted, LockRequest.Element.SHARED))
                            .status())
                    .isEqualTo(NtStatus.PENDING.code());
            holder.close();
            assertThat(waiter.receive().status()).isZero();
        }
    }

    @Test
    void locksOnceWhatIsSentAgain() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            FileId file = peer.open("locked.txt").fileId();
            int now = LockRequest.Element.EXCLUSIVE | LockRequest.Element.FAIL_IMMEDIATELY;
            List<LockRequest.Element> lock = List.of(new LockRequest.Element(0, 10, now));
            List<LockRequest.Element> unlock = List.of(new LockRequest.Element(0, 10, LockRequest.Element.UNLOCK));
            assertThat(peer.ask(Command.LOCK, new LockRequest(1, 64, file, lock))
                            .status())
                    .isZero();
            assertThat(peer.ask(Command.LOCK, new LockRequest(1, 64, file, lock))
                            .status())
                    .isZero();
            assertThat(peer.ask(Command.LOCK, new LockRequest(2, 64, file, lock))
                            .status())
                    .isEqualTo(NtStatus.LOCK_NOT_GRANTED.code());
            assertThat(peer.ask(Command.LOCK, new LockRequest(1, 65, file, lock))
                            .status())
                    .isEqualTo(NtStatus.LOCK_NOT_GRANTED.code());
            assertThat(peer.ask(Command.LOCK, new LockRequest(3, 1, file, unlock))
                            .status())
                    .isZero();
            assertThat(peer.ask(Command.LOCK, new LockRequest(3, 1, file, unlock))
                            .status())
                    .isZero();
            assertThat(peer.ask(Command.LOCK, new LockRequest(0, 0, file, unlock))
                            .status())
                    .isEqualTo(NtStatus.RANGE_NOT_LOCKED.code());
        }
    }

    private static LockRequest lock(FileId file, int flags) {
        return new LockRequest(0, 0, file, List.of(new LockRequest.Element(0, 10, flags)));
    }

    @Test
    void leavesNothingOpenBehindACutConnection() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            peer.open("left.txt");
            assertThat(served.export().opens()).hasSize(1);
        }
        await().until(() ->
                served.export().opens().isEmpty() && served.server().sessions().isEmpty());
    }

    @Test
    void endsWithItsClients() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            peer.open("open.txt");
            served.server().close(true);
            assertThat(peer.isCutOff()).isTrue();
            assertThat(served.export().opens()).isEmpty();
        }
        assertThat(Files.exists(folder.resolve("files/open.txt"))).isTrue();
    }
}
