// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.OpenRequest.Share;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.Exports;
import io.fairlead.core.arbiter.local.LocalLeaseBook;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An Export with the sessions of two users; after each test, nothing of them is left. */
abstract class ExportFixture {
    static final Set<Share> ALL = EnumSet.allOf(Share.class);
    static final Set<Share> NONE = EnumSet.noneOf(Share.class);
    static final Duration SOON = Duration.ofSeconds(30);

    private Storage exported;
    CountingStorage below;
    ArbitratedExport export;
    Arbiter arbiter;
    ExportVolume alice;
    ExportVolume bob;

    /** What is exported. */
    Storage storage() {
        return new MemoryStorage();
    }

    /** One on a folder, which does not wait for the disk. */
    static LocalStorage local(Path folder) {
        try {
            return LocalStorage.open(LocalSettings.of(folder).withSync(LocalSettings.Sync.NONE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Who arbitrates; null for the usual one. */
    Arbiter arbiter(Storage exported) {
        return null;
    }

    @BeforeEach
    final void exportStorage() throws Exception {
        exported = storage();
        below = new CountingStorage(exported);
        export = Exports.over(below).build();
        Arbiter own = arbiter(below);
        if (own != null) {
            export.detach(below);
            export.attach(below, own);
        }
        arbiter = export.arbiter();
        alice = export.mount(
                Identity.of("alice"),
                new Peer("smb", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), false));
        bob = export.mount(
                Identity.of("bob"), new Peer("ftp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 2), false));
    }

    @AfterEach
    final void checkNothingIsLeft() throws Exception {
        alice.close();
        bob.close();
        export.close();
        await(() -> below.openVolumes() == 0 && below.openNodes() == 0);
        assertThat(arbiter.opens.isEmpty()).as("tables are empty").isTrue();
        assertThat(arbiter.parking.isEmpty()).as("nothing is parked").isTrue();
        await(() -> !arbiter.changes.isWatched()); // an Export's sessions are closed from another thread
        if (arbiter.leases instanceof LocalLeaseBook) {
            assertThat(arbiter.leases.inForce()).as("a lease is left").isFalse();
        }
        if (exported instanceof AutoCloseable ended) {
            ended.close();
        }
    }

    static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(2)).until(condition);
    }

    static VPath path(String text) {
        try {
            return VPath.of(text);
        } catch (StorageException e) {
            throw new IllegalArgumentException(e);
        }
    }

    void file(String path, String content) throws StorageException {
        Contents.write(alice, path, content.getBytes(StandardCharsets.UTF_8));
    }

    void folder(String path) throws StorageException {
        Contents.makeDirectory(alice, path);
    }

    String text(String path) throws StorageException {
        return Contents.text(alice, path);
    }

    static OpenRequest request(Set<Share> share, Access... access) {
        return request(Disposition.OPEN, share, access);
    }

    static OpenRequest request(Disposition disposition, Set<Share> share, Access... access) {
        Set<Access> set = EnumSet.noneOf(Access.class);
        set.addAll(Set.of(access));
        return OpenRequest.shared(new Open(set, disposition, Kind.ANY)).withShare(share);
    }

    static OpenFile open(ExportVolume volume, String path, Access... access) throws StorageException {
        return volume.open(path(path), request(ALL, access));
    }

    static void write(OpenFile file, String content) throws StorageException {
        file.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), 0);
    }

    /** A call that may be refused. */
    interface Call {
        Object run() throws Exception;
    }

    /** A call without a result. */
    interface Act {
        void run() throws Exception;
    }

    static void refused(Reason reason, Act act) {
        try {
            act.run();
        } catch (StorageException e) {
            assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
            return;
        } catch (Exception e) {
            fail("expected " + reason, e);
        }
        fail("not refused, expected " + reason);
    }

    /** Asserts that it is refused; if it is not, what it opened is closed. */
    static void refusedOpen(Reason reason, Call call) {
        refused(reason, () -> {
            if (call.run() instanceof AutoCloseable opened) {
                opened.close();
            }
        });
    }
}
