// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.tftp.server.Limits;
import io.fairlead.tftp.server.ServerFixture;
import io.fairlead.tftp.server.WritePolicy;
import java.nio.ByteBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client with our server. */
class TftpStorageTest {
    private static final int[] SIZES = {0, 1, 511, 512, 513, 1468, 4096, 65_535, 65_536, 65_537, 1_000_000};

    @ParameterizedTest
    @CsvSource({
        "512, 1, false",
        "1468, 8, false",
        "1468, 8, true",
        "8, 3, false",
        "1428, 64, true",
        "65464, 1, false",
        "65464, 4, true"
    })
    void everySizeArrivesAsItWas(int block, int window, boolean singlePort) throws Exception {
        try (var server = new ServerFixture(b -> b.singlePort(singlePort).writes(WritePolicy.REPLACE));
                var client = new ClientFixture(server.address(), o -> o.with(TftpOptions.BLOCK_SIZE, block)
                        .with(TftpOptions.WINDOW_SIZE, window))) {
            for (int size : SIZES) {
                byte[] content = ServerFixture.random(size, size);
                client.write("/u" + size, content, 7_000);
                assertThat(server.content("/u" + size)).as("written %d", size).isEqualTo(content);
                assertThat(client.read("/u" + size)).as("read %d", size).isEqualTo(content);
                assertThat(client.volume.attributes(VPath.of("/u" + size)).size())
                        .isEqualTo(size);
            }
            await().untilAsserted(
                            () -> assertThat(server.server.counters().failed()).isZero());
        }
    }

    @Test
    void anInterruptedCallKeepsItsFlag() throws Exception {
        try (var server = new ServerFixture(b -> b);
                var client = new ClientFixture(server.address(), o -> o)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> client.volume.attributes(VPath.of("/a")))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void sizeIsLearntWithoutData() throws Exception {
        try (var server = new ServerFixture(b -> b);
                var client = new ClientFixture(server.address(), o -> o)) {
            server.file("/big", ServerFixture.random(5_000_000, 1));
            assertThat(client.volume.attributes(VPath.of("/big")).size()).isEqualTo(5_000_000);
            await().until(() -> server.server.counters().probes() == 1);
            assertThat(server.server.counters().bytesOut()).isZero();
            assertThat(client.volume.attributes(VPath.ROOT).isDirectory()).isTrue();
            refused(Reason.NOT_FOUND, () -> client.volume.attributes(VPath.of("/none")));
        }
    }

    @Test
    void whatTftpCannotDoSaysSo() throws Exception {
        try (var server = new ServerFixture(b -> b.writes(WritePolicy.REPLACE));
                var client = new ClientFixture(server.address(), o -> o)) {
            server.file("/a", "content");
            VPath a = VPath.of("/a");
            try (Node root = client.volume.open(VPath.ROOT, Open.list())) {
                refused(Reason.NOT_SUPPORTED, () -> root.next(10));
            }
            refused(Reason.NOT_SUPPORTED, () -> client.volume.open(a, Open.delete()));
            refused(Reason.NOT_SUPPORTED, () -> client.volume.open(a, Open.attributes()));
            refused(Reason.NOT_SUPPORTED, () -> client.volume.open(VPath.of("/d"), Open.createDirectory()));
            refused(Reason.NOT_SUPPORTED, () -> client.volume.open(a, Open.openOrCreate(Open.Access.APPEND)));
            try (Node upload = client.volume.open(a, Open.replace())) {
                refused(Reason.NOT_SUPPORTED, () -> upload.write(ByteBuffer.allocate(1), 5));
                upload.abort();
            }
            assertThat(server.content("/a")).asString().isEqualTo("content");
        }
    }

    @Test
    void readOnlyServerRefusesAtTheEndOfASmallUpload() throws Exception {
        try (var server = new ServerFixture(b -> b);
                var client = new ClientFixture(server.address(), o -> o)) {
            refused(Reason.ACCESS_DENIED, () -> client.write("/a", new byte[10], 10));
            refused(Reason.ACCESS_DENIED, () -> client.write("/a", new byte[100_000], 1000));
        }
    }

    @Test
    void positionsMayBeAnywhere() throws Exception {
        byte[] content = ServerFixture.random(300_000, 1);
        try (var server = new ServerFixture(b -> b);
                var client = new ClientFixture(server.address(), o -> o)) {
            server.file("/a", content);
            try (Node node = client.volume.open(VPath.of("/a"), Open.read())) {
                for (int at : new int[] {0, 100, 5000, 299_999, 3, 150_000, 150_001}) {
                    ByteBuffer one = ByteBuffer.allocate(1);
                    assertThat(node.read(one, at)).isEqualTo(1);
                    assertThat(one.get(0)).as("byte %d", at).isEqualTo(content[at]);
                }
                assertThat(node.read(ByteBuffer.allocate(1), 300_000)).isEqualTo(-1);
                assertThat(node.attributes().size()).isEqualTo(300_000);
            }
        }
    }

    @Test
    void abortedUploadLeavesNothing() throws Exception {
        try (var server = new ServerFixture(b -> b.writes(WritePolicy.CREATE));
                var client = new ClientFixture(server.address(), o -> o)) {
            try (Node node = client.volume.open(VPath.of("/a"), Open.replace())) {
                node.write(ByteBuffer.allocate(500_000), 0);
                node.abort();
            }
            await().until(() -> server.server.sessions().isEmpty());
            assertThat(server.exists("/a")).isFalse();
        }
    }

    @Test
    void announcedSizeOfALargeFileIsToldBeforeItsData() throws Exception {
        var limits = new Limits(512, 64, 64L << 20, 200, 1_000_000);
        try (var server = new ServerFixture(b -> b.writes(WritePolicy.REPLACE).limits(limits));
                var client = new ClientFixture(server.address(), o -> o)) {
            try (Node node = client.volume.open(VPath.of("/a"), Open.replace())) {
                node.announce(1_000_001);
                refused(Reason.NO_SPACE, () -> node.write(ByteBuffer.allocate(100_000), 0));
                node.abort();
            }
            assertThat(server.server.counters().bytesIn()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 500000", "70000, 500000", "500000, 70000", "500000, 10", "0, 70000"})
    void announcedSizeNeedNotComeTrue(long announced, int size) throws Exception {
        byte[] content = ServerFixture.random(size, 1);
        try (var server = new ServerFixture(b -> b.writes(WritePolicy.REPLACE));
                var client = new ClientFixture(server.address(), o -> o.with(TftpOptions.WINDOW_SIZE, 64))) {
            try (Node node = client.volume.open(VPath.of("/a"), Open.replace())) {
                node.announce(announced);
                node.write(ByteBuffer.wrap(content), 0);
            }
            assertThat(server.content("/a")).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"octet", "netascii"})
    void modeOfTheUrlConvertsLines(String mode) throws Exception {
        String text = "one\ntwo\r\nthree\r".repeat(5000);
        try (var server = new ServerFixture(b -> b.writes(WritePolicy.REPLACE));
                var client = new ClientFixture(server.address(), ";mode=" + mode, o -> o)) {
            client.write("/a", text.getBytes("US-ASCII"), 777);
            assertThat(server.content("/a")).asString().isEqualTo(text);
            assertThat(client.read("/a", 333)).asString().isEqualTo(text);
            assertThat(client.read("/a;mode=netascii", 333)).asString().isEqualTo(text);
        }
    }

    @Test
    void pathOfTheUrlIsTheRoot() throws Exception {
        try (var server = new ServerFixture(b -> b);
                var client = new ClientFixture(server.address(), "d/e", o -> o)) {
            server.folder("/d");
            server.folder("/d/e");
            server.file("/d/e/f", "content");
            assertThat(client.read("/f")).asString().isEqualTo("content");
        }
    }

    @Test
    void closingTheStorageEndsWhatGoesOn() throws Exception {
        try (var server = new ServerFixture(b -> b);
                var client = new ClientFixture(server.address(), o -> o)) {
            server.file("/a", new byte[10_000_000]);
            Node node = client.volume.open(VPath.of("/a"), Open.read());
            node.read(ByteBuffer.allocate(100_000), 0);
            client.storage.close();
            refused(Reason.STALE, () -> node.read(ByteBuffer.allocate(100_000), 100_000));
            refused(Reason.STALE, () -> client.volume.attributes(VPath.of("/a")));
        }
    }

    @Test
    void aReaderThatRestsLongIsServedAnew() throws Exception {
        byte[] content = ServerFixture.random(300_000, 1);
        try (var server = new ServerFixture(b -> b);
                var client = new ClientFixture(server.address(), o -> o)) {
            server.file("/a", content);
            try (Node node = client.volume.open(VPath.of("/a"), Open.read())) {
                Thread.sleep(3200); // longer than the client trusts a transfer that it has not read from
                ByteBuffer all = ByteBuffer.allocate(300_000);
                while (all.hasRemaining() && node.read(all, all.position()) > 0) {}
                assertThat(all.array()).isEqualTo(content);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tftp:///a", "ftp://h/a", "tftp://user@h/a", "tftp://h/a;mode=mail", "tftp://h/a%0Ab"})
    void badUrlsAreRefused(String uri) {
        try (var connector = new TftpConnector()) {
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> connector.connect(java.net.URI.create(uri), ConnectOptions.NONE));
        }
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(StorageException.class).isThrownBy(call).satisfies(e -> assertThat(e.reason())
                .isEqualTo(reason));
    }
}
