// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import static io.fairlead.core.arbiter.ArbiterTables.join;
import static io.fairlead.core.arbiter.ArbiterTables.key;
import static io.fairlead.core.arbiter.ArbiterTables.refused;
import static io.fairlead.core.arbiter.ArbiterTables.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Opens that wait for their client. */
interface ParkingContract extends ArbiterTables {
    private ParkingLot lot() {
        return tables().parking();
    }

    private static ParkedOpen.Key number(long low) {
        return new ParkedOpen.Key("smb", 0, low);
    }

    private ParkingLot.Parked park(long number, Duration timeout) throws StorageException {
        OpenRecord open = record(key(number), READER, false, false);
        ParkingLot.Parked parked = new ParkingLot.Parked(number(number), open, false, new byte[] {1, 2});
        lot().park(parked, timeout);
        return parked;
    }

    @Test
    default void onlyItsUserTakesAnOpenBackAndOnlyOnce() throws Exception {
        ParkingLot.Parked parked = park(1, SOON);
        refused(Reason.EXISTS, () -> park(1, SOON));
        refused(Reason.NOT_FOUND, () -> lot().take(number(2), "files", "alice"));
        refused(Reason.NOT_FOUND, () -> lot().take(number(1), "other", "alice"));
        refused(Reason.ACCESS_DENIED, () -> lot().take(number(1), "files", "bob"));
        refused(Reason.NOT_FOUND, () -> lot().look(number(2), "files", "alice"));
        refused(Reason.NOT_FOUND, () -> lot().look(number(1), "other", "alice"));
        refused(Reason.ACCESS_DENIED, () -> lot().look(number(1), "files", "bob"));
        assertThat(lot().look(number(1), "files", "alice").open()).isEqualTo(parked.open());
        ParkingLot.Parked taken = lot().take(number(1), "files", "alice");
        assertThat(taken.open()).isEqualTo(parked.open());
        assertThat(taken.state()).containsExactly(1, 2);
        refused(Reason.NOT_FOUND, () -> lot().take(number(1), "files", "alice"));
        assertThat(lot().isEmpty()).isTrue();
        park(1, SOON);
    }

    @Test
    default void oneOfSeveralGetsIt() throws Exception {
        for (int round = 0; round < 100; round++) {
            ParkingLot.Parked parked = park(1, SOON);
            AtomicInteger got = new AtomicInteger();
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                all.add(start(() -> {
                    try {
                        lot().take(number(1), "files", "alice");
                        got.incrementAndGet();
                    } catch (StorageException e) {
                        assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
                    }
                }));
                all.add(start(() -> lot().evict(parked.open().id()).ifPresent(one -> got.incrementAndGet())));
            }
            for (Future<Void> one : all) {
                join(one);
            }
            assertThat(got).hasValue(1);
        }
    }

    @Test
    default void isGivenOutByOpenExportUserAndTime() throws Exception {
        ParkingLot.Parked first = park(1, SOON);
        assertThat(lot().evict(opens().newId())).isEmpty();
        assertThat(lot().evict(first.open().id())).contains(first);
        ParkingLot.Parked second = park(2, SOON);
        assertThat(lot().ofExport("other")).isEmpty();
        assertThat(lot().ofExport("files")).containsExactly(second);
        assertThat(lot().evictExport("other")).isEmpty();
        assertThat(lot().evictExport("files")).containsExactly(second);
        ParkingLot.Parked third = park(3, SOON);
        assertThat(lot().evictUser("files", "bob")).isEmpty();
        assertThat(lot().evictUser("other", "alice")).isEmpty();
        assertThat(lot().evictUser("files", "alice")).containsExactly(third);
        park(4, SOON);
        ParkingLot.Parked over = park(5, Duration.ZERO);
        refused(Reason.NOT_FOUND, () -> lot().take(number(5), "files", "alice"));
        assertThat(lot().sweep()).containsExactly(over);
        assertThat(lot().isEmpty()).isFalse();
    }
}
