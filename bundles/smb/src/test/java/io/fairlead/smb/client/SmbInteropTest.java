// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Pattern;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's servers, and what they refuse; whatever happens, nothing is left behind in the client. */
class SmbInteropTest {
    private static final int SIZE = 3_000_000;
    private static final String IMPACKET =
            """
            import sys
            from impacket import smbserver
            from impacket.ntlm import compute_lmhash, compute_nthash
            server = smbserver.SimpleSMBServer(listenAddress='127.0.0.1', listenPort=int(sys.argv[1]))
            server.addShare('SHARE', sys.argv[2], '', readOnly='no')
            server.addCredential('me', 0, compute_lmhash('secret'), compute_nthash('secret'))
            server.setSMB2Support(True)
            server.start()
            """;

    @TempDir
    Path folder;

    private final SmbConnector connector = new SmbConnector();

    @AfterEach
    void ledger() {
        assertThat(connector.connections()).isZero();
        assertThat(connector.handles()).isZero();
        connector.close();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .as("threads of the client")
                        .noneMatch(thread -> thread.getName().startsWith("fairlead-smb-client")));
    }

    private RemoteStorage connect(int port, String path, ConnectOptions options) throws Exception {
        return connector.connect(URI.create("smb://127.0.0.1:" + port + path), options);
    }

    private static ConnectOptions samba() {
        return ConnectOptions.NONE
                .with(ConnectOptions.USER, SambaServer.user())
                .with(ConnectOptions.PASSWORD, SambaServer.PASSWORD)
                .with(SmbOptions.RECOVERY_TIMEOUT, Duration.ofMillis(500));
    }

    private void refused(int port, String path, ConnectOptions options, Reason expected) throws Exception {
        try (RemoteStorage storage = connect(port, path, options)) {
            StorageException e = catchThrowableOfType(StorageException.class, () -> storage.mount(Identity.ANONYMOUS)
                    .close());
            assertThat(e.reason()).as(e.getMessage()).isEqualTo(expected);
            assertThat(e.getMessage()).doesNotContain(SambaServer.PASSWORD);
        }
    }

    @Test
    void isRefusedBySambaAsItShould() throws Exception {
        try (SambaServer server = SambaServer.start(folder, List.of())) {
            refused(server.port(), "/share", samba().with(ConnectOptions.PASSWORD, "wrong"), Reason.ACCESS_DENIED);
            refused(server.port(), "/missing", samba(), Reason.NOT_FOUND);
            refused(server.port(), "/enc", samba().with(SmbOptions.NEWEST, "2.1"), Reason.ACCESS_DENIED);
            try (RemoteStorage storage = connect(server.port(), "/enc", samba());
                    Volume volume = storage.mount(Identity.ANONYMOUS)) {
                Contents.write(volume, "/f", "encrypted");
                assertThat(Contents.text(volume, "/f")).isEqualTo("encrypted");
            }
        }
    }

    @Test
    void saysSoWhenSambaIsKilledWhileItIsRead() throws Exception {
        try (SambaServer server = SambaServer.start(folder, List.of())) {
            Files.write(server.files().resolve("f"), new Pattern(1).bytes(0, SIZE));
            try (RemoteStorage storage = connect(server.port(), "/share", samba());
                    Volume volume = storage.mount(Identity.ANONYMOUS);
                    Node node = volume.open(VPath.of("/f"), Open.read())) {
                ByteBuffer first = ByteBuffer.allocate(1000);
                assertThat(node.read(first, 0)).isPositive();
                server.kill();
                StorageException e = catchThrowableOfType(StorageException.class, () -> {
                    for (long at = first.position(); at < SIZE; ) {
                        ByteBuffer some = ByteBuffer.allocate(100_000);
                        int count = node.read(some, at);
                        assertThat(count).as("an end at " + at).isPositive();
                        new Pattern(1).check(some.flip(), at);
                        at += count;
                    }
                });
                assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.UNAVAILABLE);
            }
        }
    }

    @Test
    void publishesNothingWhenSambaIsKilledWhileItIsWritten() throws Exception {
        try (SambaServer server = SambaServer.start(folder, List.of())) {
            Path file = server.files().resolve("f");
            Files.writeString(file, "old");
            try (RemoteStorage storage = connect(server.port(), "/share", samba());
                    Volume volume = storage.mount(Identity.ANONYMOUS)) {
                Node upload = volume.open(VPath.of("/f"), Open.replace());
                upload.write(ByteBuffer.wrap(new byte[SIZE]), 0);
                server.kill();
                StorageException e = catchThrowableOfType(StorageException.class, () -> {
                    upload.write(ByteBuffer.wrap(new byte[SIZE]), SIZE);
                    upload.close();
                });
                assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.UNAVAILABLE);
                upload.abort();
            }
            assertThat(file).hasContent("old");
        }
    }

    @Test
    void storesFilesOnImpacket() throws Exception {
        Process there = new ProcessBuilder("/usr/bin/python3", "-c", "import impacket.smbserver")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeTrue(there.waitFor() == 0, "python3-impacket is not installed");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path files = Files.createDirectory(folder.resolve("impacket"));
        Process server = new ProcessBuilder("/usr/bin/python3", "-c", IMPACKET, String.valueOf(port), files.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("impacket.log").toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> listens(port));
            // it neither signs nor knows another dialect that it keeps to
            ConnectOptions me = ConnectOptions.NONE
                    .with(ConnectOptions.USER, "me")
                    .with(ConnectOptions.PASSWORD, "secret")
                    .with(SmbOptions.NEWEST, "2.1")
                    .with(SmbOptions.SIGNING, false);
            refused(port, "/SHARE", me.with(ConnectOptions.PASSWORD, "wrong"), Reason.ACCESS_DENIED);
            try (RemoteStorage storage = connect(port, "/SHARE", me);
                    Volume volume = storage.mount(Identity.ANONYMOUS)) {
                Contents.makeDirectory(volume, "/d");
                byte[] content = new Pattern(5).bytes(0, SIZE);
                try (Node node = volume.open(VPath.of("/d/f"), Open.replace())) {
                    node.write(ByteBuffer.wrap(content), 0);
                }
                assertThat(files.resolve("d/f")).hasBinaryContent(content);
                assertThat(Contents.read(volume, "/d/f")).isEqualTo(content);
                assertThat(Contents.names(volume, "/d")).containsExactly("f");
                Contents.rename(volume, "/d/f", "/d/g", false);
                Contents.delete(volume, "/d/g");
                Contents.delete(volume, "/d");
            }
            try (Stream<Path> left = Files.list(files)) {
                assertThat(left).isEmpty();
            }
        } finally {
            server.destroyForcibly();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
