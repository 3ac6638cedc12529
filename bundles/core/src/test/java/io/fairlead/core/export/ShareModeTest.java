// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.OpenRequest.Share;
import io.fairlead.api.storage.ForwardingStorage;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.Exports;
import io.fairlead.testing.contract.Parallel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** [MS-FSA] 2.1.5.1.2, the sharing check. */
class ShareModeTest extends ExportFixture {

    private static List<Set<Share>> allShares() {
        List<Set<Share>> all = new ArrayList<>();
        for (int bits = 0; bits < 8; bits++) {
            Set<Share> share = EnumSet.noneOf(Share.class);
            int bit = 1;
            for (Share one : Share.values()) {
                if ((bits & bit) != 0) {
                    share.add(one);
                }
                bit <<= 1;
            }
            all.add(share);
        }
        return all;
    }

    private static boolean lets(Set<Share> share, Access access) {
        return switch (access) {
            case READ -> share.contains(Share.READ);
            case WRITE, APPEND -> share.contains(Share.WRITE);
            case DELETE -> share.contains(Share.DELETE);
            case ATTRIBUTES -> true;
        };
    }

    @Test
    void everyPairOfOpensMeetsAsTheTableSays() throws Exception {
        file("/a", "x");
        for (Access first : Access.values()) {
            for (Set<Share> firstShare : allShares()) {
                try (OpenFile open = alice.open(path("/a"), request(firstShare, first))) {
                    for (Access second : Access.values()) {
                        for (Set<Share> secondShare : allShares()) {
                            boolean bothCount = first != Access.ATTRIBUTES && second != Access.ATTRIBUTES;
                            boolean expected = !bothCount || (lets(firstShare, second) && lets(secondShare, first));
                            assertThat(opens(request(secondShare, second)))
                                    .as("%s sharing %s, then %s sharing %s", first, firstShare, second, secondShare)
                                    .isEqualTo(expected);
                        }
                    }
                }
            }
        }
    }

    private boolean opens(OpenRequest request) throws StorageException {
        try (OpenFile open = bob.open(path("/a"), request)) {
            return true;
        } catch (StorageException e) {
            assertThat(e.reason()).isEqualTo(Reason.IN_USE);
            return false;
        }
    }

    @Test
    void plainOpensShareEverythingButRespectOthers() throws Exception {
        file("/a", "x");
        try (OpenFile one = alice.open(path("/a"), Open.read());
                OpenFile other = bob.open(path("/a"), Open.delete())) {
            assertThat(one.id()).isEqualTo(other.id());
        }
        try (OpenFile exclusive = alice.open(path("/a"), request(NONE, Access.READ))) {
            refusedOpen(Reason.IN_USE, () -> bob.open(path("/a"), Open.read()));
            refusedOpen(Reason.IN_USE, () -> alice.open(path("/a"), Open.read())); // its own session's too
        }
        bob.open(path("/a"), Open.read()).close();
    }

    @Test
    void aRefusedOpenTruncatesNothing() throws Exception {
        file("/a", "content");
        try (OpenFile reader = alice.open(path("/a"), request(EnumSet.of(Share.READ), Access.READ))) {
            refusedOpen(
                    Reason.IN_USE,
                    () -> bob.open(path("/a"), request(ALL, Access.WRITE).withTruncate()));
            refusedOpen(
                    Reason.IN_USE,
                    () -> bob.open(path("/a"), request(ALL, Access.ATTRIBUTES).withTruncate()));
        }
        assertThat(text("/a")).isEqualTo("content");
        try (OpenFile cut = bob.open(path("/a"), request(ALL, Access.READ).withTruncate())) {
            assertThat(cut.attributes().size()).isZero();
            refused(Reason.ACCESS_DENIED, () -> write(cut, "x")); // cutting gives no right to write
        }
    }

    @Test
    void aRefusedOpenCreatesNothing() throws Exception {
        try (OpenFile upload = alice.open(path("/new"), Open.replace())) {
            refusedOpen(
                    Reason.IN_USE,
                    () -> bob.open(path("/new"), request(Disposition.OPEN_OR_CREATE, NONE, Access.WRITE)));
            refusedOpen(Reason.NOT_FOUND, () -> bob.open(path("/new"), request(ALL, Access.READ)));
            upload.abort();
        }
        refusedOpen(Reason.NOT_FOUND, () -> bob.open(path("/new"), Open.read()));
    }

    @Test
    void foldersHaveShareModesToo() throws Exception {
        folder("/d");
        try (OpenFile list = alice.open(path("/d"), request(EnumSet.of(Share.READ, Share.WRITE), Access.READ))) {
            refusedOpen(Reason.IN_USE, () -> bob.open(path("/d"), Open.delete()));
            bob.open(path("/d"), Open.list()).close();
        }
        bob.open(path("/d"), Open.delete()).close();
    }

    @Test
    void twoExportsOfOneStorageArbitrateTogether() throws Exception {
        file("/d.txt", "x");
        try (ArbitratedExport second = Exports.over(below).name("second").build();
                var carol = second.mount(Identity.of("carol"))) {
            try (OpenFile exclusive = alice.open(path("/d.txt"), request(NONE, Access.READ))) {
                refusedOpen(Reason.IN_USE, () -> carol.open(path("/d.txt"), Open.read()));
                assertThat(export.opens()).hasSize(1);
                assertThat(second.opens()).isEmpty();
            }
        }
    }

    /** What is wrapped around a storage has its id. */
    @Test
    void anExportOfWhatIsWrappedArbitratesTogetherWithIt() throws Exception {
        file("/d.txt", "x");
        Storage wrapped = new ForwardingStorage(below) {
            @Override
            protected Volume wrap(Volume volume) {
                return volume;
            }
        };
        try (ArbitratedExport second = Exports.over(wrapped).name("second").build();
                var carol = second.mount(Identity.of("carol"))) {
            assertThat(second.arbiter()).isSameAs(export.arbiter());
            try (OpenFile exclusive = alice.open(path("/d.txt"), request(NONE, Access.READ))) {
                refusedOpen(Reason.IN_USE, () -> carol.open(path("/d.txt"), Open.read()));
            }
            try (OpenFile exclusive = carol.open(path("/d.txt"), request(NONE, Access.READ))) {
                refusedOpen(Reason.IN_USE, () -> alice.open(path("/d.txt"), Open.read()));
            }
        }
    }

    @Test
    void ofManyExclusiveOpensOneWins() throws Exception {
        file("/a", "x");
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger won = new AtomicInteger();
        Parallel.run(8, thread -> {
            for (int i = 0; i < 300; i++) {
                try (OpenFile open = alice.open(path("/a"), request(NONE, Access.READ, Access.WRITE))) {
                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                    won.incrementAndGet();
                    assertThat(inside.decrementAndGet()).isZero();
                } catch (StorageException e) {
                    assertThat(e.reason()).isEqualTo(Reason.IN_USE);
                }
            }
        });
        assertThat(won.get()).isPositive();
    }

    @Test
    void ofManyExclusiveCreationsOneCreates() throws Exception {
        for (int round = 0; round < 100; round++) {
            String name = "/n" + round;
            AtomicInteger made = new AtomicInteger();
            Parallel.run(4, thread -> {
                try (OpenFile open = bob.open(path(name), request(Disposition.OPEN_OR_CREATE, NONE, Access.WRITE))) {
                    made.addAndGet(open.created() ? 1 : 0);
                } catch (StorageException e) {
                    assertThat(e.reason()).isEqualTo(Reason.IN_USE);
                }
            });
            assertThat(made.get()).isEqualTo(1);
        }
    }
}
