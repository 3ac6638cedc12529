// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.server.ServerFixture;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the client asks for, and what it agrees to. */
class ClientNegotiationTest extends PlayedServerTest {
    @ParameterizedTest
    @EnumSource(names = {"OPTION_NEGOTIATION", "ILLEGAL_OPERATION"})
    void optionsAreLeftOutOneByOneUntilTheServerIsContent(ErrorCode code) throws Exception {
        var reading = reading();
        List<Collection<String>> asked = new ArrayList<>();
        Request request;
        while (!(request = server.request()).options().isEmpty()) {
            asked.add(request.options().values().keySet());
            server.listening().error(code);
        }
        try (var port = server.port()) {
            port.data(1, text("plain"));
            assertThat(port.next()).isEqualTo(new Acknowledgment(1));
        }
        assertThat(reading.join()).isEqualTo("plain");
        assertThat(asked.toString())
                .isEqualTo("[[tsize, blksize, windowsize, timeout], [tsize, blksize, timeout], [tsize, blksize],"
                        + " [tsize]]");
        var again = reading();
        assertThat(server.request().options().isEmpty())
                .as("what was learnt is kept")
                .isTrue();
        server.listening().error(ErrorCode.FILE_NOT_FOUND);
        fails(again, Reason.NOT_FOUND);
    }

    @Test
    void whatTheServerTakesIsKept() throws Exception {
        for (int i = 0; i < 2; i++) {
            var reading = reading();
            Request request = server.request();
            if (request.options().has("windowsize")) {
                assertThat(i).isZero();
                server.listening().error(ErrorCode.OPTION_NEGOTIATION);
                request = server.request();
            }
            assertThat(request.options().values()).containsOnlyKeys("tsize", "blksize", "timeout");
            try (var port = server.port()) {
                port.oack("tsize", "4");
                assertThat(port.next()).isEqualTo(new Acknowledgment(0));
                port.data(1, text("some"));
                assertThat(port.after(new Acknowledgment(0))).isEqualTo(new Acknowledgment(1));
            }
            assertThat(reading.join()).isEqualTo("some");
        }
    }

    @Test
    void serverThatIsDeafToOptionsIsAskedWithout() throws Exception {
        client.close();
        client = new ClientFixture(server.address(), o -> o);
        var reading = reading();
        int requests = 1;
        while (!server.request().options().isEmpty()) {
            requests++;
        }
        try (var port = server.port()) {
            port.data(1, text("deaf"));
            assertThat(port.next()).isEqualTo(new Acknowledgment(1));
        }
        assertThat(reading.join()).isEqualTo("deaf");
        assertThat(requests).isEqualTo(4);
        var again = reading();
        assertThat(server.request().options().isEmpty())
                .as("what was learnt is kept")
                .isTrue();
        server.listening().error(ErrorCode.FILE_NOT_FOUND);
        fails(again, Reason.NOT_FOUND);
    }

    @Test
    void errorWithoutAMeaningHasTheOptionsLeftOutOnce() throws Exception {
        var reading = reading();
        assertThat(server.request().options().isEmpty()).isFalse();
        server.listening().error(ErrorCode.NOT_DEFINED);
        assertThat(server.request().options().isEmpty()).isTrue();
        try (var port = server.port()) {
            port.data(1, text("plain"));
            assertThat(port.next()).isEqualTo(new Acknowledgment(1));
        }
        assertThat(reading.join()).isEqualTo("plain");
        var refused = reading();
        assertThat(server.request().options().isEmpty()).isTrue();
        server.listening().error(ErrorCode.NOT_DEFINED);
        fails(refused, Reason.IO);
    }

    @Test
    void whatIsKnownOfAHostIsKnownToEachOfItsUrls() throws Exception {
        var reading = reading();
        server.request();
        server.listening().error(ErrorCode.NOT_DEFINED);
        server.request();
        try (var port = server.port()) {
            port.data(1, text("x"));
            port.next();
        }
        assertThat(reading.join()).isEqualTo("x");
        URI other = URI.create("tftp://127.0.0.1:" + server.address().getPort() + "/folder/");
        Volume volume = client.connector.connect(other, ClientFixture.QUICK).mount(Identity.ANONYMOUS);
        var again = start(() -> volume.open(VPath.of("/f"), Open.read()));
        assertThat(server.request().options().isEmpty()).isTrue();
        server.listening().error(ErrorCode.FILE_NOT_FOUND);
        fails(again, Reason.NOT_FOUND);
    }

    @Test
    void serverThatIgnoresOptionsIsPlainTftp() throws Exception { // RFC 2347
        byte[] content = ServerFixture.random(1024, 1);
        var reading = start(() -> client.read(FILE));
        server.request();
        try (var port = server.port()) {
            port.data(1, java.util.Arrays.copyOf(content, 512));
            assertThat(port.next()).isEqualTo(new Acknowledgment(1));
            port.data(2, java.util.Arrays.copyOfRange(content, 512, 1024));
            assertThat(port.after(new Acknowledgment(1))).isEqualTo(new Acknowledgment(2));
            port.data(3, new byte[0]);
            assertThat(port.after(new Acknowledgment(2))).isEqualTo(new Acknowledgment(3));
        }
        assertThat(reading.join()).isEqualTo(content);
    }

    @ParameterizedTest
    @CsvSource({
        "blksize, 1469",
        "blksize, 65464",
        "blksize, 7",
        "windowsize, 9",
        "timeout, 2",
        "multicast, 1",
        "blksize, 99999999999999999999",
        "tsize, -1"
    })
    void oackLargerThanAskedEndsIt(String name, String value) throws Exception { // T3
        var reading = reading();
        server.request();
        try (var port = server.port()) {
            port.oack(name, value);
            assertThat(((ErrorPacket) port.next()).code()).isEqualTo(8);
        }
        fails(reading, Reason.IO);
    }

    @ParameterizedTest
    @CsvSource({"1, NOT_FOUND", "2, ACCESS_DENIED", "3, NO_SPACE", "5, IO", "6, EXISTS", "7, ACCESS_DENIED", "99, IO"})
    void refusalsAreNotNegotiated(int code, Reason reason) throws Exception {
        var writing = writing(10);
        assertThat(server.request().kind()).isEqualTo(Request.Kind.WRITE);
        server.listening().send(new ErrorPacket(code, "no"));
        fails(writing, reason);
    }
}
