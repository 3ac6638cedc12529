// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.ForwardingStorage;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import io.fairlead.testing.contract.Parallel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions whose storage or Export is replaced: what they have open goes on. */
class RetirementTest extends ExportFixture {
    private final ArbitratedExport swapped =
            new ArbitratedExport(new ExportSettings("swapped", VPath.ROOT, false, false, List.of()));
    private static final ParkedOpen.Key KEY = new ParkedOpen.Key("smb", 1, 2);
    private ExportVolume before;

    @BeforeEach
    void attach() throws Exception {
        swapped.attach(below);
        before = swapped.mount(Identity.of("carol"));
    }

    @AfterEach
    void close() {
        swapped.close();
    }

    @Test
    void openFilesGoOnAndNothingElse() throws Exception {
        file("/a", "old");
        OpenFile reader = before.open(path("/a"), Open.read());
        OpenFile upload = before.open(path("/b"), Open.replace());
        write(upload, "whole");
        swapped.retire(false);
        refused(Reason.UNAVAILABLE, () -> before.attributes(path("/a")));
        refusedOpen(Reason.UNAVAILABLE, () -> before.open(path("/a"), Open.read()));
        assertThat(Contents.text(reader)).isEqualTo("old");
        upload.close();
        assertThat(Contents.text(alice, "/b")).isEqualTo("whole");
        reader.close();
        await(swapped.ledgers()::isEmpty);
    }

    @Test
    void theNextStorageKnowsOfThem() throws Exception {
        file("/a", "old");
        export.detach(below); // nobody else has the arbiter
        OpenRequest alone = request(NONE, Access.READ);
        OpenFile reader = before.open(path("/a"), alone);
        Arbiter same = swapped.arbiter();
        swapped.retire(false);
        swapped.attach(below);
        assertThat(swapped.arbiter()).isSameAs(same);
        try (ExportVolume after = swapped.mount(Identity.of("dave"))) {
            refusedOpen(Reason.IN_USE, () -> after.open(path("/a"), alone));
            reader.close();
            after.open(path("/a"), alone).close();
        }
    }

    @Test
    void whatIsParkedWaitsForTheNextStorage() throws Exception {
        file("/a", "old");
        export.detach(below); // nobody else has the arbiter
        before.open(path("/a"), request(NONE, Access.READ, Access.WRITE))
                .park(KEY, Duration.ofMinutes(5), new byte[] {1});
        before.close();
        swapped.retire(false);
        swapped.attach(below);
        try (ExportVolume after = swapped.mount(Identity.of("carol"))) {
            OpenFile file = swapped.reclaim(KEY, after).file();
            assertThat(Contents.text(file)).isEqualTo("old");
            refusedOpen(Reason.IN_USE, () -> after.open(path("/a"), Open.read()));
            file.close();
            after.open(path("/a"), Open.read()).close();
        }
    }

    @Test
    void whatIsParkedAfterwardsWaitsForTheNextStorage() throws Exception {
        file("/a", "old");
        export.detach(below); // nobody else has the arbiter
        OpenFile open = before.open(path("/a"), request(NONE, Access.READ, Access.WRITE));
        swapped.retire(false);
        open.park(KEY, Duration.ofMinutes(5), new byte[] {1}); // the last that the session had open
        swapped.attach(below);
        try (ExportVolume after = swapped.mount(Identity.of("carol"))) {
            OpenFile file = swapped.reclaim(KEY, after).file();
            assertThat(Contents.text(file)).isEqualTo("old");
            file.close();
        }
    }

    @Test
    void whoMountedBeforeTheSwapIsToldToMountAgainBeforeItTakesBack() throws Exception {
        file("/a", "old");
        before.open(path("/a"), Open.read()).park(KEY, Duration.ofMinutes(5), new byte[] {1});
        swapped.retire(false);
        swapped.attach(below);
        refused(Reason.UNAVAILABLE, () -> swapped.parked(KEY, before));
        refused(Reason.UNAVAILABLE, () -> swapped.reclaim(KEY, before));
        try (ExportVolume after = swapped.mount(Identity.of("carol"))) {
            assertThat(swapped.parked(KEY, after).path()).isEqualTo(path("/a"));
            swapped.reclaim(KEY, after).file().close();
        }
    }

    @Test
    void takingBackAndSwappingAtOnceLosesNothing() throws Exception {
        file("/a", "old");
        export.detach(below);
        before.open(path("/a"), Open.read()).park(KEY, Duration.ofMinutes(5), new byte[] {1});
        before.close();
        AtomicBoolean done = new AtomicBoolean();
        Parallel.run(2, thread -> {
            if (thread == 0) {
                for (int i = 0; i < 300; i++) {
                    swapped.retire(false);
                    swapped.attach(below);
                }
                done.set(true);
                return;
            }
            while (!done.get()) {
                try (ExportVolume session = swapped.mount(Identity.of("carol"))) {
                    swapped.reclaim(KEY, session).file().park(KEY, Duration.ofMinutes(5), new byte[] {1});
                } catch (StorageException e) {
                    assertThat(e.reason()).as(e.toString()).isEqualTo(Reason.UNAVAILABLE);
                }
            }
        });
        try (ExportVolume after = swapped.mount(Identity.of("carol"))) {
            OpenFile file = swapped.reclaim(KEY, after).file();
            assertThat(Contents.text(file)).isEqualTo("old");
            file.close();
        }
    }

    @Test
    void whatIsParkedEndsWithTheExport() throws Exception {
        file("/a", "old");
        before.open(path("/a"), request(NONE, Access.READ)).park(KEY, Duration.ofMinutes(5), new byte[] {1});
        swapped.retire(true);
        swapped.attach(below);
        try (ExportVolume after = swapped.mount(Identity.of("carol"))) {
            refused(Reason.NOT_FOUND, () -> swapped.reclaim(KEY, after));
        }
    }

    @Test
    void whenTheExportItselfGoesWhatPromisesSomethingEnds() throws Exception {
        file("/a", "old");
        OpenFile shared = before.open(path("/a"), Open.read());
        OpenFile locked = before.open(path("/a"), Open.read());
        locked.lock(ByteRange.ALL, false, Duration.ZERO);
        file("/b", "old");
        OpenFile alone = before.open(path("/b"), request(NONE, Access.READ));
        swapped.retire(true);
        refused(Reason.UNAVAILABLE, () -> Contents.text(locked));
        refused(Reason.UNAVAILABLE, () -> Contents.text(alone));
        assertThat(Contents.text(shared)).isEqualTo("old");
    }

    @Test
    void whenTheExportItselfGoesWhatIsCachedGoesOnUncached() throws Exception {
        file("/a", "old");
        BlockingQueue<Lease.Broken> told = new LinkedBlockingQueue<>();
        ExportVolume caching = swapped.mount(Identity.of("carol"), MountOptions.DEFAULT.withHolder(told::add));
        Set<Lease.Caching> all = EnumSet.allOf(Lease.Caching.class);
        Lease.Request lease = new Lease.Request(new Lease.Key(new UUID(1, 1), new UUID(2, 2)), all);
        OpenFile cached =
                caching.open(path("/a"), request(ALL, Access.READ, Access.WRITE).withLease(lease));
        assertThat(cached.lease().orElseThrow().state()).isEqualTo(all);
        swapped.retire(true);
        Lease.Broken broken = told.poll(10, TimeUnit.SECONDS);
        assertThat(broken).isNotNull();
        assertThat(broken.acknowledge()).isTrue();
        write(cached, "new"); // what it had held back
        cached.lease().orElseThrow().acknowledge(broken.to());
        assertThat(Contents.text(cached)).isEqualTo("new");
        cached.close();
    }

    /** Its volume is closed by then, as nothing is open. */
    @Test
    void aCallUnderWayIsToldThatTheStorageHasLeft() throws Exception {
        swapped.attach(new ForwardingStorage(below) {
            @Override
            protected Volume wrap(Volume volume) {
                return new ForwardingVolume(volume) {
                    @Override
                    public Attributes attributes(VPath path, Links links) throws StorageException {
                        swapped.retire(true);
                        throw new StorageException(Reason.STALE, "the volume was closed");
                    }
                };
            }
        });
        try (ExportVolume volume = swapped.mount(Identity.of("carol"))) {
            refused(Reason.UNAVAILABLE, () -> volume.attributes(path("/a")));
        }
    }

    @Test
    void anUploadThatEndsSaysSo() throws Exception {
        OpenFile upload =
                before.open(path("/b"), OpenRequest.shared(Open.replace()).withShare(NONE));
        swapped.retire(true);
        refused(Reason.UNAVAILABLE, upload::close);
        refused(Reason.NOT_FOUND, () -> alice.attributes(path("/b")));
    }

    @Test
    void aSessionThatClosesEndsWhatItHasOpen() throws Exception {
        file("/a", "old");
        OpenFile reader = before.open(path("/a"), Open.read());
        swapped.retire(false);
        before.close();
        refused(Reason.UNAVAILABLE, () -> Contents.text(reader));
        assertThat(swapped.ledgers().isEmpty()).isTrue();
    }
}
