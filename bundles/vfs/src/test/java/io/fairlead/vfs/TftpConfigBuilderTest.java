// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.junit.jupiter.api.Test;

/** What the options become on the wire, and that a server is asked for no file twice. */
class TftpConfigBuilderTest {
    private static final TftpConfigBuilder OPTIONS = TftpConfigBuilder.getInstance();
    /** ERROR 1, RFC 1350 5. */
    private static final byte[] NOT_FOUND = {0, 5, 0, 1, 'n', 'o', 0};

    @Test
    void defaultsAreThoseOfTheClient() throws Exception {
        assertThat(request(options -> {}))
                .startsWith("\0\1a\0octet\0")
                .contains("\0tsize\0000\0")
                .contains("\0blksize\0001468\0")
                .contains("\0windowsize\0008\0")
                .doesNotContain("timeout");
    }

    @Test
    void everyOptionReachesTheServer() throws Exception {
        assertThat(request(options -> {
                    OPTIONS.setBlockSize(options, 1000);
                    OPTIONS.setWindowSize(options, 4);
                    OPTIONS.setTimeout(options, Duration.ofSeconds(2));
                    OPTIONS.setNetascii(options, true);
                    OPTIONS.setLeadingSlash(options, true);
                    OPTIONS.setRollover(options, 1);
                    OPTIONS.setSegmentationOffload(options, "off");
                }))
                .startsWith("\0\1/a\0netascii\0")
                .contains("\0blksize\0001000\0")
                .contains("\0windowsize\0004\0")
                .contains("\0timeout\0002\0");
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        assertThatThrownBy(() -> request(options -> OPTIONS.setBlockSize(options, 7)))
                .hasStackTraceContaining("tftp.blockSize 7; expected 8 to 65464");
        assertThatThrownBy(() -> request(options -> OPTIONS.setWindowSize(options, 0)))
                .hasStackTraceContaining("tftp.windowSize 0");
        assertThatThrownBy(() -> request(options -> OPTIONS.setTimeout(options, Duration.ofMillis(1500))))
                .hasStackTraceContaining("whole seconds");
        assertThatThrownBy(() -> request(options -> OPTIONS.setRollover(options, 2)))
                .isInstanceOf(FileSystemException.class)
                .hasStackTraceContaining("tftp.rollover 2");
        assertThatThrownBy(() -> request(options -> OPTIONS.setSegmentationOffload(options, "perhaps")))
                .hasStackTraceContaining("tftp.segmentationOffload perhaps; expected auto, on or off");
    }

    /** The request that asks whether a file exists, as ISO 8859-1. */
    private static String request(Consumer<FileSystemOptions> settings) throws Exception {
        try (var manager = new DefaultFileSystemManager();
                var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            manager.addProvider("tftp", new TftpFileProvider());
            manager.init();
            var options = new FileSystemOptions();
            settings.accept(options);
            CompletableFuture<String> request = CompletableFuture.supplyAsync(() -> answer(socket));
            String url = "tftp://127.0.0.1:" + socket.getLocalPort() + "/a";
            assertThat(manager.resolveFile(url, options).exists()).isFalse();
            return request.get(10, TimeUnit.SECONDS);
        }
    }

    private static String answer(DatagramSocket socket) {
        try {
            var packet = new DatagramPacket(new byte[1500], 1500);
            socket.receive(packet);
            socket.send(new DatagramPacket(NOT_FOUND, NOT_FOUND.length, packet.getSocketAddress()));
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
