// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.server.Session;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.server.ExpiringAuthenticator;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CuttingRelay;
import io.fairlead.testing.Pattern;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Several connections of one session: content goes over all of them. */
@Timeout(120)
class SmbMultichannelTest extends SeveralChannels {
    @ParameterizedTest
    @CsvSource({
        "OURS, 3.1.1, offered, true",
        "OURS, 3.1.1, required, true",
        "OURS, 3.0.2, offered, true",
        "OURS, 3.0, required, true",
        "SAMBA, 3.1.1, offered, true",
        "SAMBA, 3.1.1, required, true",
        "SAMBA, 3.1.1, offered, false",
        "SAMBA, 3.0, offered, true"
    })
    void spreadsContent(Server server, String dialect, String encryption, boolean signing) throws Exception {
        ConnectOptions options = server.me()
                .with(SmbOptions.NEWEST, dialect)
                .with(SmbOptions.ENCRYPTION, encryption)
                .with(SmbOptions.SIGNING, signing);
        overSeveral(server, options, (volume, relay) -> {
            String name = name();
            List<Long> before = relay.bytes();
            write(volume, name, 1, pieces -> {});
            check(server, name, 1);
            List<Long> between = relay.bytes();
            read(volume, name, 1, pieces -> {});
            List<Long> after = relay.bytes();
            assertThat(after).hasSize(CHANNELS);
            for (int i = 0; i < CHANNELS; i++) {
                assertThat(between.get(i) - before.get(i)).as("written by " + i).isGreaterThan(SIZE / 10);
                assertThat(after.get(i) - between.get(i)).as("read by " + i).isGreaterThan(SIZE / 10);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void staysWithOneBefore3(Server server) throws Exception {
        String name = name();
        try (CuttingRelay relay = relay(server);
                RemoteStorage storage = connect(relay, server.me().with(SmbOptions.NEWEST, "2.1"));
                Volume volume = storage.mount(Identity.ANONYMOUS)) {
            write(volume, name, 2, pieces -> {});
            read(volume, name, 2, pieces -> {});
            assertThat(relay.bytes()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void staysWithOneUnlessTold(Server server) throws Exception {
        String name = name();
        try (CuttingRelay relay = relay(server);
                RemoteStorage storage = connect(relay, server.me().with(SmbOptions.CHANNELS, null));
                Volume volume = storage.mount(Identity.ANONYMOUS)) {
            write(volume, name, 2, pieces -> {});
            read(volume, name, 2, pieces -> {});
            assertThat(relay.bytes()).hasSize(1);
        }
    }

    @Test
    void staysWithOneWithoutLargeContent() throws Exception {
        try (CuttingRelay relay = relay(Server.OURS);
                RemoteStorage storage = connect(relay, Server.OURS.me());
                Volume volume = storage.mount(Identity.ANONYMOUS)) {
            for (int i = 0; i < 400; i++) {
                Contents.write(volume, "/small" + i % 10, new byte[50_000]);
            }
            assertThat(relay.bytes()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void closesThoseThatCarryNothing(Server server) throws Exception {
        ConnectOptions options = server.me().with(ConnectOptions.IDLE_TIMEOUT, Duration.ofSeconds(1));
        overSeveral(server, options, (volume, relay) -> {
            try (Node node = volume.open(VPath.of("/" + name()), Open.replace())) {
                node.write(ByteBuffer.allocate(PIECE), 0); // so that the session is needed
                List<String> before = sessions();
                awaitTrue(() -> connector.connections() == 1);
                assertThat(sessions()).isEqualTo(before);
                awaitCarrying(node, relay, 2 * CHANNELS - 1);
            }
        });
    }

    /** It is expired by the time that content goes over all of them again. */
    @Test
    void goesOnAfterTheSessionHasExpired() throws Exception {
        AtomicReference<ExpiringAuthenticator> expiring = new AtomicReference<>();
        Path at = folder.resolve("expiring" + name());
        try (Served served = new Served(at, 0, given -> given, builder -> {
                    expiring.set(new ExpiringAuthenticator(ours.users(), Duration.ofSeconds(3)));
                    return builder.authenticator(expiring.get());
                });
                CuttingRelay relay =
                        new CuttingRelay(new InetSocketAddress(InetAddress.getLoopbackAddress(), served.port()), 0);
                RemoteStorage storage = connect(relay, Server.OURS.me());
                Volume volume = storage.mount(Identity.ANONYMOUS);
                Node node = volume.open(VPath.of("/f"), Open.replace())) {
            awaitCarrying(node, relay, CHANNELS);
            List<String> before =
                    served.server().sessions().stream().map(Session::id).toList();
            expiring.get().life(Duration.ofHours(1));
            awaitTrue(expiring.get()::ended);
            List<Long> carried = relay.bytes();
            ByteBuffer piece = ByteBuffer.wrap(new Pattern(5).bytes(0, PIECE));
            for (int i = 0; i < 30; i++) {
                node.write(piece.duplicate(), 0);
            }
            assertThat(relay.bytes()).hasSize(CHANNELS);
            for (int i = 0; i < CHANNELS; i++) {
                assertThat(relay.bytes().get(i)).isGreaterThan(carried.get(i));
            }
            assertThat(served.server().sessions().stream().map(Session::id)).containsExactlyElementsOf(before);
            assertThat(expiring.get().logins())
                    .as("one of each channel, and one more")
                    .isEqualTo(CHANNELS + 1);
        }
    }
}
