// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.FaultyStorage;
import io.fairlead.testing.StorageContract;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** That the storages which fail and count keep the contract, until they are told to fail. */
class DecoratedMemoryStorageTest extends StorageContract {
    private final MemoryStorage memory = new MemoryStorage();
    private final FaultyStorage faulty = new FaultyStorage(memory);
    private final CountingStorage counting = new CountingStorage(faulty);

    @Override
    protected Storage storage() {
        return counting;
    }

    @Override
    public void snapshot(Instant time) throws Exception {
        memory.snapshot(time);
    }

    @Override
    protected void checkNoOpenNodes() {
        counting.checkNoOpenNodes();
        counting.checkNoOpenVolumes();
    }

    @Test
    void tellsWhatWasLeftOpen() throws Exception {
        file("/a", "a");
        Node left = volume().open(path("/a"), Open.read());
        assertThat(counting.openNodes()).isEqualTo(1);
        assertThatThrownBy(counting::checkNoOpenNodes)
                .isInstanceOf(AssertionError.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1))
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("/a, Open"));
        left.close();
        counting.checkNoOpenNodes();
        assertThatThrownBy(counting::checkNoOpenVolumes).isInstanceOf(AssertionError.class);
        assertThat(counting.openedNodes()).isEqualTo(2);
    }

    @Test
    void failsEachCallInTurn() throws Exception {
        Contents.write(volume(), "/a", "old");
        long number = 0;
        do {
            faulty.failAt(++number, Reason.NO_SPACE);
            try {
                Contents.write(volume(), "/a", "new");
                assertThat(faulty.hasFailed()).isFalse();
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.NO_SPACE);
                assertThat(e).hasMessageContaining("call " + number);
                assertThat(faulty.hasFailed()).isTrue();
            }
            boolean failed = faulty.hasFailed();
            faulty.failAt(Long.MAX_VALUE, Reason.IO);
            holds("/a", failed ? "old" : "new");
            lists("/", "a");
            counting.checkNoOpenNodes();
            if (!failed) {
                assertThat(number).as("open, write, close").isEqualTo(4);
                return;
            }
        } while (true);
    }

    @Test
    void closesEvenWhereCloseFails() throws Exception {
        Volume second = faulty.mount(user());
        Node upload = second.open(VPath.of("/a"), Open.replace());
        upload.write(ByteBuffer.wrap(new byte[] {'x'}), 0);
        faulty.failAt(1, Reason.IO);
        refused(upload::close, Reason.IO);
        upload.close();
        refused(upload::attributes, Reason.STALE);
        faulty.failAt(1, Reason.IO);
        refused(second::close, Reason.IO);
        refused(() -> second.attributes(VPath.ROOT), Reason.STALE);
        lists("/");
    }
}
