// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.auth.users.UserOptions;
import io.fairlead.auth.users.UsersFile;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.ReadResponse;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an account is limited to: so many sessions, and so many bytes a second in each. */
@Timeout(60)
class UserLimitsTest {
    private static final int BYTES = 100;

    @TempDir
    Path folder;

    private Served served;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        Files.write(folder.resolve("files/a.txt"), new byte[BYTES]);
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    private void limits(String options) throws Exception {
        UsersFile users = UsersFile.load(folder.resolve("users"));
        users.setOptions(Served.USER, UserOptions.parse(options + " ntlm"));
        users.save();
        var wanted = UserOptions.parse(options).limits();
        await().until(() -> served.users()
                .account(Served.USER)
                .filter(user -> user.limits().equals(wanted))
                .isPresent());
    }

    private SmbPeer negotiated() throws IOException {
        SmbPeer peer = new SmbPeer(served.port());
        peer.negotiate(Dialect.SMB_3_1_1);
        return peer;
    }

    private static int login(SmbPeer peer) throws IOException {
        return peer.login(Served.USER, Served.PASSWORD).status();
    }

    @Test
    void soManySessionsAtOneTime() throws Exception {
        limits("sessions=2");
        try (SmbPeer first = SmbPeer.connected(served);
                SmbPeer refused = negotiated()) {
            try (SmbPeer second = SmbPeer.connected(served);
                    SmbPeer channel = SmbPeer.channel(served, second)) {
                assertThat(login(refused)).isEqualTo(NtStatus.REQUEST_NOT_ACCEPTED.code());
                assertThat(channel.ask(Command.ECHO, new Empty()).status()).isZero();
                assertThat(login(first)).as("the same one again").isZero();
                SmbPeer.again(served, UUID.randomUUID(), "torture2", "Passw0rd!2")
                        .close();

                try (SmbPeer instead = negotiated()) {
                    instead.previousSessionId = second.sessionId;
                    assertThat(login(instead)).as("in the place of another").isZero();
                }
            }
            await().until(() -> served.server().sessions().size() == 1);
            refused.sessionId = 0;
            assertThat(login(refused)).isZero();
        }
    }

    private static byte[] read(SmbPeer peer, FileId file) {
        return peer.encode(Command.READ, new ReadRequest(0, BYTES, 0, file, 0, 0), 0);
    }

    @Test
    void aReadThatIsHeldBackIsToldOfAndCanBeCancelled() throws Exception {
        limits("down=1");
        try (SmbPeer peer = SmbPeer.connected(served)) {
            FileId file = peer.open("a.txt").fileId();
            peer.send(read(peer, file));
            SmbPeer.Answer interim = peer.receive();
            assertThat(interim.status()).isEqualTo(NtStatus.PENDING.code());
            assertThat(peer.ask(Command.ECHO, new Empty()).status()).isZero(); // others are served meanwhile
            long next = peer.nextMessageId;
            peer.nextMessageId = interim.header().messageId();
            peer.send(peer.encode(Command.CANCEL, new Empty(), 0));
            peer.nextMessageId = next;
            assertThat(peer.receive().status()).isEqualTo(NtStatus.CANCELLED.code());

            peer.send(read(peer, file));
            assertThat(peer.receive().status()).isEqualTo(NtStatus.PENDING.code());
        } // and ends with its connection
        await().until(() -> served.server().sessions().isEmpty());
        await().until(() -> served.export().opens().isEmpty());
    }

    @Test
    void whatEndsAnOpenWaitsForWhatIsHeldBack() throws Exception {
        limits("down=2K");
        try (SmbPeer peer = SmbPeer.connected(served)) {
            FileId file = peer.open("a.txt").fileId();
            int together = 10; // half a second
            for (int i = 0; i < together; i++) {
                peer.send(read(peer, file));
            }
            peer.send(peer.encode(Command.CLOSE, new CloseRequest(0, file), 0));
            for (int i = 0; i < together; i++) {
                SmbPeer.Answer answer = peer.receive();
                assertThat(answer.status()).isZero();
                assertThat(ReadResponse.decode(answer.body()).data().remaining())
                        .isEqualTo(BYTES);
            }
            assertThat(peer.receive().header().command()).isEqualTo(Command.CLOSE.code());
        }
    }

    @Test
    void whatWasWrittenIsAnsweredInItsTime() throws Exception {
        limits("up=" + BYTES / 2);
        try (SmbPeer peer = SmbPeer.connected(served)) {
            FileId file = peer.open("b.txt").fileId();
            var body = new WriteRequest(0, file, 0, 0, ByteBuffer.wrap(new byte[BYTES]));
            peer.send(peer.encode(Command.WRITE, body, 0));
            assertThat(peer.receive().status()).isEqualTo(NtStatus.PENDING.code());
            assertThat(folder.resolve("files/b.txt")).hasSize(BYTES);
            assertThat(peer.receive().status()).isZero();
            assertThat(peer.ask(Command.READ, new ReadRequest(0, BYTES, 0, file, 0, 0))
                            .status())
                    .as("the other direction has no limit")
                    .isZero();

            limits("up=1M");
            await().until(() -> {
                peer.send(peer.encode(Command.WRITE, body, 0));
                int status = peer.receive().status();
                if (status == NtStatus.PENDING.code()) {
                    peer.receive();
                }
                return status == 0;
            });
        }
    }
}
