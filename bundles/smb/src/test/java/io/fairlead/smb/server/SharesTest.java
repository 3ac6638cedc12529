// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import io.fairlead.core.Exports;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.TreeConnectResponse;
import io.fairlead.smb.server.state.Share;
import io.fairlead.smb.server.state.Share.Caching;
import io.fairlead.smb.server.state.Share.Rules;
import io.fairlead.storage.memory.MemoryStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients notice of shares that come, change and go, and of exports that are replaced behind them. */
@Timeout(60)
class SharesTest {
    private static final CreateRequest MAKE = new CreateRequest(0, 2, 0x1f01ff, 0, 7, 3, 0x40, "a.txt", List.of());

    @TempDir
    Path folder;

    private Served served;
    private Supplier<Optional<Export>> export;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        Optional<Export> found = Optional.of(served.export());
        export = () -> found;
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    private SmbPeer login() throws IOException {
        SmbPeer peer = new SmbPeer(served.port());
        peer.negotiate(Dialect.SMB_3_1_1);
        assertThat(peer.login(Served.USER, Served.PASSWORD).status()).isZero();
        return peer;
    }

    private static NtStatus connect(SmbPeer peer, String share) throws IOException {
        return status(peer.connectTree("\\\\server\\" + share));
    }

    private static NtStatus create(SmbPeer peer) throws IOException {
        return status(peer.ask(Command.CREATE, MAKE));
    }

    private static NtStatus status(SmbPeer.Answer answer) {
        for (NtStatus status : NtStatus.values()) {
            if (status.code() == answer.status()) {
                return status;
            }
        }
        throw new AssertionError(Integer.toHexString(answer.status()));
    }

    @Test
    void comeAndGoWhileClientsAreConnected() throws Exception {
        Share first = Share.of("first", export);
        Share second = Share.of("second", export);
        try (SmbPeer one = login();
                SmbPeer other = login()) {
            assertThat(connect(one, "first")).isEqualTo(NtStatus.BAD_NETWORK_NAME);
            served.server().offer(List.of(first, second));
            assertThat(connect(one, "FIRST")).isEqualTo(NtStatus.SUCCESS);
            assertThat(connect(other, "second")).isEqualTo(NtStatus.SUCCESS);
            assertThat(create(one)).isEqualTo(NtStatus.SUCCESS);
            served.server().offer(List.of(second));
            assertThat(create(one)).isEqualTo(NtStatus.NETWORK_NAME_DELETED);
            assertThat(served.export().opens()).isEmpty();
            assertThat(create(other)).isEqualTo(NtStatus.SUCCESS);
            assertThat(connect(one, "first")).isEqualTo(NtStatus.BAD_NETWORK_NAME);
            assertThat(connect(one, "second")).isEqualTo(NtStatus.SUCCESS);
        }
    }

    @Test
    void thatFollowTheServerAreWaitedFor() throws Exception {
        served.close();
        served = new Served(folder, 0, UnaryOperator.identity(), SmbServerBuilder::sharesFollow);
        try (SmbPeer peer = login()) {
            Share late = Share.of("late", () -> Optional.of(served.export()));
            CompletableFuture<Void> offered = CompletableFuture.runAsync(
                    () -> served.server().offer(List.of(late)),
                    CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
            assertThat(connect(peer, "late")).isEqualTo(NtStatus.SUCCESS);
            offered.get();
            assertThat(connect(peer, "none")).isEqualTo(NtStatus.BAD_NETWORK_NAME);
        }
    }

    @Test
    void thatChangeAreConnectedToAnew() throws Exception {
        served.server().offer(List.of(Share.of("files", export)));
        try (SmbPeer peer = login()) {
            connect(peer, "files");
            served.server()
                    .offer(List.of(
                            Share.of("files", export).withComment("changed").withCaching(Caching.NONE)));
            assertThat(create(peer)).as("a comment").isEqualTo(NtStatus.SUCCESS);
            Rules readOnly = new Rules(false, true, Set.of(), 0);
            served.server().offer(List.of(Share.of("files", export).withRules(readOnly)));
            assertThat(create(peer)).as("rules").isEqualTo(NtStatus.NETWORK_NAME_DELETED);
            assertThat(connect(peer, "files")).isEqualTo(NtStatus.SUCCESS);
            assertThat(create(peer)).isEqualTo(NtStatus.ACCESS_DENIED);
        }
    }

    @Test
    void areForSomeOnly() throws Exception {
        Rules others = new Rules(false, false, Set.of("nobody", "@" + Served.USER), 0);
        Rules mine = new Rules(false, false, Set.of(Served.USER), 0);
        served.server()
                .offer(List.of(
                        Share.of("theirs", export).withRules(others),
                        Share.of("mine", export).withRules(mine)));
        try (SmbPeer peer = login()) {
            assertThat(connect(peer, "theirs")).isEqualTo(NtStatus.ACCESS_DENIED);
            assertThat(connect(peer, "mine")).isEqualTo(NtStatus.SUCCESS);
        }
        var member =
                new Identity("x", Set.of("staff"), io.fairlead.api.storage.VPath.ROOT, Set.of(), Identity.Limits.NONE);
        assertThat(Share.of("s", export)
                        .withRules(new Rules(false, false, Set.of("@staff"), 0))
                        .admits(member))
                .isTrue();
    }

    @Test
    void areForSoManyAtATime() throws Exception {
        served.server().offer(List.of(Share.of("few", export).withRules(new Rules(false, false, Set.of(), 1))));
        try (SmbPeer second = login()) {
            try (SmbPeer first = login()) {
                assertThat(connect(first, "few")).isEqualTo(NtStatus.SUCCESS);
                assertThat(connect(second, "few")).isEqualTo(NtStatus.REQUEST_NOT_ACCEPTED);
            }
            await().untilAsserted(() -> assertThat(connect(second, "few")).isEqualTo(NtStatus.SUCCESS));
        }
    }

    @Test
    void sayWhatClientsMayKeep() throws Exception {
        served.server().offer(List.of(Share.of("files", export).withCaching(Caching.PROGRAMS)));
        try (SmbPeer peer = login()) {
            TreeConnectResponse response = TreeConnectResponse.decode(
                    peer.connectTree("\\\\server\\files").body());
            assertThat(response.shareFlags()).isEqualTo(0x20);
        }
    }

    /** One export goes, and another one with the same files comes: no client has to connect anew. */
    @Test
    void goOnOverTheNextExport() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        AtomicReference<Optional<Export>> present = new AtomicReference<>(Optional.empty());
        served.server().offer(List.of(Share.of("files", present::get)));
        var before = Exports.over(storage).name("files").build();
        present.set(Optional.of(before));
        try (SmbPeer peer = login()) {
            assertThat(connect(peer, "files")).isEqualTo(NtStatus.SUCCESS);
            assertThat(create(peer)).isEqualTo(NtStatus.SUCCESS);
            present.set(Optional.empty());
            before.close();
            CompletableFuture<NtStatus> asked = CompletableFuture.supplyAsync(() -> {
                try {
                    return create(peer);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            present.set(Optional.of(Exports.over(storage).name("files").build()));
            assertThat(asked.get()).isEqualTo(NtStatus.SUCCESS);
        }
    }

    @Test
    void withoutAnExportAreRefusedAfterAMoment() throws Exception {
        served.close();
        served = new Served(folder, 0, settings -> settings.withSwapWait(Duration.ofMillis(50)));
        served.server().offer(List.of(Share.of("files", Optional::empty)));
        try (SmbPeer peer = login()) {
            assertThat(connect(peer, "files")).isEqualTo(NtStatus.BAD_NETWORK_NAME);
        }
    }

    @Test
    void endAtOnceWithIdleClients() throws Exception {
        try (SmbPeer peer = login()) {
            connect(peer, "share");
            served.server().leave(true);
            assertThat(served.server().state()).isEqualTo(FileServer.State.DRAINING);
            assertThat(create(peer)).as("while it drains").isEqualTo(NtStatus.SUCCESS);
            served.server().drain();
            assertThat(served.server().state()).isEqualTo(FileServer.State.STOPPED);
            assertThat(peer.isCutOff()).isTrue();
        }
        assertThat(served.export().opens()).isEmpty();
    }
}
