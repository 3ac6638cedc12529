// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.arbiter.LeaseBook.Step;
import io.fairlead.core.arbiter.Tenure;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.testing.Contents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Leases of what other programs change. */
@Timeout(60)
class OutsideTest extends ExportFixture {
    @TempDir
    Path folder;

    private final ScriptedLeases leases = new ScriptedLeases();
    private LocalStorage local;
    private ExportVolume carol;

    @Override
    Storage storage() {
        local = local(folder);
        return local;
    }

    @Override
    Arbiter arbiter(Storage exported) {
        return new Arbiter("outside", Tables.local(exported.features(), leases), Tenure.ALONE);
    }

    @BeforeEach
    void mount() throws Exception {
        carol = export.mount(Identity.of("carol"), MountOptions.DEFAULT.withHolder(broken -> {}));
    }

    @AfterEach
    void unmount() throws Exception {
        carol.close();
    }

    private OpenFile leased(String path, Access... access) throws Exception {
        Lease.Key key = new Lease.Key(new UUID(1, 1), new UUID(2, path.hashCode()));
        return carol.open(
                path(path), request(ALL, access).withLease(new Lease.Request(key, EnumSet.allOf(Lease.Caching.class))));
    }

    private boolean asked(OpenFile file) {
        return leases.asks.stream()
                .anyMatch(ask -> ask.step() == Step.OUTSIDE && ask.file().id().equals(file.id()));
    }

    @Test
    void aChangeFromOutsideAsks() throws Exception {
        folder("/d");
        file("/d/a", "x");
        file("/d/b", "x");
        OpenFile file = leased("/d/a", Access.READ);
        OpenFile other = leased("/d/b", Access.READ);
        Files.writeString(folder.resolve("d/a"), "from outside");
        await(() -> asked(file));
        assertThat(asked(other)).isFalse();
    }

    @Test
    void aRenamedFileIsFollowed() throws Exception {
        folder("/d");
        file("/a", "x");
        OpenFile file = leased("/a", Access.READ, Access.DELETE);
        file.rename(path("/d/b"), false);
        await(() -> {
            Files.writeString(folder.resolve("d/b"), "from outside");
            return asked(file);
        });
    }

    @Test
    void anEntryThatComesAsksForItsFolder() throws Exception {
        folder("/d");
        OpenFile open = leased("/d", Access.READ);
        file("/d/ours", "x");
        Files.writeString(folder.resolve("d/theirs"), "from outside");
        await(() -> asked(open));
    }

    /** The end of a change from outside tells that what came before it was heard. */
    @Test
    void ourOwnChangesAskNobody() throws Exception {
        folder("/d");
        file("/d/a", "x");
        OpenFile writer = leased("/d/a", Access.READ, Access.WRITE);
        OpenFile end = leased("/d", Access.READ);
        for (int i = 0; i < 50; i++) {
            write(writer, "y");
        }
        Files.writeString(folder.resolve("d/end"), "");
        await(() -> asked(end));
        assertThat(asked(writer)).isFalse();
    }

    /** So many that the platform loses some: who writes, and who reads what nobody has touched, keeps the lease. */
    @Test
    void lostReportsAskForWhatHasChangedAlone() throws Exception {
        folder("/d");
        file("/d/read", "x");
        file("/d/written", "x");
        file("/d/changed", "x");
        OpenFile reader = leased("/d/read", Access.READ);
        OpenFile writer = leased("/d/written", Access.READ, Access.WRITE);
        OpenFile changed = leased("/d/changed", Access.READ);
        OpenFile all = leased("/d", Access.READ);
        write(writer, "y");
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch lost = new CountDownLatch(1);
        Volume volume = local.mount(Identity.of("carol"), LinkPolicy.STOP);
        Watch watch = volume.extension(Watch.class).orElseThrow();
        try (volume;
                Watch.Subscription slow = watch.watch(path("/d"), false, change -> {
                    awaitQuietly(go);
                    if (change.type() == Change.Type.OVERFLOW) {
                        lost.countDown();
                    }
                })) {
            assertThat(slow).isNotNull();
            Path other = folder.resolve("d/other");
            for (int i = 0; i < 2000; i++) { // the JDK keeps 512
                Files.writeString(other, "from outside");
                Files.delete(other);
            }
            Files.writeString(folder.resolve("d/changed"), "from outside");
            go.countDown();
            lost.await();
        }
        await(() -> asked(all));
        await(() -> asked(changed));
        assertThat(asked(reader)).isFalse();
        assertThat(asked(writer)).isFalse();
    }

    /** A storage tells late; the end of what came from outside tells that what was done before it was heard. */
    @Test
    void whatWeDidBeforeAsksForNoFolder() throws Exception {
        folder("/d");
        folder("/e");
        file("/d/first", "x");
        assertThat(leased("/d/first", Access.READ)).isNotNull(); // from now on what we do is remembered
        CountDownLatch go = new CountDownLatch(1);
        Volume volume = local.mount(Identity.of("carol"), LinkPolicy.STOP);
        Watch watch = volume.extension(Watch.class).orElseThrow();
        OpenFile written;
        try (volume;
                Watch.Subscription late = watch.watch(path("/d"), false, change -> awaitQuietly(go))) {
            assertThat(late).isNotNull();
            for (int i = 0; i < 50; i++) {
                file("/d/f" + i, "x");
            }
            Contents.delete(carol, "/d/f3");
            written = leased("/d", Access.READ);
            OpenFile end = leased("/e", Access.READ);
            Files.writeString(folder.resolve("e/end"), "");
            go.countDown();
            await(() -> asked(end));
        }
        assertThat(asked(written)).isFalse();
        await(() -> {
            Files.writeString(
                    folder.resolve("d/f7"), "from outside"); // more than once, for a file system's clock is coarse
            return asked(written);
        });
    }

    @Test
    void theWatchEndsWithTheOpen() throws Exception {
        file("/a", "x");
        OpenFile file = leased("/a", Access.READ);
        assertThat(arbiter.changes.isWatched()).isTrue();
        file.close();
        assertThat(arbiter.changes.isWatched()).isFalse();
    }
}
