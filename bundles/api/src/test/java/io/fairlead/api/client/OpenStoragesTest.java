// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenStoragesTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final OpenStorages storages = new OpenStorages("PLAIN", ended::countDown);

    private final class Fake implements RemoteStorage {
        final StillOpen open = new StillOpen();
        volatile boolean closed;

        @Override
        public Set<Feature> features() {
            return Set.of();
        }

        @Override
        public Volume mount(Identity user) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            closed = true;
            storages.closed(this);
        }
    }

    private Fake added() throws StorageException {
        Fake storage = new Fake();
        return storages.add(storage, storage.open);
    }

    @Test
    void allEndAtOnceWhenTheClientIsClosed() throws Exception {
        Fake storage = added();
        storage.open.opened("upload");
        storages.close();
        assertThat(storage.closed).isTrue();
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void whatIsIdleEndsWithTheBundle() throws Exception {
        Fake storage = added();
        assertThat(storages.retire(LONG)).isFalse();
        assertThat(storage.closed).isTrue();
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void whatIsOpenEndsTheRest() throws Exception {
        Fake idle = added();
        Fake busy = added();
        busy.open.opened("upload");
        assertThat(storages.retire(LONG)).isTrue();
        assertThat(idle.closed).isTrue();
        assertThat(busy.closed).isFalse();
        assertThat(ended.getCount()).isOne();
        busy.open.closed("upload");
        assertThat(busy.closed).isTrue();
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void whatNeverClosesIsClosed() throws Exception {
        Fake busy = added();
        busy.open.opened("upload");
        assertThat(storages.retire(Duration.ofMillis(10))).isTrue();
        ended.await();
        assertThat(busy.closed).isTrue();
    }

    @Test
    void nothingComesAfterwards() throws Exception {
        storages.close();
        Fake late = new Fake();
        assertThatThrownBy(() -> storages.add(late, late.open))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
                .hasMessageContaining("PLAIN");
        assertThat(late.closed).isTrue();
    }
}
