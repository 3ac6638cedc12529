// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.export.Export;
import io.fairlead.core.Exports;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.ErrorPacket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers and exports that come and go on one port. */
class SwapTest {
    private final SocketEndpoints endpoints = new SocketEndpoints();
    private final MemoryStorage storage = new MemoryStorage();
    private volatile Optional<Export> export;
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    SwapTest() {
        export = Optional.of(Exports.over(storage).build());
    }

    @AfterEach
    void close() {
        endpoints.close();
        storage.close();
    }

    private TftpServer start(String owner) throws IOException {
        return start(builder -> builder.owner(owner).drain(Duration.ZERO));
    }

    private TftpServer start(UnaryOperator<TftpServerBuilder> settings) throws IOException {
        TftpServer server = settings.apply(
                        TftpServer.builder(endpoints, () -> export).address(address))
                .start();
        address = server.addresses().get(0);
        return server;
    }

    @Test
    void aRequestThatCameWhileNobodyWasThereIsAnswered() throws Exception {
        start("").close();
        for (int i = 0; i < 20; i++) {
            try (RawClient client = new RawClient(address)) {
                client.request(RawClient.read("missing"));
                TftpServer next = start("");
                assertThat(client.next()).isInstanceOfSatisfying(ErrorPacket.class, error -> assertThat(error.code())
                        .isEqualTo(ErrorCode.FILE_NOT_FOUND.number()));
                next.close();
            }
        }
    }

    @Test
    void anExportThatIsBackSoonIsNotMissed() throws Exception {
        TftpServer server = start(builder -> builder.swapWait(Duration.ofMinutes(1)));
        Optional<Export> present = export;
        export = Optional.empty();
        try (RawClient client = new RawClient(address)) {
            client.request(RawClient.read("missing"));
            await().until(() -> server.sessions().size() == 1);
            export = present;
            assertThat(client.next()).isInstanceOfSatisfying(ErrorPacket.class, error -> assertThat(error.code())
                    .isEqualTo(ErrorCode.FILE_NOT_FOUND.number()));
        }
        server.close();
    }

    @Test
    void aWaitForAnExportEndsWithItsSession() throws Exception {
        TftpServer server = start(builder -> builder.swapWait(Duration.ofMinutes(1)));
        export = Optional.empty();
        try (RawClient client = new RawClient(address)) {
            client.request(RawClient.read("missing"));
            await().until(() -> server.sessions().size() == 1);
            assertThat(server.disconnect(server.sessions().get(0).id())).isTrue();
            await().until(() -> server.sessions().isEmpty());
        }
        server.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void transfersOfTheOldServerEndBesideTheNewOne(boolean singlePort) throws Exception {
        UnaryOperator<TftpServerBuilder> settings = builder ->
                builder.singlePort(singlePort).writes(WritePolicy.CREATE).drain(Duration.ofMinutes(1));
        TftpServer old = start(settings);
        try (RawClient client = new RawClient(address);
                RawClient newcomer = new RawClient(address)) {
            client.request(RawClient.write("a"));
            assertThat(client.next()).isEqualTo(new Acknowledgment(0));
            old.leave(false);
            TftpServer next = start(settings);
            newcomer.request(RawClient.read("missing"));
            assertThat(newcomer.next()).isInstanceOf(ErrorPacket.class);
            client.data(1, "abc");
            assertThat(client.next()).isEqualTo(new Acknowledgment(1));
            old.drain();
            next.close();
        }
    }

    @Test
    void withoutAnExportClientsAreToldToTryAgain() throws Exception {
        start(builder -> builder.swapWait(Duration.ZERO));
        export = Optional.empty();
        try (RawClient client = new RawClient(address)) {
            client.request(RawClient.read("a"));
            assertThat(client.next())
                    .isEqualTo(new ErrorPacket(ErrorCode.NOT_DEFINED, "not available now, try again later"));
        }
    }

    @Test
    void thePortHasOneOwner() throws Exception {
        start("tftp~one");
        assertThatThrownBy(() -> start("tftp~two"))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("tftp~one listens there");
        start("tftp~one").close();
    }
}
