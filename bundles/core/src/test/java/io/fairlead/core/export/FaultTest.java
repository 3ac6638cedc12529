// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.Exports;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.FaultyStorage;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever call of the storage fails, nothing stays reserved behind it. */
class FaultTest {

    /** What is tried with a failure at every call in turn. */
    private enum Scenario {
        OPENS {
            @Override
            void run(ExportVolume volume) throws Exception {
                volume.open(ExportFixture.path("/a"), Open.read()).close();
                volume.open(ExportFixture.path("/new"), Open.openOrCreate(Access.WRITE))
                        .close();
                volume.open(
                                ExportFixture.path("/a"),
                                ExportFixture.request(ExportFixture.NONE, Access.READ)
                                        .withTruncate())
                        .close();
                volume.open(
                                ExportFixture.path("/d2"),
                                ExportFixture.request(Disposition.CREATE, ExportFixture.ALL, Access.READ))
                        .close();
            }
        },
        UPLOADS {
            @Override
            void run(ExportVolume volume) throws Exception {
                try (OpenFile upload = volume.open(ExportFixture.path("/a"), Open.replace())) {
                    ExportFixture.write(upload, "new");
                    upload.sync();
                }
                Contents.write(volume, "/d/b", "x");
            }
        },
        RENAMES {
            @Override
            void run(ExportVolume volume) throws Exception {
                try (OpenFile reader = volume.open(ExportFixture.path("/d/f"), Open.read())) {
                    Contents.rename(volume, "/d", "/e", false);
                    Contents.rename(volume, "/a", "/e/f", true);
                    Contents.text(reader);
                }
            }
        },
        DELETIONS {
            @Override
            void run(ExportVolume volume) throws Exception {
                OpenFile second = ExportFixture.open(volume, "/a", Access.READ);
                try (OpenFile first = ExportFixture.open(volume, "/a", Access.DELETE)) {
                    first.deleteOnClose(true);
                    first.deleteOnClose(false);
                    first.deleteOnClose(true);
                } finally {
                    second.close();
                }
                Contents.delete(volume, "/d/f");
                try (OpenFile folder = ExportFixture.open(volume, "/d", Access.DELETE)) {
                    folder.deleteOnClose(true);
                }
            }
        },
        LOCKS {
            @Override
            void run(ExportVolume volume) throws Exception {
                try (OpenFile file = ExportFixture.open(volume, "/a", Access.READ, Access.WRITE)) {
                    file.lock(ByteRange.ALL, true, Duration.ZERO);
                    ExportFixture.write(file, "x");
                    file.resize(0);
                    Contents.text(file);
                }
            }
        },
        SESSIONS {
            @Override
            void run(ExportVolume volume) throws Exception {
                try (OpenFile list = volume.open(ExportFixture.path("/"), Open.list())) {
                    list.next(10);
                    list.rewind();
                }
                volume.watch(ExportFixture.path("/d"), true, change -> {});
                volume.open(ExportFixture.path("/x"), Open.replace());
                volume.open(
                        ExportFixture.path("/a"),
                        ExportFixture.request(ExportFixture.ALL, Access.DELETE).withDeleteOnClose());
                volume.space();
                volume.close();
            }
        };

        abstract void run(ExportVolume volume) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void nothingStaysReserved(Scenario scenario) throws Exception {
        tryEveryCall(scenario, false);
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void nothingStaysReservedWhenAStorageBreaks(Scenario scenario) throws Exception {
        tryEveryCall(scenario, true);
    }

    private static void tryEveryCall(Scenario scenario, boolean breaks) throws Exception {
        int calls = 0;
        for (boolean failed = true; failed; calls++) {
            MemoryStorage storage = new MemoryStorage();
            try (Volume volume = storage.mount(Identity.of("setup"))) {
                Contents.makeDirectory(volume, "/d");
                Contents.write(volume, "/a", "content");
                Contents.write(volume, "/d/f", "content");
            }
            failed = survives(new FaultyStorage(storage), scenario, calls + 1, breaks);
        }
        assertThat(calls).isGreaterThan(3);
    }

    private static boolean survives(FaultyStorage faulty, Scenario scenario, int failingCall, boolean breaks)
            throws Exception {
        CountingStorage counting = new CountingStorage(faulty);
        try (ArbitratedExport export = Exports.over(counting).build()) {
            Arbiter arbiter = export.arbiter();
            if (breaks) {
                faulty.breakAt(failingCall);
            } else {
                faulty.failAt(failingCall, Reason.IO);
            }
            boolean told = false;
            try (ExportVolume volume = export.mount(Identity.of("carol"))) {
                scenario.run(volume);
            } catch (StorageException e) {
                assertThat(e.reason()).as(e.toString()).isEqualTo(Reason.IO);
                told = true;
            } catch (IllegalStateException e) {
                assertThat(breaks).as(e.toString()).isTrue();
                told = true;
            }
            boolean failed = faulty.hasFailed();
            faulty.failAt(Long.MAX_VALUE, Reason.IO);
            assertThat(arbiter.opens.isEmpty())
                    .as("tables are empty after failure %s of %s", failingCall, scenario)
                    .isTrue();
            assertThat(arbiter.changes.isWatched()).isFalse();
            counting.checkNoOpenNodes();
            counting.checkNoOpenVolumes();
            assertThat(told && !failed).isFalse();
            try (ExportVolume volume = export.mount(Identity.of("dave"))) {
                for (String name : Contents.names(volume, "/")) {
                    volume.open(
                                    ExportFixture.path("/" + name),
                                    ExportFixture.request(ExportFixture.NONE, Access.READ, Access.DELETE))
                            .close();
                }
            }
            return failed;
        }
    }
}
