// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.auth.users.UserOptions;
import io.fairlead.auth.users.UsersAuthenticator;
import io.fairlead.auth.users.UsersFile;
import io.fairlead.auth.users.UsersSettings;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who guesses passwords is slowed, shut out and told of, and learns not even which accounts there are. */
@Timeout(60)
class GuessedPasswordTest {
    private static final int MOST_GUESSES = 5;

    @TempDir
    Path folder;

    private final SocketEndpoints endpoints = new SocketEndpoints();
    private final List<AuditEvent> told = new CopyOnWriteArrayList<>();
    private final Counting throttle = new Counting();
    private UsersAuthenticator users;
    private SmbServer server;

    @BeforeEach
    void serve() throws Exception {
        UsersFile file = UsersFile.load(folder.resolve("users"));
        file.add("known", "right".toCharArray(), UserOptions.parse("").withNtlm(true));
        file.add("nohash", "right".toCharArray(), UserOptions.parse(""));
        file.save();
        users = new UsersAuthenticator(UsersSettings.of(folder.resolve("users")), () -> throttle);
        server = SmbServer.builder(endpoints)
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .authenticator(users)
                .audit(told::add)
                .start();
    }

    @AfterEach
    void stop() {
        server.close(true);
        endpoints.close();
        users.close();
    }

    private int login(String user, String password) throws IOException {
        try (SmbPeer peer = new SmbPeer(server.addresses().get(0).getPort())) {
            peer.negotiate(Dialect.SMB_3_1_1);
            return peer.login(user, password).status();
        }
    }

    @Test
    void nothingTellsWhetherThereIsAnAccount() throws Exception {
        for (String user : List.of("known", "unknown", "nohash")) {
            assertThat(login(user, "wrong")).as(user).isEqualTo(NtStatus.LOGON_FAILURE.code());
        }
        assertThat(told)
                .allMatch(event -> event.outcome() == AuditEvent.Outcome.REFUSED)
                .hasSize(3);
        assertThat(login("known", "right")).isZero();
    }

    @Test
    void whoGuessesIsShutOut() throws Exception {
        for (String user : List.of("known", "unknown")) {
            for (int i = 0; i < MOST_GUESSES; i++) {
                assertThat(login(user, "wrong" + i)).isEqualTo(NtStatus.LOGON_FAILURE.code());
            }
            assertThat(throttle.failures).containsEntry(user, MOST_GUESSES);
            assertThat(login(user, "right")).isEqualTo(NtStatus.LOGON_FAILURE.code());
            assertThat(throttle.failures).containsEntry(user, MOST_GUESSES); // whose password was not looked at
        }
        throttle.failures.clear();
        assertThat(login("known", "right")).isZero();
        assertThat(throttle.failures).isEmpty();
    }

    /** Bans an account after {@value #MOST_GUESSES} failures; the real one bans nobody on this machine. */
    private static final class Counting implements LoginThrottle {
        final Map<String, Integer> failures = new ConcurrentHashMap<>();

        @Override
        public Attempt begin(String account, InetAddress address, BooleanSupplier wanted)
                throws AuthenticationException {
            if (failures.getOrDefault(account, 0) >= MOST_GUESSES) {
                throw new AuthenticationException(AuthenticationException.Refusal.BANNED, "too many failures");
            }
            return new Attempt() {
                @Override
                public void failed() {
                    failures.merge(account, 1, Integer::sum);
                }

                @Override
                public void succeeded() {}

                @Override
                public void close() {}
            };
        }

        @Override
        public List<Ban> bans() {
            return List.of();
        }

        @Override
        public int unban(String accountOrAddress) {
            return 0;
        }
    }
}
