// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest.Share;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.ParkingLot;
import io.fairlead.core.arbiter.Tenure;
import io.fairlead.testing.Contents;
import io.fairlead.testing.contract.Parallel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Opens that outlive their session, [MS-SMB2] 3.3.5.9.7. */
class ParkingTest extends ExportFixture {
    private static final ParkedOpen.Key KEY = new ParkedOpen.Key("smb", 1, 2);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final byte[] STATE = {1, 2, 3};

    private OpenFile exclusive() throws StorageException {
        return alice.open(path("/a"), request(NONE, Access.READ, Access.WRITE));
    }

    private volatile boolean lotFails;

    @Override
    Arbiter arbiter(Storage exported) {
        Tables local = Tables.local(exported.features());
        ParkingLot lot = (ParkingLot) Proxy.newProxyInstance(
                ParkingLot.class.getClassLoader(), new Class<?>[] {ParkingLot.class}, (proxy, method, arguments) -> {
                    if (lotFails) {
                        throw new StorageException(Reason.UNAVAILABLE, method.getName() + " can't be asked");
                    }
                    try {
                        return method.invoke(local.parking(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        Tables tables = new Tables(local.opens(), local.locks(), local.leases(), lot, local.changes());
        return new Arbiter("parking", tables, Tenure.ALONE);
    }

    @Test
    void keepsEverythingUntilItIsReclaimed() throws Exception {
        file("/a", "0123456789");
        folder("/d");
        OpenFile parked = alice.open(path("/a"), request(ALL, Access.READ, Access.WRITE, Access.DELETE));
        parked.lock(new ByteRange(0, 5), true, Duration.ZERO);
        parked.park(KEY, LONG, STATE);
        refused(Reason.STALE, () -> Contents.text(parked));
        alice.close();
        assertThat(export.opens()).singleElement().satisfies(info -> {
            assertThat(info.user()).isEqualTo("alice");
            assertThat(info.access()).contains("parked");
            assertThat(info.locks()).isEqualTo(1);
        });
        refused(Reason.LOCKED, () -> Contents.text(bob, "/a"));
        Contents.rename(bob, "/a", "/d/b", false);

        try (ExportVolume again = export.mount(Identity.of("alice"))) {
            ParkedOpen.Reclaimed reclaimed = export.reclaim(KEY, again);
            assertThat(reclaimed.state()).isEqualTo(STATE);
            OpenFile file = reclaimed.file();
            assertThat(file.path()).isEqualTo(path("/d/b"));
            assertThat(Contents.text(file)).isEqualTo("0123456789");
            write(file, "9");
            file.unlock(new ByteRange(0, 5));
            assertThat(Contents.text(bob, "/d/b")).isEqualTo("9123456789");
            refused(Reason.NOT_FOUND, () -> export.reclaim(KEY, again));
        }
        assertThat(export.opens()).isEmpty();
    }

    @Test
    void belongsToItsUser() throws Exception {
        file("/a", "x");
        exclusive().park(KEY, LONG, STATE);
        refused(Reason.ACCESS_DENIED, () -> export.reclaim(KEY, bob));
        refused(Reason.NOT_FOUND, () -> export.reclaim(new ParkedOpen.Key("smb", 1, 3), alice));
        export.reclaim(KEY, alice).file().close();
        bob.open(path("/a"), Open.read()).close();
    }

    @Test
    void isLookedAtWhileItWaits() throws Exception {
        file("/a", "x");
        exclusive().park(KEY, LONG, STATE);
        refused(Reason.ACCESS_DENIED, () -> export.parked(KEY, bob));
        refused(Reason.NOT_FOUND, () -> export.parked(new ParkedOpen.Key("smb", 1, 3), alice));
        assertThat(export.parked(KEY, alice)).satisfies(waiting -> {
            assertThat(waiting.path()).isEqualTo(path("/a"));
            assertThat(waiting.stream()).isEmpty();
            assertThat(waiting.state()).isEqualTo(STATE);
        });
        export.reclaim(KEY, alice).file().close();
        refused(Reason.NOT_FOUND, () -> export.parked(KEY, alice));
    }

    @Test
    void givesWayToWhomItStandsAgainst() throws Exception {
        file("/a", "x");
        exclusive().park(KEY, LONG, STATE);
        bob.open(path("/a"), Open.read()).close();
        refused(Reason.NOT_FOUND, () -> export.reclaim(KEY, alice));
        OpenFile keeper = alice.open(path("/a"), request(EnumSet.of(Share.READ), Access.READ));
        keeper.park(KEY, LONG, STATE);
        bob.open(path("/a"), Open.read()).close(); // which it shares
        assertThat(export.opens()).hasSize(1);
        Contents.write(bob, "/b", "new");
        Contents.rename(bob, "/b", "/a", true);
        refused(Reason.NOT_FOUND, () -> export.reclaim(KEY, alice));
        OpenFile upload = alice.open(path("/a"), Open.replace());
        upload.park(KEY, LONG, STATE);
        bob.open(path("/a"), request(NONE, Access.READ)).close();
        assertThat(export.opens()).isEmpty();
    }

    @Test
    void aPersistentOneStands() throws Exception {
        file("/a", "x");
        exclusive().park(KEY, LONG, true, STATE);
        refusedOpen(Reason.IN_USE, () -> bob.open(path("/a"), Open.read()));
        export.reclaim(KEY, alice).file().close();
    }

    @Test
    void isLookedAtAgainWhenItIsReclaimed() throws Exception {
        file("/a", "x");
        alice.open(path("/a"), request(ALL, Access.READ, Access.WRITE)).park(KEY, LONG, STATE);
        Identity reader =
                new Identity("alice", Set.of(), VPath.ROOT, Set.of(Right.LIST, Right.READ), Identity.Limits.NONE);
        try (ExportVolume reduced = export.mount(reader)) {
            refused(Reason.ACCESS_DENIED, () -> export.reclaim(KEY, reduced));
        }
        assertThat(export.opens()).isEmpty();
    }

    @Test
    void closesWhenItsTimeIsUp() throws Exception {
        file("/a", "x");
        exclusive().park(KEY, Duration.ofMillis(20), STATE);
        await(() -> export.opens().isEmpty());
        refused(Reason.NOT_FOUND, () -> export.reclaim(KEY, alice));
        bob.open(path("/a"), Open.read()).close();
    }

    @Test
    void anUploadThatIsNotReclaimedIsDropped() throws Exception {
        OpenFile upload = alice.open(path("/a"), Open.replace());
        write(upload, "half");
        upload.park(KEY, Duration.ofMillis(20), STATE);
        await(() -> export.opens().isEmpty());
        assertThat(Contents.names(bob, "/")).isEmpty();
    }

    @Test
    void anUploadThatIsReclaimedGoesOn() throws Exception {
        OpenFile upload = alice.open(path("/a"), Open.replace());
        write(upload, "whole");
        upload.park(KEY, LONG, STATE);
        try (OpenFile file = export.reclaim(KEY, alice).file()) {
            assertThat(file.created()).isFalse();
        }
        assertThat(text("/a")).isEqualTo("whole");
    }

    @Test
    void aKeyIsUsedOnce() throws Exception {
        file("/a", "x");
        file("/b", "x");
        OpenFile second = open(alice, "/b", Access.READ);
        exclusive().park(KEY, LONG, STATE);
        refused(Reason.EXISTS, () -> second.park(KEY, LONG, STATE));
        assertThat(Contents.text(second)).isEqualTo("x"); // still open
        assertThatThrownBy(() -> second.park(KEY, LONG, new byte[64 * 1024 + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        second.close();
        refused(Reason.STALE, () -> second.park(KEY, LONG, STATE));
    }

    @Test
    void ofManyWhoReclaimOneGetsIt() throws Exception {
        file("/a", "x");
        for (int round = 0; round < 100; round++) {
            exclusive().park(KEY, Duration.ofMillis(round % 3), STATE);
            AtomicInteger got = new AtomicInteger();
            Parallel.run(4, thread -> {
                try (OpenFile file = export.reclaim(KEY, alice).file()) {
                    got.incrementAndGet();
                } catch (StorageException e) {
                    assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
                }
            });
            assertThat(got.get()).isLessThanOrEqualTo(1);
            await(() -> export.opens().isEmpty());
        }
    }

    @Test
    void endsWithItsUsersAccount() throws Exception {
        file("/a", "x");
        file("/b", "x");
        OpenFile gone = exclusive();
        gone.lock(new ByteRange(0, 5), true, Duration.ZERO);
        gone.park(KEY, LONG, true, STATE);
        ParkedOpen.Key other = new ParkedOpen.Key("smb", 1, 3);
        open(bob, "/b", Access.READ).park(other, LONG, STATE);
        export.evictParked("alice");
        refused(Reason.NOT_FOUND, () -> export.reclaim(KEY, alice)); // by whoever has the name next
        await(() -> export.opens().size() == 1);
        bob.open(path("/a"), request(NONE, Access.READ, Access.WRITE)).close();
        export.reclaim(other, bob).file().close();
    }

    /** The lot of another machine, say, that can't be reached at the moment. */
    @Test
    void endsWithItsUsersAccountThoughTheLotDoesNotAnswer() throws Exception {
        file("/a", "x");
        exclusive().park(KEY, LONG, STATE);
        lotFails = true;
        export.evictParked("alice");
        await(() -> export.opens().isEmpty());
        lotFails = false;
        await(() -> arbiter.parking.isEmpty());
    }

    @Test
    void endsWithItsUsersAccountWhileItWaitsForAStorage() throws Exception {
        file("/a", "x");
        exclusive().park(KEY, LONG, STATE);
        export.retire(false);
        assertThat(arbiter.parking.isEmpty()).isFalse();
        export.evictParked("alice");
        assertThat(arbiter.parking.isEmpty()).isTrue();
    }

    @Test
    void isClosedWithItsExport() throws Exception {
        file("/a", "x");
        exclusive().park(KEY, LONG, STATE); // see the fixture
    }
}
