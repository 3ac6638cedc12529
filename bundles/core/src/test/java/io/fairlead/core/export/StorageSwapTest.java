// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.contract.Parallel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The storage leaves and another comes, under running sessions. */
class StorageSwapTest extends ExportFixture {
    private static final ExportSettings SETTINGS = new ExportSettings("other", VPath.ROOT, false, false, List.of());

    @Test
    void sessionsOnTheLostStorageFailAndNewOnesGoOn() throws Exception {
        file("/a", "old");
        OpenFile reader = alice.open(path("/a"), request(NONE, Access.READ));
        OpenFile upload = bob.open(path("/b"), Open.replace());
        write(upload, "half");
        open(bob, "/", Access.READ).park(new ParkedOpen.Key("smb", 1, 1), Duration.ofMinutes(5), new byte[0]);
        export.detach(below);

        refused(Reason.UNAVAILABLE, () -> Contents.text(reader));
        refused(Reason.UNAVAILABLE, () -> write(upload, "more"));
        refused(Reason.UNAVAILABLE, () -> alice.attributes(path("/a")));
        refusedOpen(Reason.UNAVAILABLE, () -> alice.open(path("/a"), Open.read()));
        refusedOpen(Reason.UNAVAILABLE, () -> export.mount(Identity.of("alice")));
        refused(Reason.UNAVAILABLE, upload::close); // it was not published
        upload.close();
        reader.close();
        assertThat(export.opens()).isEmpty();
        assertThat(export.features()).isEmpty();
        await(() -> below.openVolumes() == 0);
        assertThat(arbiter.opens.isEmpty()).isTrue();

        MemoryStorage replacement = new MemoryStorage();
        export.attach(replacement);
        try (ExportVolume again = export.mount(Identity.of("alice"))) {
            Contents.write(again, "/a", "new");
            assertThat(Contents.text(again, "/a")).isEqualTo("new");
            refused(Reason.NOT_FOUND, () -> again.attributes(path("/b")));
        }
        export.detach(below); // long gone
        export.mount(Identity.of("alice")).close();
    }

    @Test
    void theSameStorageMayComeAgain() throws Exception {
        file("/a", "x");
        alice.open(path("/a"), request(NONE, Access.READ));
        export.detach(below);
        export.attach(below);
        assertThat(export.arbiter()).isNotSameAs(arbiter);
        try (ExportVolume again = export.mount(Identity.of("alice"));
                OpenFile file = again.open(path("/a"), request(NONE, Access.READ))) {
            assertThat(Contents.text(file)).isEqualTo("x");
        }
    }

    @RepeatedTest(20) // the lock's holder and who waits for it are told in either order
    void whoWaitsForALockIsToldAtOnce() throws Exception {
        file("/a", "x");
        open(alice, "/a", Access.READ).lock(ByteRange.ALL, true, Duration.ZERO);
        OpenFile waiting = open(bob, "/a", Access.READ);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                waiting.lock(ByteRange.ALL, true, Duration.ofSeconds(60));
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        thread.start();
        await(() -> thread.getState() == Thread.State.TIMED_WAITING);
        export.detach(below);
        thread.join(SOON.toMillis());
        assertThat(failure.get()).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.reason())
                .isEqualTo(Reason.UNAVAILABLE));
    }

    @Test
    void leavingDoesNotWaitForASlowStorage() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        CountingStorage slow = new CountingStorage(new SlowToClose(new MemoryStorage(), closing, release));
        ArbitratedExport other = new ArbitratedExport(SETTINGS);
        other.attach(slow);
        ExportVolume volume = other.mount(Identity.of("carol"));
        volume.open(VPath.ROOT, Open.list());
        Arbiter left = other.arbiter();
        other.detach(slow); // returns
        closing.await();
        refused(Reason.UNAVAILABLE, () -> volume.attributes(VPath.ROOT));
        other.attach(new MemoryStorage());
        other.mount(Identity.of("carol")).close();
        release.countDown();
        await(() -> slow.openVolumes() == 0);
        assertThat(left.opens.isEmpty()).isTrue();
        other.close();
    }

    private record SlowToClose(Storage delegate, CountDownLatch closing, CountDownLatch release) implements Storage {
        @Override
        public Set<Feature> features() {
            return delegate.features();
        }

        @Override
        public Volume mount(Identity user) throws StorageException {
            return new ForwardingVolume(delegate.mount(user)) {
                @Override
                public Node open(VPath path, Open how) throws StorageException {
                    return new ForwardingNode(delegate.open(path, how)) {
                        @Override
                        public void close() throws StorageException {
                            closing.countDown();
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            super.close();
                        }
                    };
                }
            };
        }
    }

    @Test
    void swapsUnderLoadLeaveNothingBehind() throws Exception {
        CountingStorage[] storages = new CountingStorage[20];
        for (int i = 0; i < storages.length; i++) {
            storages[i] = new CountingStorage(new MemoryStorage());
        }
        ArbitratedExport swapped = new ArbitratedExport(SETTINGS);
        Parallel.run(5, thread -> {
            if (thread == 0) {
                for (CountingStorage storage : storages) {
                    swapped.attach(storage);
                    for (long opened = storage.openedNodes(); storage.openedNodes() < opened + 20; ) {
                        Thread.onSpinWait();
                    }
                    swapped.detach(storage);
                }
                swapped.close();
                return;
            }
            while (storages[storages.length - 1].openedNodes() < 20) {
                useUntilLost(swapped, "/f" + thread % 2);
            }
        });
        for (CountingStorage storage : storages) {
            await(() -> storage.openVolumes() == 0 && storage.openNodes() == 0);
        }
    }

    private static void useUntilLost(ArbitratedExport swapped, String name) {
        try (ExportVolume volume = swapped.mount(Identity.of("carol"))) {
            for (int i = 0; i < 50; i++) {
                Contents.write(volume, name, "x");
                Contents.text(volume, name);
            }
        } catch (StorageException e) {
            assertThat(e.reason()).as(e.toString()).isIn(Reason.UNAVAILABLE, Reason.STALE, Reason.NOT_FOUND);
        }
    }
}
