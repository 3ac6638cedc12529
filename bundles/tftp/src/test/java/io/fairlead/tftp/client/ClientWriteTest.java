// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import io.fairlead.tftp.protocol.Data;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.Packet;
import io.fairlead.tftp.protocol.Request;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the client does for the file it writes. */
class ClientWriteTest extends PlayedServerTest {
    @ParameterizedTest
    @CsvSource({"100, false, true", "65536, false, true", "70000, false, false", "70000, true, true"})
    void sizeIsAnnouncedWhenItIsKnown(int size, boolean told, boolean announced) throws Exception {
        var writing = start(() -> {
            try (Node node = client.volume.open(VPath.of(FILE), Open.replace())) {
                if (told) {
                    node.announce(size);
                }
                node.write(ByteBuffer.allocate(size), 0);
            }
            return null;
        });
        assertThat(server.request().options().number("tsize").orElse(-1)).isEqualTo(announced ? size : -1);
        try (var port = server.port()) {
            port.ack(0);
            long received = 0;
            for (int block = 1; ; block++) {
                Data data = data(port, block);
                received += data.content().remaining();
                port.ack(block);
                if (data.content().remaining() < 512) {
                    break;
                }
            }
            writing.join();
            assertThat(received).isEqualTo(size);
        }
    }

    private static Data data(RawServer.Port port, int block) throws Exception {
        Data data;
        do {
            data = (Data) port.next();
        } while (data.block() != block); // the one before, sent again
        return data;
    }

    @Test
    void uploadThatWasRefusedIsNotTriedWithAPart() throws Exception {
        var writing = writing(100_000);
        server.request();
        server.listening().error(ErrorCode.DISK_FULL);
        fails(writing, Reason.NO_SPACE);
        var reading = reading();
        assertThat(server.request().kind()).as("the next request").isEqualTo(Request.Kind.READ);
        server.listening().error(ErrorCode.FILE_NOT_FOUND);
        fails(reading, Reason.NOT_FOUND);
    }

    @Test
    void errorInTheMiddleOfAnUploadIsTold() throws Exception {
        var writing = writing(100_000);
        server.request();
        try (var port = server.port()) {
            port.ack(0);
            data(port, 1);
            port.error(ErrorCode.DISK_FULL);
        }
        fails(writing, Reason.NO_SPACE);
    }

    @Test
    void blockIsSentAgainUntilItIsAcknowledged() throws Exception {
        var writing = writing(100);
        server.request();
        try (var port = server.port()) {
            port.ack(0);
            Packet first = port.next();
            assertThat(port.next()).isEqualTo(first);
            port.ack(1);
            writing.join();
        }
    }
}
