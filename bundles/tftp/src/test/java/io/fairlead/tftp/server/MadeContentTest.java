// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.tftp.TftpContent;
import io.fairlead.tftp.protocol.Data;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import io.fairlead.tftp.protocol.Packet;
import java.io.ByteArrayInputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Content that is made while it is asked for. */
class MadeContentTest {
    @Test
    void contentIsMadeForEachClient() throws Exception {
        try (var fixture = new ServerFixture(b -> b.providers(
                        request -> request.file().equals("/boot.ipxe")
                                ? Optional.of(TftpContent.of("#!ipxe\n# "
                                        + request.client().getAddress().getHostAddress()))
                                : Optional.empty(),
                        request -> {
                            if (request.file().startsWith("/secret")) {
                                throw new StorageException(Reason.ACCESS_DENIED, "no");
                            }
                            return Optional.empty();
                        }));
                var client = new RawClient(fixture.address())) {
            fixture.file("/file", "stored");
            client.request(RawClient.read("boot.ipxe", "tsize", "0"));
            assertThat(((OptionAcknowledgment) client.next()).options().number("tsize"))
                    .hasValue(18);
            client.ack(0);
            assertThat(client.rest(512)).asString().isEqualTo("#!ipxe\n# 127.0.0.1");
            client.request(RawClient.read("secret"));
            assertThat(((ErrorPacket) client.next()).code()).isEqualTo(2);
            client.request(RawClient.read("file"));
            assertThat(((Data) client.next()).block()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 999", "1000, 1001", "5, 100000"})
    void madeContentIsNoLongerOrShorterThanAnnounced(long announced, int made) throws Exception {
        try (var fixture = new ServerFixture(b -> b.providers(request -> Optional.of(
                        new TftpContent(OptionalLong.of(announced), new ByteArrayInputStream(new byte[made])))));
                var client = new RawClient(fixture.address())) {
            client.request(RawClient.read("made", "blksize", "512"));
            client.next();
            client.ack(0);
            Packet answer;
            while ((answer = client.next()) instanceof Data data) {
                client.ack(data.block());
            }
            assertThat(((ErrorPacket) answer).code()).isZero();
        }
    }

    @Test
    void madeContentOfUnknownSizeIsSentToItsEnd() throws Exception {
        byte[] made = ServerFixture.random(70_000, 7);
        try (var fixture = new ServerFixture(b -> b.providers(request ->
                        Optional.of(new TftpContent(OptionalLong.empty(), new ByteArrayInputStream(made)))));
                var client = new RawClient(fixture.address())) {
            client.request(RawClient.read("made", "tsize", "0", "blksize", "1400"));
            assertThat(((OptionAcknowledgment) client.next()).options().values())
                    .containsOnlyKeys("blksize");
            client.ack(0);
            assertThat(client.rest(1400)).isEqualTo(made);
        }
    }
}
