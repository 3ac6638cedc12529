// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.net.BufferPool;
import io.fairlead.smb.client.connection.Answer;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SentContentTest {
    private static final int BYTES = 16;

    @Test
    void memoryIsGivenBackByTheLastWhoHasSomeOfIt() {
        BufferPool pool = new BufferPool(1024, BYTES);
        BufferPool.Lease lease = pool.lease(BYTES);
        ByteBuffer data = lease.buffer().putInt(0, 1).putInt(4, 2).putInt(8, 3).limit(12);
        SentContent content = new SentContent(new Answer(null, data, false, lease), data);
        assertThat(content.length()).isEqualTo(12);

        SentContent.Part first = content.part(0, 4);
        SentContent.Part second = content.part(4, 8);
        assertThat(first.data().getInt()).isEqualTo(1);
        assertThat(second.data().remaining()).isEqualTo(8);
        content.release();
        first.close();
        assertThat(pool.idleBytes()).isZero();
        assertThat(second.data().getInt()).isEqualTo(2);
        second.close();
        assertThat(pool.idleBytes()).isEqualTo(BYTES);
    }

    @Test
    void whatIsRememberedElsewhereIsLeftAlone() {
        new SentContent.Part(ByteBuffer.allocate(1), null).close();
        SentContent heap =
                new SentContent(new Answer(null, ByteBuffer.allocate(1), false, null), ByteBuffer.allocate(1));
        heap.release();
        assertThat(heap.length()).isEqualTo(1);
    }
}
