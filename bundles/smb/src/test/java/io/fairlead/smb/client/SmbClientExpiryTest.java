// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.server.Session;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.auth.users.UsersAuthenticator;
import io.fairlead.auth.users.UsersSettings;
import io.fairlead.smb.server.ExpiringAuthenticator;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Pattern;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client of a server that wants to know again, after some time, who it is. */
@Timeout(60)
class SmbClientExpiryTest {
    private static final ConnectOptions ME =
            ConnectOptions.NONE.with(ConnectOptions.USER, Served.USER).with(ConnectOptions.PASSWORD, Served.PASSWORD);

    @TempDir
    Path folder;

    private final SmbConnector connector = new SmbConnector();
    private UsersAuthenticator users;
    private ExpiringAuthenticator expiring;
    private Served served;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity(), builder -> {
            users = new UsersAuthenticator(UsersSettings.of(folder.resolve("users")), () -> LoginThrottle.NONE);
            expiring = new ExpiringAuthenticator(users, Duration.ofMillis(1500));
            return builder.authenticator(expiring);
        });
    }

    @AfterEach
    void stop() throws Exception {
        connector.close();
        served.close();
        users.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"offered", "required"})
    void logsInAgainOnceAndGoesOnWithWhatIsOpen(String encryption) throws Exception {
        URI uri = URI.create("smb://127.0.0.1:" + served.port() + "/");
        try (RemoteStorage storage = connector.connect(uri, ME.with(SmbOptions.ENCRYPTION, encryption));
                Volume volume = storage.mount(Identity.ANONYMOUS);
                Node written = volume.open(
                        VPath.of("/share/written"), Open.openOrCreate(Open.Access.READ, Open.Access.WRITE))) {
            written.write(ByteBuffer.wrap(new byte[10]), 0);
            String session = sessions();
            int logins = expire();

            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                List<Callable<Void>> calls = IntStream.range(0, 8)
                        .<Callable<Void>>mapToObj(i -> () -> use(volume, written, i))
                        .toList();
                for (var done : threads.invokeAll(calls)) {
                    done.get();
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(expiring.logins()).isEqualTo(logins + 1);
            assertThat(sessions()).isEqualTo(session);
        }
    }

    /** Waits until the session has ended, with nobody there who asks for anything; the next login lasts. */
    private int expire() {
        int logins = expiring.logins();
        expiring.life(Duration.ofHours(1));
        Awaitility.await().until(expiring::ended);
        return logins;
    }

    /** What is kept under leases was kept for a session that is no more: it is looked at anew. */
    @ParameterizedTest
    @ValueSource(strings = {"offered", "required"})
    void remembersNothingBeyondItsSession(String encryption) throws Exception {
        URI uri = URI.create("smb://127.0.0.1:" + served.port() + "/share");
        try (RemoteStorage storage = connector.connect(uri, ME.with(SmbOptions.ENCRYPTION, encryption));
                Volume volume = storage.mount(Identity.ANONYMOUS)) {
            byte[] before = new Pattern(1).bytes(0, 300_000);
            Contents.write(volume, "/kept", before);
            for (int i = 0; i < 3; i++) {
                assertThat(Contents.read(volume, "/kept")).isEqualTo(before);
                assertThat(Contents.names(volume, "/")).contains("kept");
            }
            assertThat(connector.cachedBytes()).isPositive();
            int logins = expire();

            byte[] after = new Pattern(2).bytes(0, 200_000);
            Files.write(folder.resolve("files/kept"), after);
            Files.write(folder.resolve("files/new"), after);
            Awaitility.await().untilAsserted(() -> assertThat(Contents.read(volume, "/kept"))
                    .isEqualTo(after));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(Contents.names(volume, "/")).contains("kept", "new"));
            assertThat(expiring.logins()).isEqualTo(logins + 1);
        }
        connector.close();
        assertThat(connector.handles()).isZero();
        assertThat(connector.cachedBytes()).isZero();
    }

    private static Void use(Volume volume, Node written, int thread) throws StorageException {
        switch (thread % 4) {
            case 0 -> written.write(ByteBuffer.wrap(new byte[] {1}), thread);
            case 1 -> assertThat(Contents.read(volume, "/share/written")).hasSize(10);
            case 2 -> assertThat(Contents.names(volume, "/share")).contains("written");
            default -> assertThat(Contents.names(volume, "/hideunread")).contains("written"); // connects to it
        }
        return null;
    }

    private String sessions() {
        return served.server().sessions().stream().map(Session::id).toList().toString();
    }
}
