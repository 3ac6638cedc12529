// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.DurableRequest;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.LeaseContext;
import io.fairlead.smb.protocol.LockRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockLevel;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are sent again because a channel was lost, [MS-SMB2] 3.3.5.2.10, 3.3.5.9.10 and 3.3.5.14. */
@Timeout(60)
class ReplayTest {
    private static final int REPLAY = Smb2Header.REPLAY;

    @TempDir
    Path folder;

    private final DurableRequest durable = new DurableRequest(true, 0, 0, UUID.randomUUID());
    private Served served;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    private CreateRequest exclusive(CreateContext... more) {
        List<CreateContext> contexts =
                more.length == 0 ? List.of(durable.encode()) : List.of(durable.encode(), more[0]);
        return new CreateRequest(OplockLevel.BATCH, 2, 0x1f01ff, 0, 0, CreateDisposition.OPEN_IF, 0, "a.txt", contexts);
    }

    private static CreateResponse created(SmbPeer.Answer answer) throws IOException {
        assertThat(answer.status()).isZero();
        return CreateResponse.decode(answer.body());
    }

    private static void assertStatus(NtStatus status, SmbPeer.Answer answer) {
        assertThat(answer.status()).isEqualTo(status.code());
    }

    @Test
    void aCreateIsDoneOnce() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served);
                SmbPeer channel = SmbPeer.channel(served, peer)) {
            CreateResponse made = created(peer.ask(Command.CREATE, exclusive()));
            assertStatus(NtStatus.DUPLICATE_OBJECTID, peer.ask(Command.CREATE, exclusive()));
            CreateResponse again = created(channel.ask(Command.CREATE, exclusive(), REPLAY));
            assertThat(again.fileId()).isEqualTo(made.fileId());
            assertThat(again.action()).isEqualTo(CreateResponse.CREATED);
            assertThat(again.oplockLevel()).isEqualTo(OplockLevel.BATCH);
            var lease = new LeaseContext(true, UUID.randomUUID(), 1, 0, new UUID(0, 0), 0);
            CreateContext foreign = new CreateContext(CreateContext.LEASE, lease.encode());
            CreateRequest leased = new CreateRequest(
                    OplockLevel.LEASE, 2, 0x1f01ff, 0, 0, 3, 0, "a.txt", List.of(durable.encode(), foreign));
            assertStatus(NtStatus.ACCESS_DENIED, peer.ask(Command.CREATE, leased, REPLAY));
            assertThat(served.export().opens()).hasSize(1);
        }
    }

    @Test
    void aCreateWhoseOpenIsUsedIsANewOne() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            FileId id = created(peer.ask(Command.CREATE, exclusive())).fileId();
            peer.ask(Command.READ, new ReadRequest(0, 1, 0, id, 0, 0));
            CreateRequest none = new CreateRequest(
                    OplockLevel.NONE, 2, 0x80, 0, 7, 1, 0, "a.txt", List.of(durable.encode())); // attributes only
            FileId other = created(peer.ask(Command.CREATE, none, REPLAY)).fileId();
            assertThat(other.persistent()).isNotEqualTo(id.persistent());
            peer.ask(Command.CLOSE, new CloseRequest(0, other));
            assertThat(created(peer.ask(Command.CREATE, none)).fileId()).isNotEqualTo(other);
        }
    }

    @Test
    void aFailedCreateMayBeSentAgain() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            CreateRequest missing = new CreateRequest(
                    OplockLevel.BATCH, 2, 0x1f01ff, 0, 0, 1, 0, "none.txt", List.of(durable.encode()));
            assertStatus(NtStatus.OBJECT_NAME_NOT_FOUND, peer.ask(Command.CREATE, missing));
            assertStatus(NtStatus.OBJECT_NAME_NOT_FOUND, peer.ask(Command.CREATE, missing, REPLAY));
        }
    }

    /** Somebody's oplock is to break first; meanwhile the channel goes. */
    @Test
    void aCreateUnderWayGoesOnWithoutItsChannel() throws Exception {
        try (SmbPeer holder = SmbPeer.connected(served);
                SmbPeer peer = SmbPeer.connected(served);
                SmbPeer channel = SmbPeer.channel(served, peer)) {
            FileId held = created(holder.ask(
                            Command.CREATE,
                            new CreateRequest(OplockLevel.BATCH, 2, 0x1f01ff, 0, 7, 3, 0, "a.txt", List.of())))
                    .fileId();
            CreateRequest shared =
                    new CreateRequest(OplockLevel.BATCH, 2, 0x1f01ff, 0, 7, 3, 0, "a.txt", List.of(durable.encode()));
            peer.send(peer.encode(Command.CREATE, shared, 0));
            assertStatus(NtStatus.PENDING, peer.receive());
            assertStatus(NtStatus.FILE_NOT_AVAILABLE, channel.ask(Command.CREATE, shared, REPLAY));
            peer.close();
            await().until(() -> served.server().sessions().size() == 2); // the session has its other channel
            assertStatus(NtStatus.FILE_NOT_AVAILABLE, channel.ask(Command.CREATE, shared, REPLAY));
            holder.receive(); // the break
            holder.ask(Command.CLOSE, new CloseRequest(0, held));
            await().untilAsserted(() -> assertThat(
                            channel.ask(Command.CREATE, shared, REPLAY).status())
                    .isZero());
            assertThat(served.export().opens()).hasSize(1);
        }
    }

    @Test
    void anOvertakenRequestChangesNothing() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            peer.channelSequence = 7;
            FileId id = peer.open("a.txt").fileId();
            var write = new WriteRequest(0, id, 0, 0, ByteBuffer.wrap(new byte[] {1}));
            peer.channelSequence = 8;
            assertThat(peer.ask(Command.WRITE, write, REPLAY).status()).isZero();
            peer.channelSequence = 7;
            var other = new WriteRequest(0, id, 0, 0, ByteBuffer.wrap(new byte[] {2}));
            assertStatus(NtStatus.FILE_NOT_AVAILABLE, peer.ask(Command.WRITE, other));
            assertThat(peer.ask(Command.READ, new ReadRequest(0, 1, 0, id, 0, 0))
                            .status())
                    .isZero();
            peer.channelSequence = 8;
            assertThat(peer.ask(Command.WRITE, write).status()).isZero();
        }
        assertThat(folder.resolve("files/a.txt")).hasBinaryContent(new byte[] {1});
    }

    @Test
    void aLockIsTakenOnce() throws Exception {
        try (SmbPeer peer = SmbPeer.connected(served)) {
            FileId id = peer.open("a.txt").fileId();
            var lock = new LockRequest.Element(0, 10, LockRequest.Element.EXCLUSIVE | 0x10);
            LockRequest first = new LockRequest(3, 1, id, List.of(lock));
            assertThat(peer.ask(Command.LOCK, first).status()).isZero();
            assertThat(peer.ask(Command.LOCK, first, REPLAY).status()).isZero();
            assertThat(served.export().locks()).hasSize(1);
            assertStatus(NtStatus.LOCK_NOT_GRANTED, peer.ask(Command.LOCK, new LockRequest(4, 1, id, List.of(lock))));
            assertStatus( // what failed in between has made it forgotten
                    NtStatus.LOCK_NOT_GRANTED, peer.ask(Command.LOCK, first));
        }
    }
}
