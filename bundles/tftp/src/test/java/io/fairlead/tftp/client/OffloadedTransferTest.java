// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.tftp.offload.SegmentationOffload;
import io.fairlead.tftp.server.ServerFixture;
import io.fairlead.tftp.server.WritePolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole windows from end to end, one side or both of which leave packets to the system; without, before Java 22. */
class OffloadedTransferTest {
    @ParameterizedTest
    @CsvSource({
        "ON, ON, 1428, 64",
        "ON, ON, 512, 127",
        "ON, ON, 30000, 3",
        "ON, ON, 40000, 4",
        "ON, ON, 256, 16",
        "ON, OFF, 1428, 16",
        "OFF, ON, 1428, 16",
        "OFF, OFF, 1428, 64"
    })
    void filesArriveAsTheyWere(SegmentationOffload there, SegmentationOffload here, int block, int window)
            throws Exception {
        try (var server = new ServerFixture(b ->
                        b.writes(WritePolicy.CREATE).segmentationOffload(there).windowBlocks(window));
                var client = new ClientFixture(server.address(), o -> o.with(TftpOptions.BLOCK_SIZE, block)
                        .with(TftpOptions.WINDOW_SIZE, window)
                        .with(TftpOptions.SEGMENTATION_OFFLOAD, here.name()))) {
            for (int size : new int[] {0, 1, block, block * window, 3_000_000, block * window * 20 - 1}) {
                byte[] content = ServerFixture.random(size, size);
                client.write("/f" + size, content, 100_000);
                assertThat(server.content("/f" + size))
                        .as("%s bytes written", size)
                        .isEqualTo(content);
                assertThat(client.read("/f" + size)).as("%s bytes read", size).isEqualTo(content);
            }
        }
    }
}
