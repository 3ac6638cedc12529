// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.LeaseAcknowledgment;
import io.fairlead.smb.protocol.LeaseBreak;
import io.fairlead.smb.protocol.LeaseContext;
import io.fairlead.smb.protocol.LeaseState;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockBreak;
import io.fairlead.smb.protocol.OplockLevel;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How clients are told that their caching shrinks, [MS-SMB2] 3.3.4.6 and 3.3.4.7. */
@Timeout(60)
class BreaksTest {
    private static final UUID NONE = new UUID(0, 0);
    private static final int READ = LeaseState.READ_CACHING;
    private static final int ALL = READ | LeaseState.HANDLE_CACHING | LeaseState.WRITE_CACHING;

    private static final int CHANNELS = 6; // besides the first
    private static final int UNREAD = 320; // answers of 64 KiB

    @TempDir
    Path folder;

    private final UUID key = UUID.randomUUID();
    private Served served;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    private static CreateRequest shared(int level, CreateContext... contexts) {
        return new CreateRequest(level, 2, 0x1f01ff, 0, 7, 3, 0, "a.txt", List.of(contexts));
    }

    private CreateRequest leased(boolean second, int state, int epoch) {
        var lease = new LeaseContext(second, key, state, 0, NONE, epoch);
        return shared(OplockLevel.LEASE, new CreateContext(CreateContext.LEASE, lease.encode()));
    }

    private static CreateResponse created(SmbPeer.Answer answer) throws IOException {
        assertThat(answer.status()).isZero();
        return CreateResponse.decode(answer.body());
    }

    private static LeaseContext lease(CreateResponse response) throws IOException {
        return LeaseContext.decode(response.contexts().get(0).data());
    }

    private static SmbPeer.Answer contend(SmbPeer other) throws IOException {
        other.send(other.encode(Command.CREATE, shared(OplockLevel.NONE), 0));
        SmbPeer.Answer answer = other.receive();
        assertThat(answer.status()).isEqualTo(NtStatus.PENDING.code());
        return answer;
    }

    private static void answersBreak(SmbPeer told, FileId id) throws IOException {
        OplockBreak oplock = OplockBreak.decode(told.receive().body());
        assertThat(oplock.fileId()).isEqualTo(id);
        assertThat(oplock.level()).isEqualTo(OplockLevel.II);
        assertThat(told.ask(Command.OPLOCK_BREAK, new OplockBreak(OplockLevel.II, id))
                        .status())
                .isZero();
    }

    private int acknowledge(SmbPeer peer, int kept) throws IOException {
        return peer.ask(Command.OPLOCK_BREAK, new LeaseAcknowledgment(0, key, kept))
                .status();
    }

    @Test
    void aLeaseIsSharedByTheSessionsOfItsUserAlone() throws Exception {
        int kept = READ | LeaseState.HANDLE_CACHING;
        UUID client = UUID.randomUUID();
        try (SmbPeer other = SmbPeer.again(served, client, "torture2", "Passw0rd!2");
                SmbPeer first = SmbPeer.again(served, client, Served.USER, Served.PASSWORD);
                SmbPeer again = SmbPeer.again(served, client, Served.USER, Served.PASSWORD)) {
            CreateRequest request = leased(true, ALL, 0);
            assertThat(lease(created(first.ask(Command.CREATE, request))).state())
                    .isEqualTo(ALL);
            assertThat(lease(created(again.ask(Command.CREATE, request))).state())
                    .isEqualTo(ALL);
            other.send(other.encode(Command.CREATE, request, 0));
            assertThat(other.receive().status()).isEqualTo(NtStatus.PENDING.code());
            assertThat(acknowledge(other, kept)).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND.code());
            assertThat(LeaseBreak.decode(first.receive().body()).leaseKey()).isEqualTo(key);
            assertThat(acknowledge(again, kept)).isZero();
            assertThat(lease(created(other.receive())).state()).isEqualTo(kept);
        }
    }

    @Test
    void aBreakIsToldAgainOnAnotherChannel() throws Exception {
        try (SmbPeer first = SmbPeer.connected(served);
                SmbPeer second = SmbPeer.channel(served, first);
                SmbPeer other = SmbPeer.connected(served)) {
            FileId id = created(first.ask(Command.CREATE, shared(OplockLevel.BATCH)))
                    .fileId();
            contend(other);
            assertThat(OplockBreak.decode(first.receive().body()).fileId()).isEqualTo(id);
            first.close();
            answersBreak(second, id);
            created(other.receive());
        }
    }

    /** [MS-SMB2] 3.3.4.6. */
    @Test
    void aBreakGoesThroughTheChannelsInTheirOrder() throws Exception {
        List<SmbPeer> channels = new ArrayList<>();
        try (SmbPeer first = SmbPeer.connected(served);
                SmbPeer other = SmbPeer.connected(served)) {
            channels.add(first);
            for (int i = 0; i < CHANNELS; i++) {
                channels.add(SmbPeer.channel(served, first));
            }
            FileId id = created(first.ask(Command.CREATE, shared(OplockLevel.BATCH)))
                    .fileId();
            contend(other);
            for (SmbPeer lost : channels.subList(0, CHANNELS)) {
                assertThat(OplockBreak.decode(lost.receive().body()).fileId()).isEqualTo(id);
                lost.close();
            }
            answersBreak(channels.get(CHANNELS), id);
            created(other.receive());
        } finally {
            for (SmbPeer channel : channels) {
                channel.close();
            }
        }
    }

    /** [MS-SMB2] 3.3.4.6: the first channel is there, but nobody reads it. */
    @Test
    void aBreakIsToldAgainIfAChannelHangs() throws Exception {
        try (SmbPeer first = SmbPeer.connected(served);
                SmbPeer second = SmbPeer.channel(served, first);
                SmbPeer other = SmbPeer.connected(served)) {
            FileId id = created(first.ask(Command.CREATE, shared(OplockLevel.BATCH)))
                    .fileId();
            contend(other);
            answersBreak(second, id);
            created(other.receive());
        }
    }

    @Test
    void aLeaseBreakIsToldAgainUntilAChannelAnswers() throws Exception {
        try (SmbPeer first = SmbPeer.connected(served);
                SmbPeer second = SmbPeer.channel(served, first);
                SmbPeer third = SmbPeer.channel(served, first);
                SmbPeer other = SmbPeer.connected(served)) {
            created(first.ask(Command.CREATE, leased(true, ALL, 0)));
            contend(other);
            LeaseBreak last = LeaseBreak.decode(third.receive().body()); // after the second did not answer either
            LeaseBreak before = LeaseBreak.decode(second.receive().body());
            assertThat(last.newEpoch()).isEqualTo(before.newEpoch());
            assertThat(third.ask(Command.OPLOCK_BREAK, new LeaseAcknowledgment(0, key, last.newState()))
                            .status())
                    .isZero();
            created(other.receive());
        }
    }

    /** What a client need not answer reaches it, too, though its first channel is full of what it does not read. */
    @Test
    void whatCantBeSentIsToldOnAnotherChannel() throws Exception {
        Files.write(folder.resolve("files/large"), new byte[1 << 16]);
        try (SmbPeer first = SmbPeer.connected(served);
                SmbPeer second = SmbPeer.channel(served, first);
                SmbPeer other = SmbPeer.connected(served)) {
            first.takesLittle();
            FileId large = first.open("large").fileId();
            FileId id =
                    created(first.ask(Command.CREATE, shared(OplockLevel.II))).fileId();
            FileId theirs =
                    created(other.ask(Command.CREATE, shared(OplockLevel.NONE))).fileId();
            for (int i = 0; i < UNREAD; i++) {
                first.send(first.encode(Command.READ, new ReadRequest(0, 1 << 16, 0, large, 0, 0), 0));
            }
            await().until(() ->
                    served.server().sessions().stream() // more than the socket holds, which is 4 MiB at most
                            .anyMatch(session -> session.bytesOut() > 72L << 16));
            byte[] content = {1};
            assertThat(other.ask(Command.WRITE, new WriteRequest(0, theirs, 0, 0, ByteBuffer.wrap(content)))
                            .status())
                    .isZero();
            OplockBreak told = OplockBreak.decode(second.receive().body());
            assertThat(told.fileId()).isEqualTo(id);
            assertThat(told.level()).isEqualTo(OplockLevel.NONE);
        }
    }

    @Test
    void anAnsweredBreakIsToldOnce() throws Exception {
        try (SmbPeer first = SmbPeer.connected(served);
                SmbPeer second = SmbPeer.channel(served, first);
                SmbPeer other = SmbPeer.connected(served)) {
            FileId id = created(first.ask(Command.CREATE, shared(OplockLevel.BATCH)))
                    .fileId();
            contend(other);
            first.receive();
            assertThat(second.ask(Command.OPLOCK_BREAK, new OplockBreak(OplockLevel.II, id))
                            .status())
                    .isZero();
            created(other.receive());
            first.close();
            await().until(() -> served.server().sessions().size() == 2);
            assertThat(second.ask(Command.CLOSE, new CloseRequest(0, id)).status()) // nothing came before
                    .isZero();
        }
    }

    /** [MS-SMB2] 3.3.1.12 Lease.Version: as its first open asked, whatever the others do. */
    @Test
    void aLeaseCountsAsItWasMade() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served);
                SmbPeer other = SmbPeer.connected(served)) {
            created(peer.ask(Command.CREATE, leased(true, READ, 0x4711)));
            CreateResponse older = created(peer.ask(Command.CREATE, leased(false, ALL, 0)));
            assertThat(lease(older).second()).isTrue();
            assertThat(lease(older).epoch()).isEqualTo(0x4713);
            contend(other);
            LeaseBreak told = LeaseBreak.decode(peer.receive().body());
            assertThat(told.newEpoch()).isEqualTo(0x4714);
        }
    }

    @Test
    void aLeaseOfTheFirstKindIsNotCounted() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served);
                SmbPeer other = SmbPeer.connected(served)) {
            created(peer.ask(Command.CREATE, leased(false, READ, 0)));
            CreateResponse newer = created(peer.ask(Command.CREATE, leased(true, ALL, 0x4711)));
            assertThat(lease(newer).second()).isFalse();
            contend(other);
            assertThat(LeaseBreak.decode(peer.receive().body()).newEpoch()).isZero();
        }
    }

    @Test
    void aLeaseBreaksOnTheFirstConnectionOfItsClient() throws Exception {
        try (SmbPeer first = SmbPeer.connected(served);
                SmbPeer second = SmbPeer.again(served, first.clientGuid, Served.USER, Served.PASSWORD);
                SmbPeer other = SmbPeer.connected(served)) {
            created(second.ask(Command.CREATE, leased(true, ALL, 0)));
            contend(other);
            assertThat(LeaseBreak.decode(first.receive().body()).leaseKey()).isEqualTo(key);
        }
    }

    /** What waits for its own client goes on being read, whatever it is. */
    @Test
    void aDeletionAwaitsTheAnswerOfItsOwnConnection() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            created(peer.ask(Command.CREATE, leased(true, READ | LeaseState.HANDLE_CACHING, 0)));
            FileId other =
                    created(peer.ask(Command.CREATE, shared(OplockLevel.NONE))).fileId();
            peer.send(peer.encode(Command.SET_INFO, new SetInfoRequest(1, 13, 0, other, new byte[] {1}), 0));
            SmbPeer.Answer first = peer.receive();
            SmbPeer.Answer second = peer.receive();
            boolean interimFirst = first.status() == NtStatus.PENDING.code();
            assertThat((interimFirst ? first : second).status()).isEqualTo(NtStatus.PENDING.code());
            LeaseBreak told = LeaseBreak.decode((interimFirst ? second : first).body());
            assertThat(told.newState()).isEqualTo(READ);
            long asked = peer.nextMessageId;
            peer.send(peer.encode(Command.OPLOCK_BREAK, new LeaseAcknowledgment(0, key, READ), 0));
            SmbPeer.Answer one = peer.receive();
            SmbPeer.Answer two = peer.receive();
            assertThat(List.of(one.status(), two.status())).containsOnly(0);
            assertThat(List.of(one.header().messageId(), two.header().messageId()))
                    .containsExactlyInAnyOrder(asked, asked - 1);
        }
    }

    /** Also of what no wait is asked of: a deletion, a link in the place of a file. */
    @Test
    void whatWaitsForAnotherClientIsToldOfAndCanBeCancelled() throws Exception {
        try (SmbPeer holder = SmbPeer.connected(served);
                SmbPeer other = SmbPeer.connected(served)) {
            created(holder.ask(Command.CREATE, leased(true, READ | LeaseState.HANDLE_CACHING, 0)));
            FileId open =
                    created(other.ask(Command.CREATE, shared(OplockLevel.NONE))).fileId();
            other.send(other.encode(Command.SET_INFO, new SetInfoRequest(1, 13, 0, open, new byte[] {1}), 0));
            SmbPeer.Answer interim = other.receive();
            assertThat(interim.status()).isEqualTo(NtStatus.PENDING.code());
            long next = other.nextMessageId;
            other.nextMessageId = interim.header().messageId();
            other.send(other.encode(Command.CANCEL, new Empty(), 0));
            other.nextMessageId = next;
            assertThat(other.receive().status()).isEqualTo(NtStatus.CANCELLED.code());

            other.send(other.encode(Command.SET_INFO, new SetInfoRequest(1, 13, 0, open, new byte[] {1}), 0));
            assertThat(other.receive().status()).isEqualTo(NtStatus.PENDING.code());
            assertThat(LeaseBreak.decode(holder.receive().body()).newState()).isEqualTo(READ);
            assertThat(acknowledge(holder, READ)).isZero();
            assertThat(other.receive().status()).isZero();
        }
    }

    @Test
    void aCreateWithinACompoundTellsThatItWaits() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served);
                SmbPeer other = SmbPeer.connected(served)) {
            created(peer.ask(Command.CREATE, leased(true, ALL, 0)));
            other.send(other.compound(List.of(
                    new SmbPeer.Part(Command.ECHO, new Empty(), false),
                    new SmbPeer.Part(Command.CREATE, shared(OplockLevel.NONE), false),
                    new SmbPeer.Part(Command.CLOSE, new CloseRequest(0, FileId.RELATED), true))));
            assertThat(statuses(other.receive())).containsExactly(0, NtStatus.PENDING.code());
            peer.receive();
            peer.ask(Command.OPLOCK_BREAK, new LeaseAcknowledgment(0, key, READ | LeaseState.HANDLE_CACHING));
            SmbPeer.Answer rest = other.receive();
            assertThat(statuses(rest)).containsExactly(0, 0);
            assertThat(rest.header().has(Smb2Header.ASYNC)).isTrue();
            assertThat(other.ask(Command.ECHO, new Empty()).status()).isZero();
        }
    }

    private static List<Integer> statuses(SmbPeer.Answer answers) {
        ByteBuffer all = ByteBuffer.wrap(answers.message()).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> statuses = new ArrayList<>();
        for (int at = 0, next = 1; next != 0; at += next) {
            statuses.add(all.getInt(at + 8));
            next = all.getInt(at + 20);
        }
        return statuses;
    }
}
