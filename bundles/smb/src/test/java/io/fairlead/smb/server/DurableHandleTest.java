// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.smb.protocol.AppInstance;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.DurableReconnect;
import io.fairlead.smb.protocol.DurableRequest;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.LeaseContext;
import io.fairlead.smb.protocol.LeaseState;
import io.fairlead.smb.protocol.LockRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockLevel;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Opens that outlive their connection, [MS-SMB2] 3.3.5.9.6, 3.3.5.9.7, 3.3.5.9.10 and 3.3.5.9.12. */
@Timeout(60)
class DurableHandleTest {
    private static final int ALL = LeaseState.READ_CACHING | LeaseState.HANDLE_CACHING | LeaseState.WRITE_CACHING;
    private static final DurableRequest FIRST = new DurableRequest(false, 0, 0, DurableRequest.NO_GUID);

    @TempDir
    Path folder;

    private final UUID client = UUID.randomUUID();
    private final UUID createGuid = UUID.randomUUID();
    private final LeaseContext lease = leased(UUID.randomUUID());
    private Served served;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    private SmbPeer peer() throws IOException {
        return SmbPeer.again(served, client, Served.USER, Served.PASSWORD);
    }

    private static LeaseContext leased(UUID key) {
        return new LeaseContext(true, key, ALL, 0, new UUID(0, 0), 0);
    }

    private static CreateContext context(LeaseContext asked) {
        return new CreateContext(CreateContext.LEASE, asked.encode());
    }

    private DurableRequest second(long timeoutMillis) {
        return new DurableRequest(true, timeoutMillis, 0, createGuid);
    }

    private static CreateRequest exclusive(int level, String name, int options, CreateContext... contexts) {
        return new CreateRequest(level, 2, 0x1f01ff, 0, 0, CreateDisposition.OPEN_IF, options, name, List.of(contexts));
    }

    private static CreateResponse create(SmbPeer peer, CreateRequest request) throws IOException {
        SmbPeer.Answer answer = peer.ask(Command.CREATE, request);
        assertThat(answer.status()).isZero();
        return CreateResponse.decode(answer.body());
    }

    private static boolean has(CreateResponse response, String context) {
        return response.contexts().stream().anyMatch(each -> each.name().equals(context));
    }

    private static CreateResponse batch(SmbPeer peer, String name, DurableRequest durable) throws IOException {
        CreateResponse response = create(peer, exclusive(OplockLevel.BATCH, name, 0, durable.encode()));
        assertThat(response.oplockLevel()).isEqualTo(OplockLevel.BATCH);
        return response;
    }

    private static CreateRequest back(FileId id, String name, Optional<UUID> guid, CreateContext... more) {
        CreateContext reconnect =
                new DurableReconnect(guid.isPresent(), id, guid.orElse(DurableRequest.NO_GUID)).encode();
        List<CreateContext> contexts = more.length == 0 ? List.of(reconnect) : List.of(reconnect, more[0]);
        return new CreateRequest(0, 99, 0, 0, 99, 99, 0, name, contexts); // of which nothing counts
    }

    /** Parked, and nobody has it. */
    private void awaitParked() {
        await().until(() ->
                served.export().opens().stream().allMatch(open -> open.access().contains("parked")));
    }

    private void assertBack(SmbPeer peer, CreateRequest request, FileId before) throws IOException {
        CreateResponse response = create(peer, request);
        assertThat(response.fileId().persistent()).isEqualTo(before.persistent());
        assertThat(response.action()).isEqualTo(CreateResponse.OPENED);
        byte[] content = {1, 2, 3};
        assertThat(peer.ask(Command.WRITE, new WriteRequest(0, response.fileId(), 0, 0, ByteBuffer.wrap(content)))
                        .status())
                .isZero();
    }

    private static void assertRefused(NtStatus status, SmbPeer peer, CreateRequest request) throws IOException {
        assertThat(peer.ask(Command.CREATE, request).status()).isEqualTo(status.code());
    }

    @Test
    void comesBackWithItsLocks() throws Exception {
        FileId id;
        try (SmbPeer peer = peer()) {
            CreateResponse response = batch(peer, "a.txt", FIRST);
            assertThat(has(response, CreateContext.DURABLE_REQUEST)).isTrue();
            id = response.fileId();
            var lock = new LockRequest.Element(10, 5, LockRequest.Element.EXCLUSIVE | 0x10);
            assertThat(peer.ask(Command.LOCK, new LockRequest(0, 0, id, List.of(lock)))
                            .status())
                    .isZero();
        }
        awaitParked();
        try (SmbPeer peer = peer()) {
            assertBack(peer, back(id, "__another__", Optional.empty()), id);
            assertThat(served.export().locks()).hasSize(1);
        }
        awaitParked();
        try (SmbPeer peer = peer()) { // a second time
            assertBack(peer, back(id, "a.txt", Optional.empty()), id);
        }
    }

    @Test
    void comesBackThroughAnotherServerOverTheSameExport() throws Exception {
        FileId id;
        try (SmbPeer peer = peer()) {
            CreateResponse response = create(
                    peer,
                    exclusive(OplockLevel.LEASE, "a.txt", 0, second(300_000).encode(), context(lease)));
            assertThat(has(response, CreateContext.DURABLE_REQUEST_V2)).isTrue();
            id = response.fileId();
            served.restart();
        }
        awaitParked();
        try (SmbPeer peer = peer()) {
            assertBack(peer, back(id, "A.TXT", Optional.of(createGuid), context(lease)), id);
        }
    }

    @Test
    void comesBackToNobodyElse() throws Exception {
        FileId id;
        try (SmbPeer peer = peer()) {
            id = create(
                            peer,
                            exclusive(
                                    OplockLevel.LEASE,
                                    "a.txt",
                                    0,
                                    second(300_000).encode(),
                                    context(lease)))
                    .fileId();
            assertRefused( // it has not lost its connection
                    NtStatus.OBJECT_NAME_NOT_FOUND, peer, back(id, "a.txt", Optional.of(createGuid), context(lease)));
        }
        awaitParked();
        CreateRequest right = back(id, "a.txt", Optional.of(createGuid), context(lease));
        try (SmbPeer other = SmbPeer.again(served, client, "torture2", "Passw0rd!2")) {
            assertRefused(NtStatus.ACCESS_DENIED, other, right);
        }
        try (SmbPeer other = SmbPeer.again(served, UUID.randomUUID(), Served.USER, Served.PASSWORD)) {
            assertRefused(NtStatus.OBJECT_NAME_NOT_FOUND, other, right);
        }
        try (SmbPeer peer = peer()) {
            NtStatus missing = NtStatus.OBJECT_NAME_NOT_FOUND;
            assertRefused(missing, peer, back(id, "a.txt", Optional.of(UUID.randomUUID()), context(lease)));
            assertRefused(missing, peer, back(id, "a.txt", Optional.of(createGuid)));
            assertRefused(missing, peer, back(id, "a.txt", Optional.of(createGuid), context(leased(client))));
            FileId guessed = new FileId(id.persistent() + 1, id.volatileId());
            assertRefused(missing, peer, back(guessed, "a.txt", Optional.of(createGuid), context(lease)));
            CreateContext more = new CreateContext(CreateContext.MAXIMAL_ACCESS, new byte[0]);
            assertRefused(missing, peer, back(id, "a.txt", Optional.of(createGuid), more));
            assertRefused(NtStatus.INVALID_PARAMETER, peer, back(id, "b.txt", Optional.of(createGuid), context(lease)));
            assertRefused(
                    NtStatus.INVALID_PARAMETER,
                    peer,
                    back(id, "a.txt", Optional.of(createGuid), second(0).encode()));
            assertBack(peer, right, id); // which none of these has hurt
        }
    }

    @Test
    void isGrantedOnlyWithCachedHandles() throws Exception {
        try (SmbPeer peer = peer()) {
            CreateResponse shared =
                    create(peer, exclusive(OplockLevel.II, "a.txt", 0, second(0).encode()));
            assertThat(has(shared, CreateContext.DURABLE_REQUEST_V2)).isFalse();
            CreateResponse directory = create(
                    peer,
                    exclusive(
                            OplockLevel.LEASE,
                            "d",
                            CreateOptions.DIRECTORY_FILE,
                            new DurableRequest(true, 0, 0, UUID.randomUUID()).encode(),
                            context(lease)));
            assertThat(has(directory, CreateContext.DURABLE_REQUEST_V2)).isFalse();
        }
        await().until(() -> served.export().opens().isEmpty());
    }

    @Test
    void tellsHowLongItWaits() throws Exception {
        try (SmbPeer peer = peer()) {
            assertThat(timeout(peer, "a.txt", 0)).isEqualTo(60_000);
            assertThat(timeout(peer, "b.txt", 1234)).isEqualTo(1234);
            assertThat(timeout(peer, "c.txt", 0xffff_ffffL)).isEqualTo(300_000);
        }
    }

    private static long timeout(SmbPeer peer, String name, long asked) throws IOException {
        CreateResponse response = batch(peer, name, new DurableRequest(true, asked, 2, UUID.randomUUID()));
        byte[] granted = response.contexts().get(0).data();
        assertThat(granted).hasSize(8);
        assertThat(granted[4]).isZero(); // not persistent
        return Integer.toUnsignedLong(
                ByteBuffer.wrap(granted).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    @Test
    void givesWayToWhoItStandsAgainst() throws Exception {
        FileId id;
        try (SmbPeer peer = peer()) {
            id = batch(peer, "a.txt", second(300_000)).fileId();
        }
        awaitParked();
        try (SmbPeer other = SmbPeer.connected(served);
                SmbPeer peer = peer()) {
            create(other, exclusive(OplockLevel.NONE, "a.txt", 0));
            assertRefused(NtStatus.OBJECT_NAME_NOT_FOUND, peer, back(id, "a.txt", Optional.of(createGuid)));
        }
    }

    @Test
    void endsWhenNobodyComesBack() throws Exception {
        try (SmbPeer peer = peer()) {
            create(
                    peer,
                    exclusive(
                            OplockLevel.BATCH,
                            "gone.txt",
                            CreateOptions.DELETE_ON_CLOSE,
                            second(50).encode()));
            assertThat(folder.resolve("files/gone.txt")).exists();
        }
        await().until(() -> served.export().opens().isEmpty());
        await().until(() -> !Files.exists(folder.resolve("files/gone.txt")));
    }

    @Test
    void outlivesItsSessionButNotItsTreeConnect() throws Exception {
        try (SmbPeer peer = peer();
                SmbPeer next = peer()) {
            FileId kept = batch(peer, "a.txt", FIRST).fileId();
            assertThat(peer.ask(Command.LOGOFF, new Empty()).status()).isZero();
            assertBack(next, back(kept, "a.txt", Optional.empty()), kept);
            FileId ended = batch(next, "b.txt", FIRST).fileId();
            assertThat(next.ask(Command.TREE_DISCONNECT, new Empty()).status()).isZero();
            next.connectTree("\\\\server\\share");
            assertRefused(NtStatus.OBJECT_NAME_NOT_FOUND, next, back(ended, "b.txt", Optional.empty()));
        }
    }

    @Test
    void isFreedByTheSessionThatFollows() throws Exception {
        try (SmbPeer peer = peer();
                SmbPeer next = new SmbPeer(served.port())) {
            FileId id = batch(peer, "a.txt", FIRST).fileId();
            next.negotiate(peer.dialect);
            next.previousSessionId = peer.sessionId; // whose connection is still there
            next.login(Served.USER, Served.PASSWORD);
            next.connectTree("\\\\server\\share");
            assertBack(next, back(id, "a.txt", Optional.empty()), id);
            assertThat(peer.ask(Command.CLOSE, new CloseRequest(0, id)).status())
                    .isEqualTo(NtStatus.USER_SESSION_DELETED.code());
        }
    }

    @Test
    void isClosedWhenItsApplicationGoesOnElsewhere() throws Exception {
        var first = new AppInstance(UUID.randomUUID(), Optional.of(new AppInstance.Version(1, 2)));
        var newer = new AppInstance(first.id(), Optional.of(new AppInstance.Version(1, 3)));
        try (SmbPeer peer = peer();
                SmbPeer other = SmbPeer.connected(served)) {
            FileId id = create(peer, of(first)).fileId();
            assertRefused(NtStatus.FILE_FORCED_CLOSED, other, of(first));
            create(other, of(newer));
            assertThat(peer.ask(Command.CLOSE, new CloseRequest(0, id)).status())
                    .isEqualTo(NtStatus.FILE_CLOSED.code());
        }
    }

    private static CreateRequest of(AppInstance application) {
        return exclusive(
                OplockLevel.BATCH,
                "a.txt",
                0,
                new DurableRequest(true, 0, 0, UUID.randomUUID()).encode(),
                application.encodeId(),
                application.encodeVersion());
    }
}
