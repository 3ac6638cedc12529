// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.Data;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.Packet;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.server.ServerFixture;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the client asks for, and what it takes: packet by packet, with a server that a test plays. */
class ClientRulesTest {
    private static final String FILE = "/f";

    private final RawServer server = new RawServer();
    private ClientFixture client;

    @BeforeEach
    void connect() throws Exception {
        client = new ClientFixture(server.address(), o -> o.with(TftpOptions.TIMEOUT, Duration.ofSeconds(1))
                .with(ConnectOptions.CONNECT_TIMEOUT, Duration.ofSeconds(30)));
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        server.close();
    }

    private static <T> CompletableFuture<T> start(Callable<T> call) {
        var result = new CompletableFuture<T>();
        var thread = new Thread(() -> {
            try {
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private CompletableFuture<String> reading() {
        return start(() -> new String(client.read(FILE), StandardCharsets.US_ASCII));
    }

    private CompletableFuture<Void> writing(int size) {
        return start(() -> {
            client.write(FILE, ServerFixture.random(size, 1), 10_000);
            return null;
        });
    }

    private static void fails(CompletableFuture<?> call, Reason reason) {
        ThrowingCallable join = call::join;
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(join)
                .withCauseInstanceOf(StorageException.class)
                .satisfies(e ->
                        assertThat(((StorageException) e.getCause()).reason()).isEqualTo(reason));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

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
                .isEqualTo(
                        "[[tsize, blksize, windowsize, timeout], [tsize, blksize, timeout], [tsize, blksize], [tsize]]");
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
        "0, IO",
        "1, NOT_FOUND",
        "2, ACCESS_DENIED",
        "3, NO_SPACE",
        "5, IO",
        "6, EXISTS",
        "7, ACCESS_DENIED",
        "99, IO"
    })
    void refusalsAreNotNegotiated(int code, Reason reason) throws Exception {
        var writing = writing(10);
        assertThat(server.request().kind()).isEqualTo(Request.Kind.WRITE);
        server.listening().send(new ErrorPacket(code, "no"));
        fails(writing, reason);
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

    @ParameterizedTest
    @CsvSource({"100, false, true", "65536, false, true", "70000, false, false", "70000, true, true"})
    void sizeIsAnnouncedWhenItIsKnown(int size, boolean told, boolean announced) throws Exception {
        var writing = start(() -> {
            try (Node node = client.volume.open(VPath.of(FILE), Open.replace())) {
                if (told) {
                    node.resize(size);
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
    void uploadThatIsNotWhatWasAnnouncedIsNotStored() throws Exception {
        var writing = start(() -> {
            try (Node node = client.volume.open(VPath.of(FILE), Open.replace())) {
                node.resize(2000);
                assertThat(node.attributes().size()).isEqualTo(2000);
                node.write(ByteBuffer.allocate(1500), 0);
            }
            return null;
        });
        server.request();
        try (var port = server.port()) {
            port.ack(0);
            Packet packet;
            while ((packet = port.next()) instanceof Data) {}
            assertThat(packet).isInstanceOf(ErrorPacket.class);
        }
        fails(writing, Reason.IO);
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
