// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.ForwardingAuthenticator;
import io.fairlead.api.auth.Identity;
import io.fairlead.auth.users.UserOptions;
import io.fairlead.auth.users.UsersFile;
import io.fairlead.core.Exports;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.DurableReconnect;
import io.fairlead.smb.protocol.DurableRequest;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.LockRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockLevel;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.smb.protocol.WriteRequest;
import io.fairlead.smb.server.state.Share;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.HangingStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Accounts that change while somebody is logged in, or has opens that wait for them. */
@Timeout(60)
class AccountChangeTest {
    /** Far less than what is durable waits, and more than it takes to look at accounts. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final UserOptions NTLM = UserOptions.DEFAULT.withNtlm(true);

    @TempDir
    Path folder;

    private final UUID client = UUID.randomUUID();
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

    private SmbPeer other() throws IOException {
        return SmbPeer.again(served, UUID.randomUUID(), "torture2", "Passw0rd!2");
    }

    private interface Change {
        void to(UsersFile users);
    }

    private void accounts(Change change) throws Exception {
        UsersFile users = UsersFile.load(folder.resolve("users"));
        change.to(users);
        users.save();
    }

    /** How an account ends. */
    enum End {
        REMOVED,
        DISABLED
    }

    private void end(End how) throws Exception {
        accounts(users -> {
            if (how == End.REMOVED) {
                users.remove(Served.USER);
            } else {
                users.setOptions(Served.USER, NTLM.withDisabled(true));
            }
        });
    }

    private void restore(End how) throws Exception {
        accounts(users -> {
            if (how == End.REMOVED) {
                users.add(Served.USER, Served.PASSWORD.toCharArray(), NTLM);
            } else {
                users.setOptions(Served.USER, NTLM);
            }
        });
        await().until(() -> served.users().account(Served.USER).isPresent());
    }

    /** For this client alone, durable, and partly locked. */
    private static FileId durable(SmbPeer peer, String name) throws IOException {
        var durable = new DurableRequest(false, 0, 0, DurableRequest.NO_GUID);
        SmbPeer.Answer answer = peer.ask(
                Command.CREATE,
                new CreateRequest(
                        OplockLevel.BATCH,
                        2,
                        0x1f01ff,
                        0,
                        0,
                        CreateDisposition.OPEN_IF,
                        0,
                        name,
                        List.of(durable.encode())));
        assertThat(answer.status()).isZero();
        CreateResponse response = CreateResponse.decode(answer.body());
        assertThat(response.contexts()).isNotEmpty();
        var lock = new LockRequest.Element(10, 5, LockRequest.Element.EXCLUSIVE | 0x10);
        assertThat(peer.ask(Command.LOCK, new LockRequest(0, 0, response.fileId(), List.of(lock)))
                        .status())
                .isZero();
        return response.fileId();
    }

    private static int reconnect(SmbPeer peer, FileId id) throws IOException {
        var back = new DurableReconnect(false, id, DurableRequest.NO_GUID).encode();
        return peer.ask(Command.CREATE, new CreateRequest(0, 2, 0, 0, 7, 1, 0, "a.txt", List.of(back)))
                .status();
    }

    @ParameterizedTest
    @EnumSource
    void whoHasGoneLeavesNothingOpen(End how) throws Exception {
        try (SmbPeer peer = peer();
                SmbPeer other = other()) {
            FileId id = durable(peer, "a.txt");
            end(how);
            assertThat(peer.isCutOff()).isTrue();
            await().atMost(SOON).until(() -> served.export().opens().isEmpty());
            other.open("a.txt");
            restore(how);
            try (SmbPeer again = peer()) {
                assertThat(reconnect(again, id)).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND.code());
            }
            assertThat(other.ask(Command.ECHO, new Empty()).status()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWaitsEndsWithItsAccount(End how) throws Exception {
        FileId id;
        try (SmbPeer peer = peer();
                SmbPeer other = other()) {
            id = durable(peer, "a.txt");
            durable(other, "b.txt");
        }
        await().until(() -> served.export().opens().stream()
                        .filter(open -> open.access().contains("parked"))
                        .count()
                == 2);
        end(how);
        await().atMost(SOON).until(() -> served.export().opens().size() == 1);
        assertThat(served.export().opens().get(0).user()).isEqualTo("torture2");
        restore(how);
        try (SmbPeer peer = peer()) {
            assertThat(reconnect(peer, id)).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND.code());
        }
    }

    private static int open(SmbPeer peer, int access) throws IOException {
        return peer.ask(Command.CREATE, new CreateRequest(0, 2, access, 0, 7, 1, 0, "a.txt", List.of()))
                .status();
    }

    private static int delete(SmbPeer peer, FileId open) throws IOException {
        return peer.ask(Command.SET_INFO, new SetInfoRequest(1, 13, 0, open, new byte[] {1}))
                .status();
    }

    private static int read(SmbPeer peer, FileId open) throws IOException {
        return peer.ask(Command.READ, new ReadRequest(0, 3, 0, open, 0, 0)).status();
    }

    @Test
    void rightsCountForWhatIsOpenAndWhatIsOpened() throws Exception {
        int denied = NtStatus.ACCESS_DENIED.code();
        try (SmbPeer peer = peer();
                SmbPeer other = other()) {
            FileId open = peer.open("a.txt").fileId();
            assertThat(write(peer, open)).isZero();
            accounts(users -> users.setOptions(Served.USER, reader()));
            await().atMost(SOON).until(() -> write(peer, open) == denied);
            assertThat(delete(peer, open)).isEqualTo(denied);
            assertThat(open(peer, 0x1f01ff)).isEqualTo(denied);
            assertThat(read(peer, open)).isZero();
            assertThat(open(peer, 0x120089)).isZero();
            accounts(users -> users.setOptions(Served.USER, UserOptions.parse("rights=list ntlm")));
            await().atMost(SOON).until(() -> read(peer, open) == denied);
            assertThat(open(peer, 0x120089)).isEqualTo(denied);
            assertThat(open(other, 0x1f01ff)).as("another user").isZero();

            accounts(users -> users.setOptions(Served.USER, NTLM));
            await().atMost(SOON).until(() -> write(peer, open) == 0);
            assertThat(read(peer, open)).isZero();
            assertThat(open(peer, 0x1f01ff)).isZero();
            assertThat(delete(peer, open)).isZero();
        }
        await().atMost(SOON).until(() -> served.export().opens().isEmpty());
        assertThat(folder.resolve("files/a.txt")).doesNotExist();
    }

    @Test
    void aSessionGoesOnWithOtherGroupsAndLimits() throws Exception {
        try (SmbPeer peer = peer()) {
            FileId open = peer.open("a.txt").fileId();
            accounts(users -> users.setOptions(Served.USER, UserOptions.parse("groups=staff sessions=5 ntlm")));
            await().during(Duration.ofSeconds(1)).until(() -> write(peer, open) == 0);
            accounts(users -> users.setOptions(Served.USER, reader()));
            await().atMost(SOON).until(() -> write(peer, open) == NtStatus.ACCESS_DENIED.code());
        }
    }

    @Test
    void whoIsInNoGroupOfTheShareAnyMoreDoesNothingThere() throws Exception {
        var staff = new Share.Rules(false, false, Set.of("@staff"), 0);
        accounts(users -> users.setOptions(Served.USER, UserOptions.parse("groups=staff ntlm")));
        served.server()
                .offer(List.of(
                        Share.of("share", () -> Optional.of(served.export())).withRules(staff)));
        await().until(() -> served.users()
                .account(Served.USER)
                .filter(user -> user.groups().contains("staff"))
                .isPresent());
        try (SmbPeer peer = peer()) {
            FileId open = peer.open("a.txt").fileId();
            assertThat(write(peer, open)).isZero();
            accounts(users -> users.setOptions(Served.USER, NTLM));
            await().atMost(SOON).until(() -> write(peer, open) == NtStatus.ACCESS_DENIED.code());
            assertThat(read(peer, open)).isEqualTo(NtStatus.ACCESS_DENIED.code());
            assertThat(open(peer, 0x1f01ff)).isEqualTo(NtStatus.ACCESS_DENIED.code());
            assertThat(peer.connectTree("\\\\server\\share").status()).isEqualTo(NtStatus.ACCESS_DENIED.code());
        }
    }

    @Test
    void aStorageThatHangsHoldsUpNobodyElsesAccount() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Authenticator counting = new ForwardingAuthenticator() {
            @Override
            protected Authenticator delegate() {
                return served.users();
            }

            @Override
            public Optional<Identity> current(Identity known) throws AuthenticationException {
                asked.incrementAndGet();
                return super.current(known);
            }
        };
        try (MemoryStorage storage = new MemoryStorage();
                SocketEndpoints endpoints = new SocketEndpoints()) {
            HangingStorage hanging = new HangingStorage(storage);
            ArbitratedExport export = Exports.over(storage).name("hanging").build();
            try (SmbServer server = SmbServer.builder(endpoints)
                            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .share("share", export)
                            .authenticator(counting)
                            .settings(given -> given.withDrain(Duration.ZERO))
                            .start();
                    SmbPeer stuck = connected(server, Served.USER, Served.PASSWORD);
                    SmbPeer other = connected(server, "torture2", "Passw0rd!2")) {
                FileId open = stuck.open("a.txt").fileId();
                export.retire(false);
                export.attach(hanging);
                var create = new CreateRequest(0, 2, 0x1f01ff, 0, 7, 1, 0, "a.txt", List.of());
                stuck.send(stuck.encode(Command.CREATE, create, 0));
                hanging.awaitMount();
                accounts(users -> users.setOptions(Served.USER, reader()));
                await().until(() -> asked.get() >= 2);
                long removed = System.nanoTime();
                accounts(users -> users.remove("torture2"));
                assertThat(other.isCutOff()).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - removed)).isLessThan(SOON);
                assertThat(write(stuck, open)).as("what is open, meanwhile").isEqualTo(NtStatus.ACCESS_DENIED.code());
                hanging.release();
            } finally {
                hanging.release();
                export.close();
            }
        }
    }

    private static SmbPeer connected(SmbServer server, String user, String password) throws IOException {
        SmbPeer peer = new SmbPeer(server.addresses().get(0).getPort());
        peer.negotiate(Dialect.SMB_3_1_1);
        assertThat(peer.login(user, password).status()).isZero();
        assertThat(peer.connectTree("\\\\server\\share").status()).isZero();
        return peer;
    }

    private static UserOptions reader() {
        return UserOptions.parse("rights=list,read ntlm");
    }

    /** The answer to a WRITE, whatever else is answered meanwhile. */
    private static int write(SmbPeer peer, FileId open) throws IOException {
        peer.send(peer.encode(Command.WRITE, new WriteRequest(0, open, 0, 0, ByteBuffer.wrap(new byte[3])), 0));
        SmbPeer.Answer answer = peer.receive();
        while (answer.header().command() != Command.WRITE.code()) {
            answer = peer.receive();
        }
        return answer.status();
    }
}
