// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.ftp.server.reply.CommandRefused;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who gets how much memory, and that nobody takes it from everybody. */
class TransferMemoryTest {
    private static final long MIB = 1 << 20;

    @Test
    void halfGoesToLargeBuffersAndTheRestToSmallOnes() throws CommandRefused {
        TransferMemory memory = new TransferMemory(16 * MIB, 4 * MIB);
        List<TransferMemory.Buffer> held = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            held.add(memory.buffer("me", 1));
            assertThat(held.get(i).bytes().capacity()).isEqualTo(TransferMemory.LARGE_BUFFER);
        }
        for (int i = 0; i < 32; i++) {
            held.add(memory.buffer("me", 1));
            assertThat(held.get(held.size() - 1).bytes().capacity()).isEqualTo(TransferMemory.SMALL_BUFFER);
        }
        assertThatThrownBy(() -> memory.buffer("me", 1)).hasMessageContaining("try again");
        try (TransferMemory.Buffer other = memory.buffer("you", 3)) {
            assertThat(other.bytes().capacity()).isEqualTo(TransferMemory.SMALL_BUFFER);
        }
        held.forEach(TransferMemory.Buffer::close);
        held.forEach(TransferMemory.Buffer::close);
        assertThat(memory.used()).isZero();
    }

    @Test
    void allUsersTogetherHaveALimitToo() throws CommandRefused {
        TransferMemory memory = new TransferMemory(2 * MIB, 4 * MIB);
        memory.buffer("a", 1);
        memory.take("b", MIB, MIB);
        assertThatThrownBy(() -> memory.buffer("c", 1)).hasMessageContaining("try again");
    }
}
