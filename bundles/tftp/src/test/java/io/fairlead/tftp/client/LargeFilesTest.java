// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.tftp.server.ServerFixture;
import io.fairlead.tftp.server.WritePolicy;
import io.fairlead.tftp.transfer.Timing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our client with our server, beyond block 65,535 and beyond 4 GiB. */
class LargeFilesTest {
    private static final long GIB = 1L << 30;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"0, 4, false", "1, 4, true", "0, 64, true", "1, 64, false"})
    void blockNumbersStartAgain(int rollover, int window, boolean singlePort) throws Exception {
        byte[] content = ServerFixture.random(8 * 65_600, rollover); // once around, by blocks of 8 bytes
        try (var server = new ServerFixture(
                        b -> b.rollover(rollover).singlePort(singlePort).writes(WritePolicy.CREATE));
                var client = new ClientFixture(server.address(), o -> o.with(TftpOptions.ROLLOVER, rollover)
                        .with(TftpOptions.BLOCK_SIZE, 8)
                        .with(TftpOptions.WINDOW_SIZE, window))) {
            client.write("/f", content, 100_000);
            assertThat(server.content("/f")).isEqualTo(content);
            assertThat(client.read("/f")).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    @EnabledIfSystemProperty(named = "tftp.huge", matches = "true", disabledReason = "needs 11 GB of disk, and minutes")
    void fiveGibibytesArriveWhole(boolean singlePort) throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        long expected = sparse(root.resolve("huge"), 5 * GIB);
        try (LocalStorage storage = LocalStorage.open(LocalSettings.of(root));
                var server = new ServerFixture(
                        storage,
                        b -> b.singlePort(singlePort).writes(WritePolicy.CREATE).timing(Timing.DEFAULT));
                var client = new ClientFixture(server.address(), o -> o.with(TftpTarget.TIMING, null)
                        .with(TftpOptions.BLOCK_SIZE, 65_464)
                        .with(TftpOptions.WINDOW_SIZE, 8))) {
            long before = used();
            assertThat(client.volume.attributes(VPath.of("/huge")).size()).isEqualTo(5 * GIB);
            try (Node down = client.volume.open(VPath.of("/huge"), Open.read());
                    Node up = client.volume.open(VPath.of("/copy"), Open.replace())) {
                up.announce(5 * GIB);
                assertThat(copy(down, up)).isEqualTo(expected);
            }
            assertThat(used() - before).as("heap used").isLessThan(256L << 20);
            assertThat(checksum(root.resolve("copy"))).isEqualTo(expected);
            assertThat(Files.size(root.resolve("copy"))).isEqualTo(5 * GIB);
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** A file of zeros with marks around every GiB; gives its checksum. */
    static long sparse(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < size; at += GIB) {
                channel.write(ByteBuffer.wrap(("mark at " + at).getBytes("US-ASCII")), Math.max(0, at - 7));
            }
            channel.write(ByteBuffer.wrap("end".getBytes("US-ASCII")), size - 3);
        }
        return checksum(file);
    }

    private static long checksum(Path file) throws IOException {
        var crc = new CRC32C();
        byte[] chunk = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(file)) {
            for (int bytes; (bytes = in.read(chunk)) > 0; ) {
                crc.update(chunk, 0, bytes);
            }
        }
        return crc.getValue();
    }

    private static long copy(Node from, Node to) throws IOException {
        var crc = new CRC32C();
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20);
        for (long at = 0; from.read(chunk.clear(), at) > 0; ) {
            crc.update(chunk.flip());
            to.write(chunk.rewind(), at);
            at += chunk.limit();
        }
        return crc.getValue();
    }
}
