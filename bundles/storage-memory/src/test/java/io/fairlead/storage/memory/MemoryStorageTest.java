// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Pattern;
import io.fairlead.testing.StorageContract;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryStorageTest extends StorageContract {
    private static final long MAX_BYTES = 64 << 20;

    private final MemoryStorage storage = new MemoryStorage(MAX_BYTES, false);

    @Override
    protected Storage storage() {
        return storage;
    }

    @Override
    public void snapshot(Instant time) throws Exception {
        storage.snapshot(time);
    }

    @Test
    void aSnapshotCountsForNobody() throws Exception {
        file("/a", new byte[100_000]);
        Space before = volume().space();
        Instant made = storage.snapshot(Instant.parse("2024-02-29T12:00:00.9Z"));
        assertThat(made).isEqualTo("2024-02-29T12:00:00Z");
        assertThat(volume().space()).isEqualTo(before);
        Snapshots snapshots = volume().extension(Snapshots.class).orElseThrow();
        try (Volume then = snapshots.at(made)) {
            assertThat(storage.deleteSnapshot(made)).isTrue();
            assertThat(storage.deleteSnapshot(made)).isFalse();
            assertThat(snapshots.times(path("/"))).isEmpty();
            assertThat(Contents.read(then, "/a")).hasSize(100_000);
        }
    }

    @Test
    void lookingIntoASnapshotLeavesNoTrace() throws Exception {
        file("/a", "content");
        storage.snapshot(FIRST);
        Snapshots snapshots = volume().extension(Snapshots.class).orElseThrow();
        try (Volume then = snapshots.at(FIRST)) {
            Attributes before = then.attributes(path("/a"));
            assertThat(Contents.text(then, "/a")).isEqualTo("content");
            assertThat(then.attributes(path("/a"))).isEqualTo(before);
        }
    }

    @Test
    void givesAllMemoryBack() throws Exception {
        file("/a", new byte[300_000]);
        file("/b", new byte[200_000]);
        assertThat(volume().space().freeBytes()).isLessThanOrEqualTo(MAX_BYTES - 500_000);
        try (Node reader = volume().open(path("/a"), Open.read())) {
            Contents.write(volume(), "/a", "replaced");
            assertThat(Contents.read(reader)).hasSize(300_000);
            assertThat(volume().space().freeBytes()).isLessThanOrEqualTo(MAX_BYTES - 500_000);
        }
        assertThat(volume().space().freeBytes()).isGreaterThan(MAX_BYTES - 300_000);
        Contents.rename(volume(), "/a", "/b", true);
        try (Node upload = volume().open(path("/c"), Open.replace())) {
            upload.write(ByteBuffer.allocate(1_000_000), 0);
            upload.abort();
        }
        Contents.delete(volume(), "/b");
        assertThat(volume().space()).isEqualTo(new Space(MAX_BYTES, MAX_BYTES));
    }

    @Test
    void isFullAtItsBound() throws Exception {
        try (Volume small = new MemoryStorage(200_000, false).mount(user())) {
            Contents.write(small, "/a", new byte[100_000]);
            refused(() -> Contents.write(small, "/b", new byte[150_000]), Reason.NO_SPACE);
            refused(() -> Contents.write(small, "/a", new byte[150_000]), Reason.NO_SPACE);
            assertThat(Contents.names(small, "/")).containsExactly("a");
            assertThat(Contents.read(small, "/a")).hasSize(100_000);
            Contents.write(small, "/b", new byte[60_000]);
        }
    }

    @Test
    void takesAnotherBoundWhileItRuns() throws Exception {
        file("/a", new byte[100_000]);
        storage.limit(1);
        assertThat(volume().space()).isEqualTo(new Space(1, 0));
        refused(() -> Contents.write(volume(), "/b", new byte[1]), Reason.NO_SPACE);
        storage.limit(MAX_BYTES);
        Contents.write(volume(), "/b", new byte[1]);
        assertThatThrownBy(() -> storage.limit(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsNothingForGaps() throws Exception {
        long far = 1L << 50;
        try (Node node = volume().open(path("/a"), Open.openOrCreate(Access.READ, Access.WRITE))) {
            node.write(ByteBuffer.wrap(new byte[] {'x'}), far);
            assertThat(node.attributes().size()).isEqualTo(far + 1);
            assertThat(node.attributes().allocated()).isLessThanOrEqualTo(1 << 16);
            ByteBuffer into = ByteBuffer.allocate(100);
            assertThat(node.read(into, far - 99)).isEqualTo(100);
            assertThat(into.get(98)).isZero();
            assertThat(into.get(99)).isEqualTo((byte) 'x');
            refused(() -> node.write(ByteBuffer.allocate(2), Long.MAX_VALUE - 1), Reason.NO_SPACE);
        }
    }

    @Test
    void agreesWithAnArrayAtPageBorders() throws Exception {
        byte[] model = new byte[300_000];
        Random random = new Random(5);
        int size = 0;
        try (Node node = volume().open(path("/a"), Open.openOrCreate(Access.READ, Access.WRITE))) {
            for (int round = 0; round < 500; round++) {
                int border = 65_536 * random.nextInt(5);
                int position = Math.max(0, Math.min(290_000, border + random.nextInt(7) - 3));
                if (random.nextInt(4) == 0) {
                    node.resize(position);
                    Arrays.fill(model, Math.min(size, position), model.length, (byte) 0);
                    size = position;
                } else {
                    byte[] bytes = new Pattern(round).bytes(0, 1 + random.nextInt(9_000));
                    node.write(ByteBuffer.wrap(bytes), position);
                    System.arraycopy(bytes, 0, model, position, bytes.length);
                    size = Math.max(size, position + bytes.length);
                }
                assertThat(Contents.read(node)).isEqualTo(Arrays.copyOf(model, size));
            }
        }
    }

    @Test
    void refusesMountsOnceClosed() throws Exception {
        file("/a", "content");
        storage.close();
        refused(() -> storage.mount(user()), Reason.UNAVAILABLE);
        holds("/a", "content");
    }

    @Test
    void givesIdsUniqueAmongStorages() throws Exception {
        NodeId here = volume().attributes(path("/")).id();
        try (Volume other = new MemoryStorage().mount(user())) {
            assertThat(other.attributes(path("/")).id()).isNotEqualTo(here);
        }
    }
}
