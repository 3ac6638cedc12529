// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.Lease.Answer;
import io.fairlead.api.export.Lease.Caching;
import io.fairlead.api.export.LeaseKeyInUse;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.testing.Contents;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Carol caches; what others do without a thought of leases, as FTP and TFTP do, breaks hers first. */
@Timeout(60)
class LeaseTest extends ExportFixture {
    static final UUID CLIENT = new UUID(1, 1);
    static final Set<Caching> READS = EnumSet.of(Caching.READ);
    static final Set<Caching> HANDLES = EnumSet.of(Caching.READ, Caching.HANDLE);
    static final Set<Caching> WRITES = EnumSet.of(Caching.READ, Caching.WRITE);
    static final Set<Caching> ALL_CACHING = EnumSet.allOf(Caching.class);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    final BlockingQueue<Lease.Broken> told = new LinkedBlockingQueue<>();
    ExportVolume carol;

    @BeforeEach
    void mount() throws Exception {
        carol = export.mount(Identity.of("carol"), MountOptions.DEFAULT.withHolder(told::add));
    }

    @AfterEach
    void unmount() throws Exception {
        carol.close();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).isEmpty();
    }

    static Lease.Request lease(long key, Set<Caching> wanted) {
        return new Lease.Request(new Lease.Key(CLIENT, new UUID(2, key)), wanted);
    }

    OpenFile leased(String path, Set<Caching> wanted, Access... access) throws Exception {
        return carol.open(path(path), request(ALL, access).withLease(lease(path.hashCode(), wanted)));
    }

    static Set<Caching> state(OpenFile file) {
        return file.lease().orElseThrow().state();
    }

    private Lease.Broken next() throws InterruptedException {
        Lease.Broken broken = told.poll(30, TimeUnit.SECONDS);
        assertThat(broken).as("told of a break").isNotNull();
        return broken;
    }

    /** Carol is told, may do something, and answers; until then {@code call} waits. */
    private <T> T brokenTo(Set<Caching> to, OpenFile file, Act meanwhile, Callable<T> call) throws Exception {
        Future<T> waiting = threads.submit(call);
        Lease.Broken broken = next();
        assertThat(broken.open()).isEqualTo(file.openId());
        assertThat(broken.to()).isEqualTo(to);
        assertThat(broken.acknowledge()).isTrue();
        assertThat(waiting.isDone()).isFalse();
        meanwhile.run();
        assertThat(file.lease().orElseThrow().acknowledge(to)).isEqualTo(Answer.TAKEN);
        return waiting.get(30, TimeUnit.SECONDS);
    }

    @Test
    void consolesSeeWhatAClientMayKeep() throws Exception {
        file("/a", "old");
        try (OpenFile mine = leased("/a", ALL_CACHING, Access.READ, Access.WRITE)) {
            assertThat(export.opens()).singleElement().satisfies(info -> assertThat(info.caching())
                    .isEqualTo(state(mine)));
        }
        try (OpenFile other = carol.open(path("/a"), request(ALL, Access.READ))) {
            assertThat(other.lease()).isEmpty();
            assertThat(export.opens()).singleElement().satisfies(info -> assertThat(info.caching())
                    .isEmpty());
        }
    }

    @Test
    void aDownloadGetsWhatTheClientHeldBack() throws Exception {
        file("/a", "old");
        try (OpenFile file = leased("/a", ALL_CACHING, Access.READ, Access.WRITE)) {
            assertThat(state(file)).isEqualTo(ALL_CACHING);
            String seen = brokenTo(HANDLES, file, () -> write(file, "new"), () -> Contents.text(bob, "/a"));
            assertThat(seen).isEqualTo("new");
            assertThat(Contents.text(bob, "/a")).as("once is enough").isEqualTo("new");
            assertThat(state(file)).isEqualTo(HANDLES);
        }
    }

    @Test
    void anUploadEndsAllCaching() throws Exception {
        file("/a", "old");
        try (OpenFile file = leased("/a", ALL_CACHING, Access.READ)) {
            brokenTo(EnumSet.noneOf(Caching.class), file, () -> {}, () -> {
                Contents.write(bob, "/a", "new".getBytes(StandardCharsets.UTF_8));
                return null;
            });
            assertThat(state(file)).isEmpty();
        }
        assertThat(text("/a")).isEqualTo("new");
    }

    @Test
    void aWriteOfAnotherEndsCachedReadsWithoutAnAnswer() throws Exception {
        file("/a", "old");
        try (OpenFile file = leased("/a", READS, Access.READ);
                OpenFile writer = open(bob, "/a", Access.WRITE)) {
            write(writer, "new");
            assertThat(next().acknowledge()).isFalse();
            assertThat(state(file)).isEmpty();
        }
    }

    @Test
    void aLockOfAnotherEndsCachedReads() throws Exception {
        file("/a", "old");
        try (OpenFile file = leased("/a", HANDLES, Access.READ);
                OpenFile locker = open(bob, "/a", Access.READ)) {
            locker.lock(new ByteRange(0, 1), false, Duration.ZERO);
            assertThat(next().to()).isEmpty();
            assertThat(file.lease().orElseThrow().acknowledge(Set.of())).isEqualTo(Answer.TAKEN);
            try (OpenFile again = leased("/a", HANDLES, Access.READ)) {
                assertThat(state(again)).as("while ranges are locked").isEmpty();
            }
        }
    }

    @Test
    void theOwnKeyBreaksNothing() throws Exception {
        file("/a", "old");
        try (OpenFile file = leased("/a", ALL_CACHING, Access.READ, Access.DELETE);
                OpenFile other = leased("/a", READS, Access.READ, Access.WRITE)) {
            write(other, "new");
            other.resize(0);
            other.lock(new ByteRange(0, 1), true, Duration.ZERO);
            file.rename(path("/b"), false);
            assertThat(state(other)).isEqualTo(ALL_CACHING);
        }
    }

    /** The client had closed for its user long ago. */
    @Test
    void aSharingViolationAsksForTheHandle() throws Exception {
        file("/a", "old");
        OpenRequest exclusive = request(NONE, Access.READ).withLease(lease(1, HANDLES));
        OpenFile file = carol.open(path("/a"), exclusive);
        Future<OpenFile> waiting = threads.submit(() -> bob.open(path("/a"), request(NONE, Access.READ)));
        assertThat(next().to()).isEqualTo(READS);
        file.close();
        waiting.get(30, TimeUnit.SECONDS).close();
    }

    @Test
    void whoKeepsItOpenIsInTheWayStill() throws Exception {
        file("/a", "old");
        OpenRequest exclusive = request(NONE, Access.READ).withLease(lease(1, HANDLES));
        try (OpenFile file = carol.open(path("/a"), exclusive)) {
            refused(
                    Reason.IN_USE,
                    () -> cause(() ->
                            brokenTo(READS, file, () -> {}, () -> bob.open(path("/a"), request(NONE, Access.READ)))));
        }
    }

    private static void cause(Act act) throws Exception {
        try {
            act.run();
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    @Test
    void aRenameAboveAndADeletionAskForTheHandle() throws Exception {
        folder("/d");
        file("/d/a", "old");
        try (OpenFile file = leased("/d/a", HANDLES, Access.READ);
                OpenFile folder = open(bob, "/d", Access.DELETE)) {
            brokenTo(READS, file, () -> {}, () -> {
                folder.rename(path("/e"), false);
                return null;
            });
        }
        try (OpenFile file = leased("/e/a", HANDLES, Access.READ);
                OpenFile gone = open(bob, "/e/a", Access.DELETE)) {
            brokenTo(READS, file, () -> {}, () -> {
                gone.delete();
                return null;
            });
        }
    }

    @Test
    void theEndOfTheSessionIsAnAnswer() throws Exception {
        file("/a", "old");
        leased("/a", ALL_CACHING, Access.READ);
        Future<String> waiting = threads.submit(() -> Contents.text(bob, "/a"));
        next();
        carol.close();
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("old");
    }

    @Test
    void aKeyOfAnotherFileIsRefusedAndNothingHappens() throws Exception {
        file("/a", "x");
        file("/b", "x");
        try (OpenFile file = carol.open(path("/a"), request(ALL, Access.READ).withLease(lease(1, READS)))) {
            OpenRequest same = request(ALL, Access.READ, Access.WRITE).withLease(lease(1, READS));
            assertThatThrownBy(() -> carol.open(path("/b"), same.withTruncate()))
                    .isInstanceOf(LeaseKeyInUse.class);
            assertThat(text("/b")).isEqualTo("x");
            OpenRequest making = request(Disposition.CREATE, ALL, Access.WRITE).withLease(lease(1, READS));
            assertThatThrownBy(() -> carol.open(path("/c"), making)).isInstanceOf(LeaseKeyInUse.class);
            refused(Reason.NOT_FOUND, () -> alice.attributes(path("/c")));
            assertThat(state(file)).isEqualTo(READS);
        }
    }

    @Test
    void whatChangesInAFolderEndsTheLeaseOnItsListing() throws Exception {
        folder("/d");
        file("/d/gone", "x");
        Act[] changes = {
            () -> file("/d/a", "x"),
            () -> folder("/d/sub"),
            () -> file("/d/a", "again"),
            () -> {
                try (OpenFile file = open(bob, "/d/a", Access.DELETE)) {
                    file.rename(path("/d/b"), false);
                }
            },
            () -> {
                try (OpenFile file = open(bob, "/d/gone", Access.DELETE)) {
                    file.delete();
                }
            }
        };
        for (Act change : changes) {
            try (OpenFile folder = leased("/d", ALL_CACHING, Access.READ)) {
                assertThat(state(folder)).as("no writes of a folder").isEqualTo(HANDLES);
                change.run();
                assertThat(next().to()).isEmpty();
            }
        }
    }

    @Test
    void whoNamesTheFoldersLeaseDoesNotBreakIt() throws Exception {
        folder("/d");
        try (OpenFile folder = leased("/d", HANDLES, Access.READ)) {
            UUID parent = folder.lease().orElseThrow().key().lease();
            Lease.Key key = new Lease.Key(CLIENT, new UUID(9, 9));
            carol.open(
                            path("/d/a"),
                            request(Disposition.CREATE, ALL, Access.WRITE)
                                    .withLease(new Lease.Request(key, READS, Optional.of(parent))))
                    .close();
            assertThat(state(folder)).isEqualTo(HANDLES);
        }
    }

    @Test
    void anUploadIsNotLeased() throws Exception {
        OpenRequest upload = OpenRequest.shared(Open.replace()).withLease(lease(1, ALL_CACHING));
        try (OpenFile file = carol.open(path("/a"), upload)) {
            assertThat(file.lease()).isEmpty();
        }
    }

    @Test
    void anOplockGoesToLevelTwo() throws Exception {
        file("/a", "old");
        OpenRequest batch = request(ALL, Access.READ).withLease(Lease.Request.oplock(CLIENT, ALL_CACHING));
        try (OpenFile file = carol.open(path("/a"), batch)) {
            assertThat(brokenTo(READS, file, () -> {}, () -> Contents.text(bob, "/a")))
                    .isEqualTo("old");
        }
    }

    private ParkedOpen.Key park(OpenFile file, boolean persistent) throws Exception {
        ParkedOpen.Key key = new ParkedOpen.Key("smb", 0, 1);
        file.park(key, Duration.ofMinutes(1), persistent, new byte[0]);
        return key;
    }

    /** The module that parked it may be replaced meanwhile, and its classes with it. */
    @Test
    void aParkedOpenKeepsNothingOfItsSession() throws Exception {
        file("/a", "old");
        WeakReference<Lease.Holder> holder = parkedByAModule();
        await(() -> {
            System.gc();
            return holder.get() == null;
        });
        assertThat(arbiter.parking.isEmpty()).isFalse();
    }

    private WeakReference<Lease.Holder> parkedByAModule() throws Exception {
        AtomicInteger module = new AtomicInteger();
        Lease.Holder holder = broken -> module.incrementAndGet(); // an object of its own: it holds another
        try (ExportVolume volume = export.mount(carol.user(), MountOptions.DEFAULT.withHolder(holder))) {
            park(volume.open(path("/a"), request(ALL, Access.READ).withLease(lease(1, ALL_CACHING))), false);
        }
        return new WeakReference<>(holder);
    }

    @Test
    void aParkedOpenThatCachesWritesGivesWayToAReader() throws Exception {
        file("/a", "old");
        ParkedOpen.Key key = park(leased("/a", ALL_CACHING, Access.READ), false);
        assertThat(Contents.text(bob, "/a")).isEqualTo("old");
        refused(Reason.NOT_FOUND, () -> export.reclaim(key, carol));
    }

    @Test
    void aParkedOpenThatCachesHandlesGivesWayToAWriterOnly() throws Exception {
        file("/a", "old");
        ParkedOpen.Key key = park(leased("/a", HANDLES, Access.READ), false);
        assertThat(Contents.text(bob, "/a")).isEqualTo("old");
        OpenFile back = export.reclaim(key, carol).file();
        assertThat(state(back)).isEqualTo(HANDLES);
        park(back, false);
        try (OpenFile writer = open(bob, "/a", Access.WRITE)) {
            write(writer, "new");
            await(arbiter.parking::isEmpty);
        }
    }

    @Test
    void aPersistentOpenStaysWithoutItsLease() throws Exception {
        file("/a", "old");
        ParkedOpen.Key key = park(leased("/a", ALL_CACHING, Access.READ), true);
        assertThat(Contents.text(bob, "/a")).isEqualTo("old");
        try (OpenFile back = export.reclaim(key, carol).file()) {
            assertThat(state(back)).isEmpty();
        }
    }

    @Test
    void whoParksInsteadOfAnsweringGivesWay() throws Exception {
        file("/a", "old");
        OpenFile file = leased("/a", ALL_CACHING, Access.READ);
        Future<String> waiting = threads.submit(() -> Contents.text(bob, "/a"));
        next();
        park(file, false);
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("old");
        await(arbiter.parking::isEmpty);
    }
}
