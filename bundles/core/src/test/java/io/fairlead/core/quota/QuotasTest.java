// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.FaultyStorage;
import io.fairlead.testing.contract.Parallel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** By volumes as sessions have them; after each test, what is counted is what is there. */
class QuotasTest {
    private static ConditionFactory soon() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    private static final Object EXPORT = new Object();

    private final FaultyStorage faulty = new FaultyStorage(new MemoryStorage());
    private final CountingStorage below = new CountingStorage(faulty);
    private final List<Volume> volumes = new ArrayList<>();
    private Quotas quotas;
    private Volume direct;

    @BeforeEach
    void begin() throws Exception {
        direct = below.mount(Identity.of("direct"), LinkPolicy.STOP);
        volumes.add(direct);
        quotas = new Quotas(below);
    }

    @AfterEach
    void countsWhatIsThere() throws Exception {
        for (VPath root : List.of(VPath.ROOT, VPath.of("/home/alice"), VPath.of("/home/bob"))) {
            awaitNotCounting(root);
            quotas.used(root)
                    .ifPresent(used -> assertThat(used).as(root.toString()).containsExactly(there(root)));
        }
        for (Volume volume : volumes) {
            volume.close();
        }
        quotas.close();
        soon().until(() -> below.openVolumes() == 0);
        below.checkNoOpenNodes();
    }

    private void awaitNotCounting(VPath root) {
        soon().atMost(Duration.ofSeconds(30)).until(() -> !quotas.isCounting(root));
    }

    private long[] there(VPath folder) {
        long bytes = 0;
        long files = 0;
        try (Node node = direct.open(folder, Open.list())) {
            for (List<Entry> page = node.next(100); !page.isEmpty(); page = node.next(100)) {
                for (Entry entry : page) {
                    files++;
                    bytes += entry.attributes().size();
                    if (entry.attributes().isDirectory()) {
                        long[] inner = there(folder.child(entry.name()));
                        bytes += inner[0];
                        files += inner[1];
                    }
                }
            }
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
        return new long[] {bytes, files};
    }

    private static QuotaSettings limits(long bytes, long files) {
        return new QuotaSettings(bytes, files, 0, 0, QuotaSettings.USUAL_RECOUNT);
    }

    private Volume mount(QuotaSettings settings) throws Exception {
        Volume volume = mountUncounted(VPath.ROOT, VPath.ROOT, settings);
        soon().atMost(Duration.ofSeconds(30))
                .until(() -> quotas.used(VPath.ROOT).isPresent());
        return volume;
    }

    private Volume mountUncounted(VPath root, VPath start, QuotaSettings settings) throws Exception {
        Volume volume = quotas.over(
                below.mount(Identity.of("alice"), LinkPolicy.STOP),
                new Quotas.Place(EXPORT, root, start, settings, "alice"));
        volumes.add(volume);
        return volume;
    }

    private static VPath path(String text) throws StorageException {
        return VPath.of(text);
    }

    private static Open open(Access... access) {
        return new Open(EnumSet.copyOf(List.of(access)), Disposition.OPEN, Kind.FILE);
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.reason())
                .isEqualTo(Reason.QUOTA));
    }

    private long usedBytes() {
        return quotas.used(VPath.ROOT).orElseThrow()[0];
    }

    @Test
    void withoutAQuotaNothingIsBetween() throws Exception {
        Volume bare = below.mount(Identity.of("alice"));
        volumes.add(bare);
        assertThat(quotas.over(bare, new Quotas.Place(EXPORT, VPath.ROOT, VPath.ROOT, QuotaSettings.NONE, "alice")))
                .isSameAs(bare);
    }

    @Test
    void refusesMoreBytes() throws Exception {
        Contents.write(direct, "/before", new byte[10]);
        Volume volume = mount(limits(110, 0));
        Contents.write(volume, "/a", new byte[60]);
        refused(() -> Contents.write(volume, "/b", new byte[41]));
        Contents.write(volume, "/b", new byte[40]);
        assertThat(volume.space()).isEqualTo(new Space(110, 0));
        try (Node node = volume.open(path("/a"), open(Access.WRITE))) {
            node.write(ByteBuffer.allocate(60), 0);
            refused(() -> node.write(ByteBuffer.allocate(1), 60));
            refused(() -> node.resize(61));
            refused(() -> node.announce(61));
            node.resize(10);
            assertThat(usedBytes()).isEqualTo(60);
            node.announce(60);
            refused(() -> Contents.write(volume, "/c", new byte[1]));
            node.resize(30);
        }
        assertThat(usedBytes()).isEqualTo(80);
        try (Node node = volume.open(path("/a"), open(Access.APPEND))) {
            refused(() -> node.announce(31));
            refused(() -> node.write(ByteBuffer.allocate(31), 0));
            node.write(ByteBuffer.allocate(30), 0);
        }
        Contents.delete(volume, "/b");
        assertThat(volume.space()).isEqualTo(new Space(110, 40));
    }

    @Test
    void refusesMoreFiles() throws Exception {
        Volume volume = mount(limits(0, 2));
        Contents.write(volume, "/a", "a");
        Contents.makeDirectory(volume, "/d");
        refused(() -> Contents.write(volume, "/b", "b"));
        refused(() -> Contents.makeDirectory(volume, "/e"));
        volume.open(path("/a"), Open.openOrCreate(Access.WRITE)).close();
        Contents.write(volume, "/a", "replaced");
        Contents.rename(volume, "/a", "/d/a", false);
        Contents.delete(volume, "/d/a");
        Contents.write(volume, "/b", "b");
        assertThat(Contents.names(volume, "/")).containsExactlyInAnyOrder("b", "d");
        assertThat(volume.space()).isEqualTo(direct.space());
    }

    @Test
    void givesBackWhatIsReplacedOrDropped() throws Exception {
        Volume volume = mount(limits(100, 0));
        for (int round = 0; round < 10; round++) {
            Contents.write(volume, "/a", new byte[40]);
            Contents.write(volume, "/b", new byte[10]);
            Contents.rename(volume, "/b", "/a", true);
        }
        try (Node upload = volume.open(path("/c"), Open.replace())) {
            upload.write(ByteBuffer.allocate(90), 0);
            assertThat(volume.space()).isEqualTo(new Space(100, 0));
            upload.abort();
        }
        try (Node upload = volume.open(path("/c"), Open.replace())) {
            upload.announce(90);
            refused(() -> Contents.write(volume, "/d", new byte[1]));
            upload.write(ByteBuffer.allocate(5), 0);
        }
        assertThat(usedBytes()).isEqualTo(15);
    }

    @Test
    void aNamelessFileCountsNoMore() throws Exception {
        Volume volume = mount(limits(100, 0));
        Contents.write(volume, "/a", new byte[60]);
        try (Node node = volume.open(path("/a"), open(Access.WRITE))) {
            Contents.delete(volume, "/a");
            node.write(ByteBuffer.allocate(200), 0);
            Contents.write(volume, "/b", new byte[100]);
        }
        assertThat(usedBytes()).isEqualTo(100);
    }

    @Test
    void whatIsWrittenWhileAFileGoesIsGivenBackWithIt() throws Exception {
        Volume volume = mount(limits(1000, 0));
        Contents.write(volume, "/a", new byte[10]);
        Contents.write(volume, "/new", new byte[1]);
        AtomicBoolean meanwhile = new AtomicBoolean();
        Volume slow = quotas.over(
                new Meanwhile(below.mount(Identity.of("bob"), LinkPolicy.STOP), () -> {
                    if (!meanwhile.getAndSet(false)) {
                        return;
                    }
                    try (Node writer = volume.open(path("/a"), Open.openOrCreate(Access.APPEND))) {
                        writer.write(ByteBuffer.allocate(100), 0); // has come and gone between two looks
                    }
                }),
                new Quotas.Place(EXPORT, VPath.ROOT, VPath.ROOT, limits(1000, 0), "bob"));
        volumes.add(slow);
        meanwhile.set(true);
        Contents.delete(slow, "/a");
        assertThat(usedBytes()).isEqualTo(1);

        Contents.write(volume, "/a", new byte[10]);
        meanwhile.set(true);
        Contents.rename(slow, "/new", "/a", true);
        assertThat(usedBytes()).isEqualTo(1);

        meanwhile.set(true);
        Contents.write(slow, "/a", new byte[20]); // an upload in its place
        assertThat(meanwhile).isFalse();
        assertThat(usedBytes()).isEqualTo(20);
    }

    @Test
    void linksAreCountedByTheirText() throws Exception {
        Volume volume = mount(limits(10, 0));
        Symlinks links = volume.extension(Symlinks.class).orElseThrow();
        links.create(path("/l"), "123456");
        refused(() -> links.create(path("/m"), "12345"));
        Contents.delete(volume, "/l");
        links.create(path("/m"), "12345");
        assertThat(volume.extension(Streams.class)).isEmpty();
    }

    @Test
    void eachHomeHasItsOwn() throws Exception {
        Contents.makeDirectory(direct, "/home");
        Contents.makeDirectory(direct, "/home/alice");
        Contents.makeDirectory(direct, "/home/bob");
        Contents.write(direct, "/home/bob/before", new byte[30]);
        QuotaSettings each = new QuotaSettings(0, 0, 100, 0, QuotaSettings.USUAL_RECOUNT);
        Volume alice = mountUncounted(VPath.ROOT, path("/home/alice"), each);
        Volume bob = mountUncounted(VPath.ROOT, path("/home/bob"), each);
        soon().until(() -> quotas.used(path("/home/bob")).isPresent()
                && quotas.used(path("/home/alice")).isPresent());
        Contents.write(alice, "/home/alice/a", new byte[100]);
        refused(() -> Contents.write(alice, "/home/alice/b", new byte[1]));
        Contents.write(bob, "/home/bob/b", new byte[60]);
        assertThat(bob.space()).isEqualTo(new Space(100, 10));
        Volume admin = mountUncounted(VPath.ROOT, VPath.ROOT, each); // sees both homes
        refused(() -> Contents.rename(admin, "/home/bob/b", "/home/alice/b", false));
        Contents.rename(admin, "/home/alice/a", "/a", false);
        Contents.rename(admin, "/home/bob/b", "/home/alice/b", false);
        Contents.makeDirectory(admin, "/tree");
        Contents.write(admin, "/tree/x", new byte[7]);
        Contents.rename(admin, "/tree", "/home/alice/tree", false); // counted afresh
        soon().until(() -> quotas.used(path("/home/alice")).orElseThrow()[0] == 67);
    }

    @Test
    void newBoundsHoldAtOnce() throws Exception {
        Volume volume = mount(limits(100, 0));
        Contents.write(volume, "/a", new byte[50]);
        quotas.configure(EXPORT, limits(40, 0));
        refused(() -> Contents.write(volume, "/b", new byte[1]));
        assertThat(volume.space()).isEqualTo(new Space(40, 0));
        quotas.configure(EXPORT, limits(0, 0));
        Contents.write(volume, "/b", new byte[1000]);
        quotas.remove(EXPORT);
        Contents.write(volume, "/c", new byte[1000]);
    }

    @Test
    void countsRightWhateverFails() throws Exception {
        for (long number = 1; ; number++) {
            quotas = new Quotas(below);
            Volume volume = mount(limits(1_000_000, 1000));
            faulty.failAt(number, Reason.IO);
            try {
                everything(volume);
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.IO);
            }
            boolean failed = faulty.hasFailed();
            faulty.failAt(Long.MAX_VALUE, Reason.IO);
            assertThat(quotas.used(VPath.ROOT).orElseThrow())
                    .as("failed at call %s", number)
                    .containsExactly(there(VPath.ROOT));
            for (String name : Contents.names(direct, "/")) {
                Contents.delete(direct, "/" + name);
            }
            quotas.close();
            if (!failed) {
                assertThat(number).isGreaterThan(20);
                quotas = new Quotas(below);
                return;
            }
        }
    }

    private static void everything(Volume volume) throws StorageException {
        Contents.write(volume, "/a", new byte[1000]);
        Contents.write(volume, "/a", new byte[500]);
        Contents.makeDirectory(volume, "/d");
        try (Node node = volume.open(path("/b"), Open.openOrCreate(Access.WRITE))) {
            node.write(ByteBuffer.allocate(100), 50);
            node.resize(70);
        }
        try (Node node = volume.open(path("/b"), open(Access.APPEND))) {
            node.write(ByteBuffer.allocate(10), 0);
        }
        Contents.rename(volume, "/b", "/a", true);
        Contents.delete(volume, "/d");
        Contents.delete(volume, "/a");
    }

    @RepeatedTest(10)
    void writersAtTheLimitNeverPassItTogether() throws Exception {
        Volume volume = mount(limits(10_000, 0));
        AtomicInteger written = new AtomicInteger();
        Parallel.run(4, thread -> {
            try (Node node = volume.open(path("/" + thread), Open.openOrCreate(Access.WRITE))) {
                for (int i = 0; i < 100; i++) {
                    node.write(ByteBuffer.allocate(77), i * 77L);
                    written.addAndGet(77);
                }
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.QUOTA);
            }
        });
        assertThat(written.get()).isBetween(10_000 - 4 * 77, 10_000);
        assertThat(there(VPath.ROOT)[0]).isLessThanOrEqualTo(10_000);
    }

    @RepeatedTest(20)
    void aCountIsRightWhileMuchHappens() throws Exception {
        Random random = new Random();
        for (int i = 0; i < 30; i++) {
            Contents.makeDirectory(direct, "/d" + i);
            for (int j = 0; j < 5; j++) {
                Contents.write(direct, "/d" + i + "/f" + j, new byte[random.nextInt(100)]);
            }
        }
        Volume volume = mountUncounted(VPath.ROOT, VPath.ROOT, limits(1_000_000, 0));
        for (int i = 0; i < 200; i++) {
            String folder = "/d" + random.nextInt(30);
            try {
                switch (random.nextInt(5)) {
                    case 0 -> Contents.write(volume, folder + "/g", new byte[random.nextInt(100)]);
                    case 1 -> Contents.delete(volume, folder + "/f" + random.nextInt(5));
                    case 2 -> Contents.makeDirectory(volume, folder + "/new" + i);
                    case 3 -> Contents.write(volume, folder + "/new" + random.nextInt(200) + "/x", new byte[3]);
                    default -> Contents.rename(volume, folder + "/f1", "/d" + random.nextInt(30) + "/r" + i, false);
                }
            } catch (StorageException e) {
                assertThat(e.reason()).isIn(Reason.NOT_FOUND, Reason.PARENT_NOT_FOUND);
            }
        }
        soon().atMost(Duration.ofSeconds(30))
                .until(() -> quotas.used(VPath.ROOT).isPresent());
    }

    @Test
    void beforeItIsCountedWhatWasFoundSoFarCounts() throws Exception {
        Contents.makeDirectory(direct, "/a");
        Contents.makeDirectory(direct, "/b");
        Contents.write(direct, "/a/large", new byte[90]);
        CountDownLatch go = new CountDownLatch(1);
        quotas = new Quotas(new Held(below, "/b", go));
        Volume volume = mountUncounted(VPath.ROOT, VPath.ROOT, limits(100, 0));
        soon().untilAsserted(() -> assertThat(volume.space()).isEqualTo(new Space(100, 10)));
        refused(() -> Contents.write(volume, "/b/x", new byte[11]));
        assertThat(quotas.used(VPath.ROOT)).isEmpty();
        Contents.write(volume, "/a/small", new byte[4]); // counted already
        Contents.write(volume, "/b/later", new byte[5]); // to be found
        go.countDown();
        soon().until(() -> quotas.used(VPath.ROOT).isPresent());
        assertThat(usedBytes()).isEqualTo(99);
    }
}
