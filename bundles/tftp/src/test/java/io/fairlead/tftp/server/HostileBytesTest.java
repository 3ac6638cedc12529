// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.testing.Wire;
import io.fairlead.tftp.protocol.Packet;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged packets, by the thousand, at every port of a running server. */
class HostileBytesTest {
    private static final int PACKETS = 2_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void listeningPortOutlivesDamagedPackets(boolean single) throws Exception {
        String name = "hostile" + single;
        Collection<byte[]> goldens = Wire.goldens(HostileBytesTest.class).values();
        try (var fixture =
                        new ServerFixture(b -> b.name(name).singlePort(single).writes(WritePolicy.REPLACE));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a.bin", new byte[3000]);
            for (byte[] mutant : (Iterable<byte[]>) Wire.mutations(1, PACKETS, List.copyOf(goldens))::iterator) {
                client.to(fixture.address());
                client.raw(ByteBuffer.wrap(mutant));
            }
            stillServes(fixture, name);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void transfersOutliveDamagedPackets(boolean write) throws Exception {
        String name = "struck" + write;
        Collection<byte[]> goldens = Wire.goldens(HostileBytesTest.class).values();
        try (var fixture = new ServerFixture(
                        b -> b.name(name).writes(WritePolicy.REPLACE).timing(ServerFixture.HASTY));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a.bin", new byte[300_000]);
            int sent = 0;
            for (byte[] mutant : (Iterable<byte[]>) Wire.mutations(2, PACKETS, List.copyOf(goldens))::iterator) {
                if (sent++ % 100 == 0) {
                    await().until(() -> fixture.server.sessions().size() < 40);
                    client.request(write ? RawClient.write("up" + sent) : RawClient.read("a.bin"));
                    client.next();
                }
                client.raw(ByteBuffer.wrap(mutant)); // to the last transfer, or to one that has ended
            }
            stillServes(fixture, name);
        }
    }

    private static void stillServes(ServerFixture fixture, String name) throws Exception {
        try (var other = new RawClient(fixture.address())) {
            fixture.file("/b", "content");
            Packet answer = null;
            for (int i = 0; i < 50 && answer == null; i++) { // the socket's buffer may be full yet
                other.request(RawClient.read("b"));
                answer = other.next(200).orElse(null);
            }
            assertThat(answer).isInstanceOf(io.fairlead.tftp.protocol.Data.class);
            assertThat(LogFile.of(name)).noneMatch(line -> line.startsWith("ERROR"));
        }
    }
}
