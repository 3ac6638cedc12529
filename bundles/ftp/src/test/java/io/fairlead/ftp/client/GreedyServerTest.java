// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.ScriptedPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that never come to an end. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GreedyServerTest {
    private final FtpConnector connector = new FtpConnector();

    @AfterEach
    void close() {
        connector.close();
    }

    private Volume mount(ScriptedPeer server) throws StorageException {
        return connector
                .connect(
                        URI.create("ftp://127.0.0.1:" + server.port() + "/"),
                        OurServer.ME.with(ConnectOptions.IO_TIMEOUT, Duration.ofSeconds(5)))
                .mount(Identity.ANONYMOUS);
    }

    @Test
    void aFileFarLargerThanAnnouncedIsBrokenOff() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer).expectLine("MLST /f").send("250-x\r\n type=file;size=5; /f\r\n250 end\r\n");
            try (Socket data = FtpScript.extendedPassive(peer)) {
                peer.expectLine("RETR /f").send("150 here\r\n");
                sendForEver(data.getOutputStream());
            }
        })) {
            Volume volume = mount(server);
            assertThat(volume.attributes(VPath.of("/f")).size()).isEqualTo(5);
            try (Node file = volume.open(VPath.of("/f"), Open.read())) {
                assertThatThrownBy(() -> readAll(file))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("more than it said");
            }
        }
    }

    private static void sendForEver(OutputStream out) {
        try {
            while (true) {
                out.write(new byte[1 << 16]);
            }
        } catch (IOException brokenOff) {
            // as it should be
        }
    }

    private static void readAll(Node file) throws StorageException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        long position = 0;
        for (int n = file.read(buffer, 0); n >= 0; n = file.read(buffer.clear(), position)) {
            position += n;
        }
    }

    @Test
    void aGreetingThatNeverComesIsNotWaitedFor() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            try {
                while (true) {
                    peer.send("120 ready in a moment\r\n");
                }
            } catch (IOException brokenOff) {
                // as it should be
            }
        })) {
            assertThatThrownBy(() -> mount(server).attributes(VPath.of("/f")))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("120 ready");
        }
    }
}
