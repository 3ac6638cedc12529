// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.UserQuotas;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.Exports;
import io.fairlead.core.quota.QuotaSettings;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.StorageContract;
import io.fairlead.testing.contract.Parallel;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An Export with a quota, on real storages: the contract, and that what is counted is what is there after each test. */
class QuotaExportTest {
    /** Looks often: it is asked after each of some hundred tests. */
    private static ConditionFactory soon() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    private static final QuotaSettings LARGE = new QuotaSettings(1L << 40, 0, 0, 0, Duration.ZERO);

    abstract static class Limited extends StorageContract {
        CountingStorage below;
        ArbitratedExport export;

        abstract Storage toExport() throws Exception;

        @Override
        protected Storage storage() throws Exception {
            below = new CountingStorage(toExport());
            export = limited("files", LARGE);
            mountCounted(export, user()).close();
            return export;
        }

        private ArbitratedExport limited(String name, QuotaSettings quota) {
            return Exports.over(below).name(name).quota(quota).build();
        }

        /** A session for which what is used is known. */
        private static ExportVolume mountCounted(ArbitratedExport export, Identity user) throws Exception {
            ExportVolume volume = export.mount(user);
            VPath root = export.settings().homes() ? user.home() : VPath.ROOT;
            soon().until(() -> export.arbiter().layers.quotas().used(root).isPresent());
            return volume;
        }

        private static long used(ExportVolume volume, long limit) throws StorageException {
            Space space = volume.space();
            return limit - space.freeBytes();
        }

        @Override
        protected void checkNoOpenNodes() throws Exception {
            below.checkNoOpenNodes();
            if (export.arbiter() == null) {
                return;
            }
            try (ExportVolume volume = export.mount(user());
                    Volume direct = below.mount(user())) {
                boolean exact = !below.features().contains(Feature.EXTERNAL_CHANGES); // else others use the medium, too
                soon().untilAsserted(
                                () -> { // the count at the start may not have ended
                                    long bytes = bytes(direct, VPath.ROOT);
                                    long free = Math.min(direct.space().freeBytes(), LARGE.bytes() - bytes);
                                    assertThat(volume.space().freeBytes() - free)
                                            .as("free beside %s bytes used", bytes)
                                            .isBetween(exact ? 0 : Long.MIN_VALUE, exact ? 0 : Long.MAX_VALUE);
                                });
            }
        }

        static long bytes(Volume direct, VPath folder) throws StorageException {
            return bytes(direct, folder, new HashSet<>());
        }

        private static long bytes(Volume direct, VPath folder, Set<NodeId> seen) throws StorageException {
            long bytes = 0;
            try (Node node = direct.open(folder, Open.list())) {
                for (List<Entry> page = node.next(100); !page.isEmpty(); page = node.next(100)) {
                    for (Entry entry : page) {
                        bytes += seen.add(entry.attributes().id())
                                ? entry.attributes().size()
                                : 0;
                        if (entry.attributes().isDirectory()) {
                            bytes += bytes(direct, folder.child(entry.name()), seen);
                        }
                    }
                }
            }
            return bytes;
        }

        @Override
        protected void dispose(Storage used) throws Exception {
            export.close();
            soon().until(() -> below.openVolumes() == 0);
        }

        @Override
        public boolean offersExtensions() {
            return false;
        }

        @RepeatedTest(10)
        void holdsAgainstManyWriters() throws Exception {
            // where others change the storage, too, the next count has the last word
            QuotaSettings small = new QuotaSettings(50_000, 30, 0, 0, Duration.ofMillis(200));
            try (ArbitratedExport tight = limited("tight", small);
                    ExportVolume watcher = mountCounted(tight, user());
                    Volume direct = below.mount(user())) {
                Parallel.run(4, thread -> {
                    Random random = new Random(thread);
                    try (ExportVolume volume = tight.mount(Identity.of("user" + thread))) {
                        for (int i = 0; i < 100; i++) {
                            String path = "/" + random.nextInt(5);
                            try {
                                work(volume, path, random);
                            } catch (StorageException e) {
                                assertThat(e.reason())
                                        .isIn(
                                                Reason.QUOTA,
                                                Reason.NOT_FOUND,
                                                Reason.STALE,
                                                Reason.EXISTS,
                                                Reason.DELETE_PENDING,
                                                Reason.IN_USE);
                            }
                            assertThat(used(volume, 50_000)).isBetween(0L, 50_000L);
                        }
                    }
                });
                soon().untilAsserted(() -> assertThat(used(watcher, 50_000)).isEqualTo(bytes(direct, VPath.ROOT)));
            }
        }

        private static void work(Volume volume, String path, Random random) throws StorageException {
            switch (random.nextInt(5)) {
                case 0 -> Contents.write(volume, path, new byte[random.nextInt(20_000)]);
                case 1 -> {
                    try (Node node = volume.open(VPath.of(path), Open.openOrCreate(Access.WRITE))) {
                        node.write(ByteBuffer.allocate(random.nextInt(5_000)), random.nextInt(10_000));
                        node.resize(random.nextInt(12_000));
                    }
                }
                case 2 -> {
                    try (Node node = volume.open(VPath.of(path), Open.openOrCreate(Access.APPEND))) {
                        node.write(ByteBuffer.allocate(random.nextInt(5_000)), 0);
                    }
                }
                case 3 -> Contents.delete(volume, path);
                default -> Contents.rename(volume, path, "/" + random.nextInt(5), true);
            }
        }

        @Test
        void eachHomeHasItsRoom() throws Exception {
            directory("/alice");
            directory("/bob");
            file("/alice/before", "12345");
            QuotaSettings each = new QuotaSettings(0, 0, 10, 3, Duration.ZERO);
            try (ArbitratedExport homes = Exports.over(below)
                            .name("homes")
                            .homes(true)
                            .quota(each)
                            .build();
                    ExportVolume alice = mountCounted(homes, at("alice"));
                    ExportVolume bob = mountCounted(homes, at("bob"))) {
                soon().untilAsserted(() -> assertThat(alice.space()).isEqualTo(new Space(10, 5)));
                refused(() -> Contents.write(alice, "/more", new byte[6]), Reason.QUOTA);
                Contents.write(bob, "/more", new byte[6]);
                UserQuotas.Use five = new UserQuotas.Use("alice", 5);
                assertThat(alice.quotas()).contains(new UserQuotas(10, false, List.of(five)));
                alice.user(administrator(alice.user()));
                UserQuotas.Use six = new UserQuotas.Use("bob", 6);
                assertThat(alice.quotas()).contains(new UserQuotas(10, true, List.of(five, six)));
                assertThat(((ExportVolume) volume()).quotas())
                        .as("a bound on the whole only")
                        .isEmpty();
                Contents.makeDirectory(bob, "/d");
                Contents.makeDirectory(bob, "/d/e");
                refused(() -> Contents.makeDirectory(bob, "/f"), Reason.QUOTA);
                refused(() -> Contents.write(bob, "/f", "x"), Reason.QUOTA);
                Contents.write(bob, "/more", "x");
                assertThat(bob.space()).isEqualTo(new Space(10, 9));
            }
        }

        private static Identity administrator(Identity user) {
            return new Identity(user.name(), Set.of("administrators"), user.home(), user.rights(), user.limits());
        }

        private static Identity at(String home) throws StorageException {
            return new Identity(home, Set.of(), VPath.of("/" + home), EnumSet.allOf(Right.class), Identity.Limits.NONE);
        }

        @Test
        void anUnlinkedFileCountsNoMore() throws Exception {
            QuotaSettings small = new QuotaSettings(100, 0, 0, 0, Duration.ZERO);
            try (ArbitratedExport tight = limited("tight", small);
                    ExportVolume volume = mountCounted(tight, user())) {
                Contents.write(volume, "/a", new byte[80]);
                try (Node open = volume.open(
                        VPath.of("/a"),
                        new Open(EnumSet.of(Access.WRITE, Access.DELETE), Open.Disposition.OPEN, Open.Kind.FILE))) {
                    open.delete();
                    Contents.write(volume, "/b", new byte[100]);
                }
                refused(() -> Contents.write(volume, "/c", new byte[1]), Reason.QUOTA);
            }
        }

        /** A quota takes streams from its own Export, not from another one over the same files. */
        @Test
        void anotherExportKeepsItsStreams() throws Exception {
            try (ArbitratedExport other = Exports.over(below).name("other").build();
                    ExportVolume quoted = export.mount(user());
                    ExportVolume plain = other.mount(user())) {
                assertThat(other.features()).contains(Feature.STREAMS);
                assertThat(export.features()).doesNotContain(Feature.STREAMS);
                Contents.write(plain, "/f", new byte[1]);
                OpenRequest stream =
                        OpenRequest.shared(Open.openOrCreate(Access.WRITE)).withStream("s");
                plain.open(VPath.of("/f"), stream).close();
                try (OpenFile here = plain.open(VPath.of("/f"), Open.read());
                        OpenFile there = quoted.open(VPath.of("/f"), Open.read())) {
                    assertThat(here.streams()).extracting(Entry::name).containsExactly("s");
                    assertThat(there.streams()).isEmpty();
                }
                refused(() -> quoted.open(VPath.of("/f"), stream), Reason.NOT_SUPPORTED);
            }
        }
    }

    @Nested
    class OfMemory extends Limited {
        @Override
        Storage toExport() {
            return new MemoryStorage();
        }
    }

    @Nested
    class OfAFolder extends Limited {
        @TempDir
        Path folder;

        @Override
        Storage toExport() throws Exception {
            return LocalStorage.open(LocalSettings.of(folder).withSync(LocalSettings.Sync.NONE));
        }

        @Test
        void whatOthersDoIsCountedAfterAWhile() throws Exception {
            QuotaSettings small = new QuotaSettings(100, 0, 0, 0, Duration.ofMillis(50));
            try (ArbitratedExport tight =
                            Exports.over(below).name("tight").quota(small).build();
                    ExportVolume volume = tight.mount(user())) {
                Files.write(folder.resolve("outside"), new byte[60]);
                soon().untilAsserted(() -> assertThat(volume.space()).isEqualTo(new Space(100, 40)));
                Files.delete(folder.resolve("outside"));
                soon().untilAsserted(() -> assertThat(volume.space()).isEqualTo(new Space(100, 100)));
            }
        }
    }

    @Test
    void quotasOfUsersNeedHomes() {
        QuotaSettings each = new QuotaSettings(0, 0, 10, 0, Duration.ZERO);
        assertThatThrownBy(() -> Exports.over(new MemoryStorage()).quota(each).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "userQuotaBytes = 10; expected 0 unless homes = true: what is a user's is told by the user's"
                                + " home");
    }
}
