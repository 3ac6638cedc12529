// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.smb.protocol.AppInstance;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.DurableReconnect;
import io.fairlead.smb.protocol.DurableRequest;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.LeaseContext;
import io.fairlead.smb.protocol.LeaseState;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Applications that go on at another client, [MS-SMB2] 3.3.5.9.13, while the first client's connection is lost. Nothing of what is
 * opened here stands against anything else, so that only the application's name ends an open.
 */
@Timeout(60)
class AppInstanceTest {
    private static final int SHARED = LeaseState.READ_CACHING | LeaseState.HANDLE_CACHING;

    @TempDir
    Path folder;

    private final UUID client = UUID.randomUUID();
    private final UUID createGuid = UUID.randomUUID();
    private final LeaseContext lease = new LeaseContext(true, UUID.randomUUID(), SHARED, 0, new UUID(0, 0), 0);
    private final AppInstance application = new AppInstance(UUID.randomUUID(), version(2, 5));
    private Served served;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        Files.writeString(folder.resolve("files/a.txt"), "content");
        Files.writeString(folder.resolve("files/b.txt"), "content");
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    private static Optional<AppInstance.Version> version(long high, long low) {
        return Optional.of(new AppInstance.Version(high, low));
    }

    private SmbPeer peer() throws IOException {
        return SmbPeer.again(served, client, Served.USER, Served.PASSWORD);
    }

    private static CreateRequest of(String name, int level, AppInstance named, CreateContext... contexts) {
        List<CreateContext> all = new ArrayList<>(List.of(contexts));
        all.add(named.encodeId());
        if (named.version().isPresent()) {
            all.add(named.encodeVersion());
        }
        return new CreateRequest(level, 2, 0x120089, 0, 7, CreateDisposition.OPEN, 0, name, all);
    }

    private FileId park(AppInstance named) throws IOException {
        FileId id;
        try (SmbPeer peer = peer()) {
            SmbPeer.Answer answer = peer.ask(
                    Command.CREATE,
                    of(
                            "a.txt",
                            OplockLevel.LEASE,
                            named,
                            new DurableRequest(true, 300_000, 0, createGuid).encode(),
                            new CreateContext(CreateContext.LEASE, lease.encode())));
            assertThat(answer.status()).isZero();
            id = CreateResponse.decode(answer.body()).fileId();
        }
        await().until(() ->
                served.export().opens().stream().allMatch(open -> open.access().contains("parked")));
        return id;
    }

    private SmbPeer.Answer back(SmbPeer peer, FileId id) throws IOException {
        List<CreateContext> contexts = List.of(
                new DurableReconnect(true, id, createGuid).encode(),
                new CreateContext(CreateContext.LEASE, lease.encode()));
        return peer.ask(Command.CREATE, new CreateRequest(0, 2, 0, 0, 0, 1, 0, "a.txt", contexts));
    }

    private void assertEnded(FileId id) throws IOException {
        try (SmbPeer peer = peer()) {
            assertThat(back(peer, id).status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND.code());
        }
    }

    private void assertStillWaits(FileId id) throws IOException {
        try (SmbPeer peer = peer()) {
            assertThat(back(peer, id).status()).isZero();
        }
    }

    private int open(SmbPeer peer, String name, AppInstance named) throws IOException {
        return peer.ask(Command.CREATE, of(name, OplockLevel.NONE, named)).status();
    }

    @Test
    void whatWaitsEndsWhenTheApplicationGoesOnElsewhere() throws Exception {
        FileId id = park(application);
        try (SmbPeer other = SmbPeer.connected(served)) {
            assertThat(open(other, "A.TXT", new AppInstance(application.id(), version(2, 6))))
                    .isZero();
        }
        assertEnded(id);
    }

    @Test
    void alsoWithoutAVersion() throws Exception {
        FileId id = park(new AppInstance(application.id(), Optional.empty()));
        try (SmbPeer other = SmbPeer.connected(served)) {
            assertThat(open(other, "a.txt", application)).isZero();
        }
        assertEnded(id);
        id = park(application);
        try (SmbPeer other = SmbPeer.connected(served)) {
            assertThat(open(other, "a.txt", new AppInstance(application.id(), Optional.empty())))
                    .isZero();
        }
        assertEnded(id);
    }

    @Test
    void alsoOfAServerThatWasReplaced() throws Exception {
        FileId id = park(application);
        served.restart();
        try (SmbPeer other = SmbPeer.connected(served)) {
            assertThat(open(other, "a.txt", new AppInstance(application.id(), version(3, 0))))
                    .isZero();
        }
        assertEnded(id);
    }

    @Test
    void anOlderVersionDoesNotTakeOver() throws Exception {
        FileId id = park(application);
        try (SmbPeer other = SmbPeer.connected(served)) {
            for (Optional<AppInstance.Version> older : List.of(version(2, 5), version(2, 4), version(1, 9))) {
                assertThat(open(other, "a.txt", new AppInstance(application.id(), older)))
                        .as("%s", older)
                        .isEqualTo(NtStatus.FILE_FORCED_CLOSED.code());
            }
        }
        assertStillWaits(id);
    }

    @Test
    void othersDoNotTakeOver() throws Exception {
        FileId id = park(application);
        AppInstance newer = new AppInstance(application.id(), version(3, 0));
        try (SmbPeer same = peer();
                SmbPeer other = SmbPeer.connected(served)) {
            assertThat(open(same, "a.txt", newer)).isZero(); // the same client
            assertThat(open(other, "b.txt", newer)).isZero(); // another file
            assertThat(open(other, "a.txt", new AppInstance(UUID.randomUUID(), version(3, 0))))
                    .isZero();
        }
        assertStillWaits(id);
    }

    /** Back and forth: who was taken over from takes over in turn, with what is open and what waits. */
    @Test
    void bothKindsEndAtOnce() throws Exception {
        FileId id = park(application);
        try (SmbPeer second = SmbPeer.connected(served);
                SmbPeer third = SmbPeer.connected(served)) {
            SmbPeer.Answer answer = second.ask(Command.CREATE, of("a.txt", OplockLevel.NONE, application));
            assertThat(answer.status()).isEqualTo(NtStatus.FILE_FORCED_CLOSED.code());
            AppInstance unversioned = new AppInstance(application.id(), Optional.empty());
            FileId open = CreateResponse.decode(second.ask(Command.CREATE, of("a.txt", OplockLevel.NONE, unversioned))
                            .body())
                    .fileId();
            assertEnded(id);
            id = park(application); // which ends the other's
            assertThat(second.ask(Command.CLOSE, new CloseRequest(0, open)).status())
                    .isEqualTo(NtStatus.FILE_CLOSED.code());
            assertThat(open(third, "a.txt", new AppInstance(application.id(), version(2, 6))))
                    .isZero();
            assertEnded(id);
        }
    }
}
