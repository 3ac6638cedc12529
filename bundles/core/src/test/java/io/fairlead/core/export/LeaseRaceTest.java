// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingStorage;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leases that come and go while the storage is at work. */
@Timeout(60)
class LeaseRaceTest extends ExportFixture {
    private final AtomicReference<Act> meanwhile = new AtomicReference<>();
    private final Queue<Lease.Broken> told = new ConcurrentLinkedQueue<>();
    private ExportVolume carol;
    private OpenFile late;

    /** Has something done, once, while it changes or closes a node. */
    @Override
    Storage storage() {
        return new ForwardingStorage(new MemoryStorage()) {
            @Override
            protected Volume wrap(Volume volume) {
                return new ForwardingVolume(volume) {
                    @Override
                    public Node open(VPath path, Open how) throws StorageException {
                        return new Interrupted(super.open(path, how));
                    }
                };
            }
        };
    }

    private final class Interrupted extends ForwardingNode {
        Interrupted(Node delegate) {
            super(delegate);
        }

        private void interrupt() {
            Act act = meanwhile.getAndSet(null);
            if (act != null) {
                try {
                    act.run();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws StorageException {
            interrupt();
            super.write(from, position);
        }

        @Override
        public void resize(long size) throws StorageException {
            interrupt();
            super.resize(size);
        }

        @Override
        public void close() throws StorageException {
            interrupt();
            super.close();
        }
    }

    @BeforeEach
    void mount() throws Exception {
        carol = export.mount(Identity.of("carol"), MountOptions.DEFAULT.withHolder(told::add));
    }

    @AfterEach
    void unmount() throws Exception {
        carol.close();
    }

    private OpenFile leased() throws Exception {
        return carol.open(path("/a"), request(ALL, Access.READ).withLease(LeaseTest.lease(1, LeaseTest.READS)));
    }

    private void leasedLate() {
        meanwhile.set(() -> late = leased());
    }

    @Test
    void whatIsGrantedDuringAWriteIsBrokenAfterIt() throws Exception {
        file("/a", "old");
        try (OpenFile writer = open(bob, "/a", Access.WRITE);
                OpenFile leased = leased()) {
            leasedLate();
            write(writer, "new"); // an earlier lease is broken before it
            assertThat(LeaseTest.state(leased)).isEmpty();
            assertThat(told).hasSize(2);
            assertThat(LeaseTest.state(late)).isEmpty();
        }
    }

    @Test
    void whatIsGrantedDuringAResizeIsBrokenAfterIt() throws Exception {
        file("/a", "old");
        try (OpenFile writer = open(bob, "/a", Access.WRITE);
                OpenFile other = carol.open(path("/a"), request(ALL).withLease(LeaseTest.lease(2, LeaseTest.READS)))) {
            leasedLate();
            writer.resize(0);
            assertThat(LeaseTest.state(late)).isEmpty();
            assertThat(LeaseTest.state(other)).isEmpty();
        }
    }

    @Test
    void whatIsGrantedWhileAnOpenCutsIsBrokenAfterIt() throws Exception {
        file("/a", "old");
        try (OpenFile other = carol.open(path("/a"), request(ALL).withLease(LeaseTest.lease(2, LeaseTest.READS)))) {
            leasedLate();
            bob.open(path("/a"), request(ALL, Access.WRITE).withTruncate()).close();
            assertThat(LeaseTest.state(late)).isEmpty();
            assertThat(LeaseTest.state(other)).isEmpty();
        }
    }

    /** Who has waited for it would be refused by the open, which is still there. */
    @Test
    void aLeaseEndsAfterItsOpen() throws Exception {
        file("/a", "old");
        OpenFile file = leased();
        AtomicReference<Boolean> held = new AtomicReference<>();
        meanwhile.set(() -> held.set(arbiter.leases.inForce()));
        file.close();
        assertThat(held.get()).isTrue();
        assertThat(arbiter.leases.inForce()).isFalse();
    }
}
