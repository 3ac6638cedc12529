// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
    private static final int SMALL = 1 << 10;
    private static final int LARGE = 1 << 16;

    private final BufferPool pool = new BufferPool(2 * LARGE, LARGE, SMALL);

    @Test
    void theSmallestThatSufficesIsLeased() {
        assertThat(pool.lease(1).buffer().capacity()).isEqualTo(SMALL);
        assertThat(pool.lease(SMALL).buffer().capacity()).isEqualTo(SMALL);
        assertThat(pool.lease(SMALL + 1).buffer().capacity()).isEqualTo(LARGE);
        assertThat(pool.lease(LARGE + 1).buffer().capacity()).isEqualTo(LARGE + 1);
        assertThat(pool.lease(1).buffer().isDirect()).isTrue();
    }

    @Test
    void aBufferGivenBackIsLeasedAgainAsNew() {
        ByteBuffer first;
        try (var lease = pool.lease(LARGE)) {
            first = lease.buffer();
            first.order(ByteOrder.LITTLE_ENDIAN).putInt(1).flip();
        }
        assertThat(pool.idleBytes()).isEqualTo(LARGE);
        try (var lease = pool.lease(LARGE)) {
            assertThat(lease.buffer()).isSameAs(first);
            assertThat(first.remaining()).isEqualTo(LARGE);
            assertThat(first.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
            assertThat(pool.idleBytes()).isZero();
        }
    }

    @Test
    void neverKeepsMoreThanItsBound() {
        List<BufferPool.Lease> leases = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            leases.add(pool.lease(LARGE));
        }
        leases.forEach(BufferPool.Lease::close);
        pool.lease(LARGE + 1).close();
        assertThat(pool.idleBytes()).isEqualTo(2 * LARGE);
    }

    @Test
    void closingTwiceGivesBackOnce() {
        var lease = pool.lease(LARGE);
        lease.close();
        lease.close();
        assertThat(pool.idleBytes()).isEqualTo(LARGE);
        assertThatThrownBy(lease::buffer).isInstanceOf(IllegalStateException.class);
    }
}
