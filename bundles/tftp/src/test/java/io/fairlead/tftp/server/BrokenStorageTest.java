// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.FaultyStorage;
import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.ErrorPacket;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A storage whose nodes throw what they should not when they close takes nothing with it. */
class BrokenStorageTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void downloadsGoOn(boolean single) throws Exception {
        byte[] content = ServerFixture.random(5000, 1);
        var storage = new FaultyStorage(new MemoryStorage());
        try (var volume = storage.mount(Identity.of("test"));
                var node = volume.open(VPath.of("/a"), Open.replace())) {
            node.write(ByteBuffer.wrap(content), 0);
        }
        try (var fixture = new ServerFixture(storage, b -> b.singlePort(single))) {
            storage.breakEvery("close");
            for (int i = 0; i < 2; i++) {
                try (var client = new RawClient(fixture.address())) {
                    client.request(RawClient.read("a"));
                    assertThat(client.rest(512)).isEqualTo(content);
                }
                awaitNothingLeft(fixture);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void uploadsAreRefused(boolean single) throws Exception {
        var storage = new FaultyStorage(new MemoryStorage());
        storage.breakEvery("close");
        try (var fixture = new ServerFixture(storage, b -> b.singlePort(single).writes(WritePolicy.CREATE))) {
            for (int i = 0; i < 2; i++) {
                try (var client = new RawClient(fixture.address())) {
                    client.request(RawClient.write("b" + i));
                    assertThat(client.next()).isEqualTo(new Acknowledgment(0));
                    client.data(1, "whole");
                    assertThat(client.next()).isInstanceOf(ErrorPacket.class);
                }
                awaitNothingLeft(fixture);
            }
        }
    }

    private static void awaitNothingLeft(ServerFixture fixture) {
        await().until(() -> fixture.server.sessions().isEmpty() && fixture.server.memoryInUse() == 0);
    }
}
