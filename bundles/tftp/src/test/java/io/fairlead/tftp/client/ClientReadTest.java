// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.Packet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the client takes for the file it reads. */
class ClientReadTest extends PlayedServerTest {
    @ParameterizedTest
    @CsvSource({"0006 626c6b73697a65", "0006 626c6b73697a6500", "0006 626c6b73697a650031", "0009 00", "0006 0031"})
    void malformedAnswerEndsIt(String hex) throws Exception { // T4
        var reading = reading();
        server.request();
        try (var port = server.port()) {
            port.raw(java.util.HexFormat.of().parseHex(hex.replace(" ", "")));
            assertThat(((ErrorPacket) port.next()).code()).isEqualTo(4);
        }
        fails(reading, Reason.IO);
    }

    @ParameterizedTest
    @CsvSource({"true, 513", "false, 1469"})
    void blockLongerThanAgreedEndsIt(boolean plain, int bytes) throws Exception { // T4
        var reading = reading();
        server.request();
        try (var port = server.port()) {
            if (!plain) {
                port.oack("blksize", "1468");
                port.next();
            }
            port.data(1, new byte[bytes]);
            assertThat(((ErrorPacket) port.after(new Acknowledgment(0))).code()).isEqualTo(4);
        }
        fails(reading, Reason.IO);
    }

    @Test
    void addressAndTidAreHeldOnTo() throws Exception { // T5
        var reading = reading();
        server.request();
        try (var stranger = server.port("127.0.0.2");
                var port = server.port();
                var second = server.port()) {
            stranger.data(1, text("evil"));
            stranger.error(ErrorCode.FILE_NOT_FOUND);
            port.oack("tsize", "1472", "blksize", "1468");
            assertThat(port.next()).isEqualTo(new Acknowledgment(0));
            second.oack("tsize", "5"); // the request was sent twice, say
            assertThat(((ErrorPacket) second.next()).code()).isEqualTo(5);
            second.data(1, text("evil"));
            assertThat(((ErrorPacket) second.next()).code()).isEqualTo(5);
            second.error(ErrorCode.NOT_DEFINED);
            stranger.data(1, text("evil"));
            port.data(1, text("g".repeat(1468)));
            assertThat(port.after(new Acknowledgment(0))).isEqualTo(new Acknowledgment(1));
            port.data(2, text("good"));
            assertThat(port.after(new Acknowledgment(1))).isEqualTo(new Acknowledgment(2));
        }
        assertThat(reading.join()).isEqualTo("g".repeat(1468) + "good");
    }

    @Test
    void fileThatEndsEarlyIsAnError() throws Exception {
        var reading = reading();
        server.request();
        try (var port = server.port()) {
            port.oack("tsize", "1000");
            port.next();
            port.data(1, new byte[100]);
            assertThat(port.after(new Acknowledgment(0))).isEqualTo(new Acknowledgment(1));
        }
        fails(reading, Reason.IO);
    }

    @Test
    void lastBlockIsAcknowledgedAgain() throws Exception { // T8, dallying
        var reading = reading();
        server.request();
        try (var port = server.port()) {
            port.data(1, text("end"));
            assertThat(port.next()).isEqualTo(new Acknowledgment(1));
            assertThat(reading.join()).isEqualTo("end");
            Optional<Packet> again = Optional.empty();
            for (int i = 0; i < 50 && again.isEmpty(); i++) {
                port.data(1, text("end"));
                again = port.next(100); // what comes at once is taken for the network's copy
            }
            assertThat(again).contains(new Acknowledgment(1));
        }
    }

    @Test
    void sizeIsAskedForWithoutData() throws Exception {
        var size = start(() -> client.volume.attributes(VPath.of(FILE)).size());
        assertThat(server.request().options().number("tsize")).hasValue(0);
        try (var port = server.port()) {
            port.oack("tsize", "5000000000");
            assertThat(port.next()).isInstanceOf(ErrorPacket.class);
        }
        assertThat(size.join()).isEqualTo(5_000_000_000L);
    }
}
