// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.FaultyStorage;
import io.fairlead.testing.StorageContract;
import io.fairlead.testing.contract.Parallel;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The contract, and that the quota counts what is there: nothing more, nothing less, after every test. */
class QuotaStorageTest extends StorageContract {
    private static final int MAX_BYTES = 20_000_000;
    private static final int MAX_FILES = 20_000;

    private final FaultyStorage faulty = new FaultyStorage(new MemoryStorage());
    private final CountingStorage below = new CountingStorage(faulty);
    private QuotaStorage quota;

    @Override
    protected Storage storage() throws Exception {
        quota = limited(MAX_BYTES, MAX_FILES);
        return quota;
    }

    @Override
    protected void checkNoOpenNodes() throws Exception {
        below.checkNoOpenNodes();
        below.checkNoOpenVolumes();
        countsWhatIsThere(quota);
    }

    @Test
    void countsWhatIsThereAlready() throws Exception {
        file("/a", "12345");
        directory("/d");
        file("/d/b", "123");
        QuotaStorage second = limited(MAX_BYTES, MAX_FILES);
        assertThat(second.usedBytes()).isEqualTo(8);
        assertThat(second.usedFiles()).isEqualTo(3);
    }

    @Test
    void refusesMoreBytes() throws Exception {
        quota = limited(100, MAX_FILES);
        try (Volume volume = quota.mount(user())) {
            Contents.write(volume, "/a", new byte[60]);
            refused(() -> Contents.write(volume, "/b", new byte[41]), Reason.QUOTA);
            Contents.write(volume, "/b", new byte[40]);
            assertThat(volume.space()).isEqualTo(new Space(100, 0));
            try (Node node = volume.open(path("/a"), open(Access.WRITE))) {
                node.write(ByteBuffer.allocate(60), 0);
                refused(() -> node.write(ByteBuffer.allocate(1), 60), Reason.QUOTA);
                refused(() -> node.resize(61), Reason.QUOTA);
                node.resize(10);
                assertThat(quota.usedBytes()).isEqualTo(50);
                node.resize(60);
            }
            try (Node node = volume.open(path("/a"), open(Access.APPEND))) {
                refused(() -> node.write(ByteBuffer.allocate(1), 0), Reason.QUOTA);
            }
            Contents.delete(volume, "/b");
            assertThat(volume.space()).isEqualTo(new Space(100, 40));
        }
    }

    @Test
    void refusesMoreFiles() throws Exception {
        quota = limited(MAX_BYTES, 2);
        try (Volume volume = quota.mount(user())) {
            Contents.write(volume, "/a", "a");
            Contents.makeDirectory(volume, "/d");
            refused(() -> Contents.write(volume, "/b", "b"), Reason.QUOTA);
            refused(() -> Contents.makeDirectory(volume, "/e"), Reason.QUOTA);
            refused(() -> Contents.makeDirectory(volume, "/d"), Reason.EXISTS);
            volume.open(path("/a"), Open.openOrCreate(Access.WRITE)).close();
            Contents.write(volume, "/a", "replaced");
            Contents.rename(volume, "/a", "/d/a", false);
            Contents.delete(volume, "/d/a");
            Contents.write(volume, "/b", "b");
            assertThat(Contents.names(volume, "/")).containsExactlyInAnyOrder("b", "d");
        }
    }

    @Test
    void givesBackWhatIsReplaced() throws Exception {
        quota = limited(100, MAX_FILES);
        try (Volume volume = quota.mount(user())) {
            for (int round = 0; round < 10; round++) {
                Contents.write(volume, "/a", new byte[40]);
                Contents.write(volume, "/b", new byte[10]);
                Contents.rename(volume, "/b", "/a", true);
            }
            assertThat(quota.usedBytes()).isEqualTo(10);
            assertThat(quota.usedFiles()).isEqualTo(1);
            try (Node upload = volume.open(path("/c"), Open.replace())) {
                upload.write(ByteBuffer.allocate(90), 0);
                upload.abort();
            }
            assertThat(quota.usedBytes()).isEqualTo(10);
        }
    }

    @RepeatedTest(10)
    void holdsAgainstManyWriters() throws Exception {
        quota = limited(50_000, 30);
        Parallel.run(6, thread -> {
            Random random = new Random(thread);
            try (Volume volume = quota.mount(user())) {
                for (int i = 0; i < 200; i++) {
                    String path = "/" + random.nextInt(5);
                    attempt(() -> work(volume, path, random));
                    assertThat(quota.usedBytes()).isBetween(0L, 50_000L);
                }
            }
        });
    }

    @Test
    void countsRightWhateverFails() throws Exception {
        for (long number = 1; ; number++) {
            QuotaStorage tried = limited(MAX_BYTES, MAX_FILES);
            faulty.failAt(number, Reason.IO);
            attempt(() -> everything(tried));
            boolean failed = faulty.hasFailed();
            faulty.failAt(Long.MAX_VALUE, Reason.IO);
            countsWhatIsThere(tried);
            below.checkNoOpenNodes();
            try (Volume volume = below.mount(user())) {
                for (String name : Contents.names(volume, "/")) {
                    Contents.delete(volume, "/" + name);
                }
            }
            if (!failed) {
                quota = limited(MAX_BYTES, MAX_FILES);
                assertThat(number).isGreaterThan(20);
                return;
            }
        }
    }

    private void everything(QuotaStorage tried) throws StorageException {
        try (Volume volume = tried.mount(user())) {
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
    }

    private void work(Volume volume, String path, Random random) throws StorageException {
        switch (random.nextInt(5)) {
            case 0 -> Contents.write(volume, path, new byte[random.nextInt(20_000)]);
            case 1 -> {
                try (Node node = volume.open(path(path), Open.openOrCreate(Access.WRITE))) {
                    node.write(ByteBuffer.allocate(random.nextInt(5_000)), random.nextInt(10_000));
                    node.resize(random.nextInt(12_000));
                }
            }
            case 2 -> {
                try (Node node = volume.open(path(path), Open.openOrCreate(Access.APPEND))) {
                    node.write(ByteBuffer.allocate(random.nextInt(5_000)), 0);
                }
            }
            case 3 -> Contents.delete(volume, path);
            default -> Contents.rename(volume, path, "/" + random.nextInt(5), true);
        }
    }

    private static void attempt(Call call) throws Exception {
        try {
            call.run();
        } catch (StorageException e) {
            assertThat(e.reason()).isIn(Reason.QUOTA, Reason.NOT_FOUND, Reason.STALE, Reason.IO, Reason.EXISTS);
        }
    }

    private QuotaStorage limited(long maxBytes, long maxFiles) throws StorageException {
        return new QuotaStorage(below, new QuotaStorage.Limits(maxBytes, maxFiles), user());
    }

    private void countsWhatIsThere(QuotaStorage counting) throws StorageException {
        QuotaStorage fresh = limited(MAX_BYTES, MAX_FILES);
        assertThat(counting.usedBytes()).as("bytes").isEqualTo(fresh.usedBytes());
        assertThat(counting.usedFiles()).as("files").isEqualTo(fresh.usedFiles());
    }
}
