// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.limit.Bounds;
import io.fairlead.core.limit.Limits;
import io.fairlead.testing.Contents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session, a user and an Export hold no more than they may, and give all of it back. */
class BoundsTest extends ExportFixture {
    private static final Duration LONG = Duration.ofMinutes(5);

    private void limit(List<String> session, List<String> user, List<String> all) {
        export.configure(new ExportSettings(
                "files",
                VPath.ROOT,
                false,
                false,
                List.of(),
                new Bounds.Rules(Limits.SESSION.with(session), Limits.USER.with(user), Limits.EXPORT.with(all))));
    }

    @AfterEach
    void everythingWasGivenBack() throws Exception {
        alice.close();
        bob.close();
        await(() -> export.ledgers().isEmpty());
    }

    @Test
    void opens() throws Exception {
        file("/a", "x");
        limit(List.of("opens=2"), List.of("opens=3"), List.of("opens=4"));
        OpenFile first = open(alice, "/a", Access.READ);
        open(alice, "/a", Access.READ);
        refusedOpen(Reason.TOO_MANY, () -> open(alice, "/a", Access.READ));
        refusedOpen(Reason.TOO_MANY, () -> alice.open(path("/new"), Open.openOrCreate(Access.WRITE)));
        try (ExportVolume again = export.mount(Identity.of("alice"))) {
            open(again, "/a", Access.READ);
            refusedOpen(Reason.TOO_MANY, () -> open(again, "/a", Access.READ));
            open(bob, "/a", Access.READ);
            refusedOpen(Reason.TOO_MANY, () -> open(bob, "/a", Access.READ));
        }
        refused(Reason.NOT_FOUND, () -> bob.attributes(path("/new")));
        first.close();
        open(alice, "/a", Access.READ).close();
        refusedOpen(Reason.NOT_FOUND, () -> open(alice, "/none", Access.READ));
        open(alice, "/a", Access.READ).close();
    }

    @Test
    void locks() throws Exception {
        file("/a", "x");
        limit(List.of("locks=2"), List.of(), List.of());
        OpenFile file = open(alice, "/a", Access.READ);
        file.lock(new ByteRange(0, 1), true, Patience.none());
        refused(Reason.LOCKED, () -> file.lock(new ByteRange(0, 1), true, Patience.none()));
        file.lock(new ByteRange(1, 1), true, Patience.none());
        refused(Reason.TOO_MANY, () -> file.lock(new ByteRange(2, 1), true, Patience.none()));
        file.unlock(new ByteRange(0, 1));
        file.lock(new ByteRange(2, 1), true, Patience.none());
        file.close();
        OpenFile other = open(alice, "/a", Access.READ);
        other.lock(new ByteRange(0, 1), true, Patience.none());
        other.lock(new ByteRange(1, 1), true, Patience.none());
    }

    @Test
    void watches() throws Exception {
        limit(List.of("watches=1"), List.of(), List.of());
        Watch.Subscription watch = alice.watch(VPath.ROOT, true, change -> {});
        refused(Reason.TOO_MANY, () -> alice.watch(VPath.ROOT, false, change -> {}));
        watch.close();
        alice.watch(VPath.ROOT, false, change -> {});
    }

    @Test
    void parkedOpens() throws Exception {
        file("/a", "x");
        limit(List.of("opens=1"), List.of("parked=1"), List.of());
        OpenFile first = open(alice, "/a", Access.READ);
        first.lock(new ByteRange(0, 1), true, Patience.none());
        first.park(new ParkedOpen.Key("smb", 0, 1), LONG, new byte[0]);
        OpenFile second = open(alice, "/a", Access.READ); // a parked one is no session's
        refused(Reason.TOO_MANY, () -> second.park(new ParkedOpen.Key("smb", 0, 2), LONG, new byte[0]));
        second.close();
        export.reclaim(new ParkedOpen.Key("smb", 0, 1), alice).file().unlock(new ByteRange(0, 1));
        refusedOpen(Reason.TOO_MANY, () -> open(alice, "/a", Access.READ));
    }

    @Test
    void callsThatWait() throws Exception {
        file("/a", "x");
        limit(List.of("waits=1"), List.of(), List.of());
        OpenFile holder = open(alice, "/a", Access.READ);
        holder.lock(ByteRange.ALL, true, Patience.none());
        OpenFile waiting = open(bob, "/a", Access.READ);
        AtomicReference<Throwable> ended = new AtomicReference<>();
        List<String> told = new ArrayList<>();
        Patience patience = Patience.of(LONG).onWait(() -> told.add("wait"));
        Thread thread = new Thread(() -> refused(Reason.CANCELLED, () -> waiting.lock(ByteRange.ALL, true, patience)));
        thread.setUncaughtExceptionHandler((dead, why) -> ended.set(why));
        thread.start();
        await(() -> thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(told).containsExactly("wait");
        refused(Reason.TOO_MANY, () -> waiting.lock(ByteRange.ALL, true, Patience.of(LONG)));
        patience.cancel();
        thread.join(SOON.toMillis());
        assertThat(ended.get()).isNull();
        assertThat(Contents.text(holder)).isEqualTo("x"); // nothing was closed
        holder.unlock(ByteRange.ALL);
        waiting.lock(ByteRange.ALL, true, Patience.of(LONG));
    }

    @Test
    void badLimitsAreToldWhatIsExpected() {
        for (String bad : List.of("opens", "opens=0", "opens=x", "doors=1", "")) {
            assertThatThrownBy(() -> Limits.USER.with(List.of(bad)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(bad)
                    .hasMessageContaining("expected opens=N");
        }
    }
}
