// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.server.Session;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.CuttingRelay;
import io.fairlead.testing.Pattern;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server, ours or Samba, and a client that has several connections to it, each of which can be cut. */
abstract class SeveralChannels {
    static final int SIZE = 64 * 1024 * 1024;
    static final int PIECE = 1024 * 1024;
    static final int CHANNELS = 3;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @TempDir
    static Path folder;

    static Served ours;
    static SambaServer samba;

    SmbConnector connector;

    @BeforeAll
    static void serve() throws Exception {
        ours = new Served(folder.resolve("ours"), 0, given -> given);
        if (Files.isExecutable(Path.of("/usr/sbin/smbd")) && SambaServer.user().equals("root")) {
            samba = SambaServer.start(
                    Files.createDirectory(folder.resolve("samba")),
                    List.of("server multi channel support = yes", "kernel share modes = no", "posix locking = no"));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        ours.close();
        if (samba != null) {
            samba.close();
        }
    }

    @BeforeEach
    void begin() {
        connector = new SmbConnector();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(connector.handles()).isZero();
        connector.close();
        assertThat(connector.connections()).isZero();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ours.server().sessions()).isEmpty());
    }

    enum Server {
        OURS,
        SAMBA;

        int port() {
            assumeTrue(this == OURS || samba != null, "no Samba here");
            return this == OURS ? ours.port() : samba.port();
        }

        Path files() {
            return this == OURS ? folder.resolve("ours/files") : samba.files();
        }

        ConnectOptions me() {
            ConnectOptions me = this == OURS
                    ? SmbClientStorageTest.ME
                    : ConnectOptions.NONE
                            .with(ConnectOptions.USER, SambaServer.user())
                            .with(ConnectOptions.PASSWORD, SambaServer.PASSWORD);
            return me.with(SmbOptions.CHANNELS, CHANNELS);
        }
    }

    static CuttingRelay relay(Server server) throws Exception {
        return new CuttingRelay(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 0);
    }

    RemoteStorage connect(CuttingRelay relay, ConnectOptions options) throws Exception {
        return connector.connect(URI.create("smb://127.0.0.1:" + relay.port() + "/share"), options);
    }

    static String name() {
        return "f" + NUMBERS.incrementAndGet();
    }

    /** What happens behind each piece. */
    interface Between {
        void done(int pieces) throws Exception;
    }

    static void write(Volume volume, String name, int seed, Between between) throws Exception {
        Pattern pattern = new Pattern(seed);
        try (Node node = volume.open(VPath.of("/" + name), Open.replace())) {
            for (int at = 0; at < SIZE; at += PIECE) {
                node.write(ByteBuffer.wrap(pattern.bytes(at, PIECE)), at);
                between.done(at / PIECE + 1);
            }
        }
    }

    static void read(Volume volume, String name, int seed, Between between) throws Exception {
        Pattern pattern = new Pattern(seed);
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try (Node node = volume.open(VPath.of("/" + name), Open.read())) {
            for (int at = 0; at < SIZE; ) {
                int some = node.read(piece.clear(), at);
                assertThat(some).isPositive();
                pattern.check(piece.flip(), at);
                at += some;
                between.done(at / PIECE);
            }
        }
    }

    static void check(Server server, String name, int seed) throws Exception {
        byte[] there = Files.readAllBytes(server.files().resolve(name));
        assertThat(there).hasSize(SIZE);
        new Pattern(seed).check(ByteBuffer.wrap(there), 0);
    }

    static void awaitTrue(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(condition);
    }

    /** A volume over several connections, all of which are there. */
    interface Script {
        void run(Volume volume, CuttingRelay relay) throws Exception;
    }

    void overSeveral(Server server, ConnectOptions options, Script script) throws Exception {
        try (CuttingRelay relay = relay(server);
                RemoteStorage storage = connect(relay, options);
                Volume volume = storage.mount(Identity.ANONYMOUS)) {
            try (Node node = volume.open(VPath.of("/" + name()), Open.replace())) {
                awaitCarrying(node, relay, CHANNELS);
            }
            script.run(volume, relay);
        }
    }

    /** Writes until so many connections, that were not cut, have carried some of it. */
    static void awaitCarrying(Node node, CuttingRelay relay, int connections) {
        ByteBuffer piece = ByteBuffer.wrap(new Pattern(5).bytes(0, PIECE));
        awaitTrue(() -> {
            node.write(piece.duplicate(), 0);
            return relay.bytes().stream().filter(bytes -> bytes > PIECE).count() == connections;
        });
    }

    static List<String> sessions() {
        return ours.server().sessions().stream().map(Session::id).toList();
    }
}
