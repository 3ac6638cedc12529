// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.export.Export;
import io.fairlead.core.Exports;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.ErrorPacket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
        TftpServer server = TftpServer.builder(endpoints, () -> export)
                .address(address)
                .owner(owner)
                .drain(Duration.ZERO)
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
    void withoutAnExportClientsAreToldToTryAgain() throws Exception {
        start("");
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
