// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.arbiter.LeaseBook.Step;
import io.fairlead.core.arbiter.Passage;
import io.fairlead.core.arbiter.Tenure;
import io.fairlead.core.limit.Bounds;
import io.fairlead.core.limit.Limits;
import io.fairlead.testing.Contents;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many watches and many leases of one folder share what is known of it, and a few threads. */
@Timeout(120)
class CrowdTest extends ExportFixture {
    private static final int CROWD = 4000;
    private static final int FEW_THREADS = 100;

    private final ScriptedLeases leases = new ScriptedLeases();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private ReportingStorage reporting;
    private ExportVolume carol;

    @Override
    Storage storage() {
        reporting = new ReportingStorage();
        return reporting;
    }

    @Override
    Arbiter arbiter(Storage exported) {
        return new Arbiter("crowd", Tables.local(exported.features(), leases), Tenure.ALONE);
    }

    @BeforeEach
    void mount() throws Exception {
        Limits many = Limits.SESSION.with(List.of("watches=" + 2 * CROWD));
        Bounds.Rules rules = new Bounds.Rules(many, many, Limits.EXPORT);
        export.configure(new ExportSettings("files", VPath.ROOT, false, false, List.of(), rules));
        carol = export.mount(Identity.of("carol"), MountOptions.DEFAULT.withHolder(broken -> {}));
        folder("/d");
    }

    @AfterEach
    void nothingIsWatchedInTheEnd() throws Exception {
        stuck.countDown();
        carol.close();
        alice.close();
        bob.close();
        await(() -> reporting.watches() == 0 && arbiter.reports.size() == 0);
    }

    private OpenFile leased(String path, Access... access) throws Exception {
        Lease.Key key = new Lease.Key(new UUID(1, 1), new UUID(2, path.hashCode()));
        return carol.open(
                path(path), request(ALL, access).withLease(new Lease.Request(key, EnumSet.allOf(Lease.Caching.class))));
    }

    private Set<NodeId> asked() {
        Set<NodeId> asked = new HashSet<>();
        leases.asks.stream()
                .filter(ask -> ask.step() == Step.OUTSIDE)
                .forEach(ask -> asked.add(ask.file().id()));
        return asked;
    }

    private static Change created(String path) {
        return Change.of(Change.Type.CREATED, path(path));
    }

    private static Change modified(String path) {
        return Change.of(Change.Type.MODIFIED, path(path));
    }

    private static int exportThreads() {
        Thread[] all = new Thread[Thread.activeCount() * 2 + 100];
        int count = Thread.enumerate(all);
        int ours = 0;
        for (int i = 0; i < count; i++) {
            ours += all[i].getName().startsWith("export-") ? 1 : 0;
        }
        return ours;
    }

    @Test
    void manyWatchesOfAFolderAreOneOfTheStorage() throws Exception {
        AtomicInteger heard = new AtomicInteger();
        for (int i = 0; i < CROWD; i++) {
            alice.watch(path("/d"), false, change -> heard.incrementAndGet());
        }
        assertThat(reporting.begun).hasValue(1);
        assertThat(arbiter.reports.size()).isEqualTo(1);
        long entered = arbiter.reports.entered();
        reporting.report(created("/d/theirs"));
        await(() -> heard.get() == CROWD);
        assertThat(arbiter.reports.entered() - entered).isEqualTo(1);
        Contents.makeDirectory(bob, "/d/ours");
        await(() -> heard.get() == 2 * CROWD);
        reporting.report(created("/d/ours"));
        reporting.report(created("/d/more"));
        await(() -> heard.get() >= 3 * CROWD);
        assertThat(heard).hasValue(3 * CROWD);
    }

    @Test
    void manySlowListenersTakeFewThreadsAndHinderNoOtherUser() throws Exception {
        int before = exportThreads();
        CountDownLatch inside = new CountDownLatch(2);
        for (int i = 0; i < CROWD; i++) {
            alice.watch(path("/d"), false, change -> {
                inside.countDown();
                awaitQuietly(stuck);
            });
        }
        List<Change> heard = new CopyOnWriteArrayList<>();
        bob.watch(path("/d"), false, heard::add);
        for (int i = 0; i < 10; i++) {
            Contents.makeDirectory(carol, "/d/" + i);
        }
        inside.await();
        await(() -> heard.size() == 10);
        assertThat(exportThreads() - before).isLessThan(FEW_THREADS);
    }

    /** One that is stuck leaves the others of its session their turn, and so do many the other sessions of the user. */
    @Test
    void aListenerThatIsStuckHindersNoOtherSession() throws Exception {
        List<Change> same = new CopyOnWriteArrayList<>();
        List<Change> other = new CopyOnWriteArrayList<>();
        alice.watch(path("/d"), false, change -> awaitQuietly(stuck));
        alice.watch(path("/d"), false, same::add);
        Contents.makeDirectory(bob, "/d/a");
        await(() -> same.size() == 1);
        alice.watch(path("/d"), false, change -> awaitQuietly(stuck));
        Contents.makeDirectory(bob, "/d/b");
        try (ExportVolume second = export.mount(alice.user())) {
            second.watch(path("/d"), false, other::add);
            Contents.makeDirectory(bob, "/d/c");
            await(() -> other.size() == 1);
        }
    }

    @Test
    void manyFoldersTakeFewThreads() throws Exception {
        int before = exportThreads();
        AtomicInteger heard = new AtomicInteger();
        int folders = 200;
        for (int i = 0; i < folders; i++) {
            folder("/d/" + i);
            alice.watch(path("/d/" + i), false, change -> heard.incrementAndGet());
        }
        try (Passage passage = arbiter.opens.enter(path("/d"), true, Patience.none())) {
            for (int i = 0; i < folders; i++) {
                reporting.report(created("/d/" + i + "/theirs"));
                reporting.report(modified("/d/" + i + "/theirs"));
            }
            assertThat(exportThreads() - before).isLessThan(FEW_THREADS);
        }
        await(() -> heard.get() == 2 * folders);
    }

    @Test
    void manyLeasesInAFolderAreOneWatchAndOneIsAsked() throws Exception {
        int before = exportThreads();
        List<OpenFile> files = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            file("/d/" + i, "x");
            files.add(leased("/d/" + i, Access.READ));
        }
        assertThat(reporting.begun).hasValue(1);
        assertThat(arbiter.reports.size()).isEqualTo(1);
        changedByOthers("/d/7");
        long entered = arbiter.reports.entered();
        reporting.report(modified("/d/7"));
        await(() -> !asked().isEmpty());
        assertThat(asked()).containsExactly(files.get(7).id());
        assertThat(arbiter.reports.entered() - entered).isEqualTo(1);
        reporting.report(Change.of(Change.Type.OVERFLOW, path("/d")));
        changedByOthers("/d/9");
        reporting.report(modified("/d/9"));
        await(() -> asked().contains(files.get(9).id()));
        assertThat(asked())
                .containsExactlyInAnyOrder(files.get(7).id(), files.get(9).id());
        assertThat(exportThreads() - before).isLessThan(FEW_THREADS);
    }

    private void changedByOthers(String path) throws Exception {
        try (Volume volume = reporting.mount(alice.user())) {
            Contents.write(volume, path, "theirs");
        }
    }

    /** What we did before it was granted explains no report for it. */
    @Test
    void aLeaseIsAskedForWhatRepeatsWhatWeDidBefore() throws Exception {
        file("/d/first", "x");
        file("/d/a", "x");
        assertThat(leased("/d/first", Access.READ)).isNotNull();
        try (OpenFile file = open(bob, "/d/a", Access.WRITE)) {
            write(file, "ours");
        }
        OpenFile leased = leased("/d/a", Access.READ);
        reporting.report(modified("/d/a")); // what we did
        changedByOthers("/d/first");
        reporting.report(modified("/d/first"));
        await(() -> !asked().isEmpty());
        assertThat(asked()).doesNotContain(leased.id());
        changedByOthers("/d/a");
        reporting.report(modified("/d/a"));
        await(() -> asked().contains(leased.id()));
    }

    @Test
    void aRenamedFileIsFollowedWithinItsFolder() throws Exception {
        file("/d/a", "x");
        file("/d/b", "x");
        OpenFile leased = leased("/d/a", Access.READ, Access.DELETE);
        OpenFile other = leased("/d/b", Access.READ);
        leased.rename(path("/d/c"), false);
        await(
                () -> { // after what is taken for an echo of the rename
                    changedByOthers("/d/c");
                    reporting.report(modified("/d/c"));
                    return asked().contains(leased.id());
                });
        assertThat(asked()).doesNotContain(other.id());
        assertThat(reporting.begun).hasValue(1);
    }

    @Test
    void theFolderOfALeaseThatGoesBreaksIt() throws Exception {
        file("/d/a", "x");
        OpenFile leased = leased("/d/a", Access.READ);
        reporting.report(Change.of(Change.Type.DELETED, path("/d")));
        await(() -> asked().contains(leased.id()));
    }

    @Test
    void goesOnWhenTheSessionThatBeganItEnds() throws Exception {
        List<Change> heard = new CopyOnWriteArrayList<>();
        alice.watch(path("/d"), false, change -> {});
        Watch.Subscription last = bob.watch(path("/d"), false, heard::add);
        alice.close();
        reporting.report(created("/d/theirs"));
        await(() -> heard.size() == 1);
        assertThat(reporting.begun).hasValue(1);
        last.close();
        assertThat(reporting.watches()).isZero();
        assertThat(arbiter.reports.size()).isZero();
    }

    @Test
    void whoComesAfterTheFolderWasExchangedWatchesTheNewOne() throws Exception {
        List<Change> first = new CopyOnWriteArrayList<>();
        List<Change> second = new CopyOnWriteArrayList<>();
        alice.watch(path("/d"), false, first::add);
        Contents.rename(bob, "/d", "/e", false);
        folder("/d");
        alice.watch(path("/d"), false, second::add);
        assertThat(reporting.begun).hasValue(2);
        Contents.makeDirectory(bob, "/d/a");
        Contents.makeDirectory(bob, "/e/b");
        await(() -> first.size() == 1 && second.size() == 1);
        assertThat(first.get(0).path()).isEqualTo(path("/e/b"));
        assertThat(second.get(0).path()).isEqualTo(path("/d/a"));
        Contents.delete(bob, "/d/a");
        Contents.delete(bob, "/d");
        await(() -> second.size() == 3);
        folder("/d");
        alice.watch(path("/d"), false, second::add);
        assertThat(reporting.begun).hasValue(3);
    }

    /** By others, so that nobody is told of it. */
    @Test
    void whoComesAfterTheFolderWasExchangedByOthersWatchesTheNewOne() throws Exception {
        alice.watch(path("/d"), false, change -> {});
        try (Volume other = reporting.mount(alice.user())) {
            Contents.rename(other, "/d", "/e", false);
            Contents.makeDirectory(other, "/d");
        }
        alice.watch(path("/d"), false, change -> {});
        assertThat(reporting.begun).hasValue(2);
    }

    @Test
    void aReportWaitsForWhoIsAtWorkOnTheNameAndOtherFoldersGoOn() throws Exception {
        folder("/e");
        List<Change> heard = new CopyOnWriteArrayList<>();
        alice.watch(path("/d"), false, heard::add);
        alice.watch(path("/d"), true, heard::add);
        alice.watch(path("/e"), false, heard::add);
        try (Passage passage = arbiter.opens.enter(path("/d/a"), true, Patience.none())) {
            reporting.report(created("/d/a"));
            reporting.report(created("/d/b"));
            reporting.report(created("/e/c"));
            await(() -> heard.size() == 1);
            assertThat(heard).containsExactly(created("/e/c"));
            arbiter.changes.publish(created("/d/a")); // as who has made it does
            await(() -> heard.size() == 3);
        }
        await(() -> heard.size() == 5);
        assertThat(heard.subList(3, 5)).containsExactly(created("/d/b"), created("/d/b"));
    }

    @Test
    void aChangeIsToldInOrderWhateverTellsOfIt() throws Exception {
        List<Change> heard = new CopyOnWriteArrayList<>();
        alice.watch(path("/d"), false, heard::add);
        List<Change> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Change change = created("/d/" + i);
            all.add(change);
            arbiter.changes.publish(change);
        }
        await(() -> heard.size() == all.size());
        assertThat(heard).isEqualTo(all);
    }

    /** Watches and leases come and go while changes are made and reported: nothing is left, and who stays misses none. */
    @Test
    void comingAndGoingWhileThingsChange() throws Exception {
        int rounds = 300;
        for (int i = 0; i < 4; i++) {
            file("/d/file" + i, "x");
        }
        ConcurrentLinkedQueue<Throwable> failed = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong told = new AtomicLong();
        AtomicInteger stays = new AtomicInteger();
        Watch.Subscription staying = bob.watch(path("/d"), false, change -> {
            if (change.type() == Change.Type.CREATED) {
                stays.incrementAndGet();
            }
        });
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int seed = t;
            threads.add(new Thread(() -> {
                Random random = new Random(seed);
                try {
                    while (!over.get()) {
                        if (random.nextBoolean()) {
                            Watch.Subscription watch =
                                    alice.watch(path("/d"), random.nextBoolean(), change -> told.incrementAndGet());
                            watch.close();
                        } else {
                            leased("/d/file" + random.nextInt(4), Access.READ).close();
                        }
                    }
                } catch (Exception | AssertionError e) {
                    failed.add(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (int i = 0; i < rounds; i++) {
            Contents.makeDirectory(bob, "/d/made" + i);
            reporting.report(created("/d/made" + i));
            reporting.report(created("/d/theirs" + i));
            if (i % 10 == 0) {
                Contents.makeDirectory(bob, "/gone");
                Watch.Subscription ended = alice.watch(path("/gone"), false, change -> {});
                Contents.delete(bob, "/gone");
                ended.close();
            }
        }
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failed).isEmpty();
        await(() -> stays.get() >= 2 * rounds);
        assertThat(stays).hasValue(2 * rounds);
        staying.close();
        await(() -> reporting.watches() == 0 && arbiter.reports.size() == 0);
        assertThat(arbiter.changes.isWatched()).isFalse();
    }

    @Test
    void aFailedBeginLeavesNothing() throws Exception {
        refused(
                Reason.NOT_FOUND,
                () -> arbiter.reports.watch(
                        ((ArbitratedVolume) alice).view(),
                        ((ArbitratedVolume) alice).storage(),
                        path("/nowhere"),
                        false,
                        null,
                        false));
        assertThat(arbiter.reports.size()).isZero();
        assertThat(arbiter.changes.isWatched()).isFalse();
    }
}
