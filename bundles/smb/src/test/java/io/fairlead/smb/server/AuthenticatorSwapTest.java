// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.auth.users.UserOptions;
import io.fairlead.auth.users.UsersAuthenticator;
import io.fairlead.auth.users.UsersFile;
import io.fairlead.auth.users.UsersSettings;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An authenticator that is replaced while clients are connected, or away for a moment. */
@Timeout(60)
class AuthenticatorSwapTest {
    @TempDir
    Path folder;

    private final SocketEndpoints endpoints = new SocketEndpoints();
    private final AtomicReference<Optional<Authenticator>> present = new AtomicReference<>(Optional.empty());
    private Served served;
    private SmbServer server;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        present.set(Optional.of(served.users()));
        server = SmbServer.builder(endpoints)
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .share("share", served.export())
                .authenticator(present::get)
                .settings(given -> given.withSwapWait(Duration.ofSeconds(10)).withDrain(Duration.ofSeconds(1)))
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close(true);
        endpoints.close();
        served.close();
    }

    private SmbPeer peer() throws IOException {
        SmbPeer peer = new SmbPeer(server.addresses().get(0).getPort());
        peer.negotiate(Dialect.SMB_3_1_1);
        return peer;
    }

    private UsersAuthenticator other(String... accounts) throws Exception {
        Path file = folder.resolve("others");
        UsersFile users = UsersFile.load(file);
        for (String account : accounts) {
            users.add(account, Served.PASSWORD.toCharArray(), UserOptions.DEFAULT.withNtlm(true));
        }
        users.save();
        return new UsersAuthenticator(UsersSettings.of(file), () -> LoginThrottle.NONE);
    }

    @Test
    void aLoginWaitsForOneThatIsAway() throws Exception {
        Optional<Authenticator> users = present.getAndSet(Optional.empty());
        try (SmbPeer peer = peer()) {
            var login = CompletableFuture.supplyAsync(() -> {
                try {
                    return peer.login(Served.USER, Served.PASSWORD).status();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            await().during(Duration.ofMillis(100)).until(() -> !login.isDone());
            present.set(users);
            assertThat(login.get(20, TimeUnit.SECONDS)).isEqualTo(NtStatus.SUCCESS.code());
        }
    }

    /** ADR 0018: who is not known to the next one stays; who is goes with it. */
    @Test
    void whoIsUnknownToTheNextOneStays() throws Exception {
        try (UsersAuthenticator others = other("torture2");
                SmbPeer stays = peer();
                SmbPeer goes = peer()) {
            assertThat(stays.login(Served.USER, Served.PASSWORD).status()).isZero();
            assertThat(goes.login("torture2", "Passw0rd!2").status()).isZero();
            present.set(Optional.of(others));
            UsersFile users = UsersFile.load(folder.resolve("others"));
            await().during(Duration.ofSeconds(1)).until(() -> server.sessions().size() == 2);
            users.remove("torture2");
            users.add("another", Served.PASSWORD.toCharArray(), UserOptions.DEFAULT);
            users.save();
            await().until(() -> server.sessions().size() == 1);
            assertThat(goes.isCutOff()).isTrue();
            assertThat(stays.ask(Command.ECHO, new Empty()).status()).isZero();
        }
    }
}
