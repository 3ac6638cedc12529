// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Change.Type;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.ChangeFeed;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EchoesTest {
    private final AtomicLong now = new AtomicLong();
    private final ReportDelay delay = new ReportDelay();
    private final Echoes echoes = new Echoes(now::get, delay);

    private static Change change(Type type) {
        try {
            return Change.of(type, VPath.of("/a"));
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tellsAChangeOnceWhicheverComesFirst() {
        assertThat(echoes.own(change(Type.CREATED))).isTrue();
        assertThat(echoes.outside(change(Type.CREATED))).isFalse();
        assertThat(echoes.outside(change(Type.DELETED))).isTrue();
        assertThat(echoes.own(change(Type.DELETED))).isFalse();
    }

    private boolean isEcho(Duration late) {
        now.addAndGet(Duration.ofHours(1).toNanos());
        Echoes fresh = new Echoes(now::get, delay);
        assertThat(fresh.own(change(Type.CREATED))).isTrue();
        now.addAndGet(late.toNanos());
        return !fresh.outside(change(Type.CREATED));
    }

    @Test
    void waitsLongerForReportsWhereOthersWereLate() {
        assertThat(isEcho(Duration.ofSeconds(3))).isFalse();
        assertThat(isEcho(Duration.ofMillis(1500))).isTrue();
        assertThat(isEcho(Duration.ofSeconds(5))).isTrue();
        assertThat(isEcho(Duration.ofSeconds(9))).isTrue();
        assertThat(isEcho(Duration.ofSeconds(11))).isFalse();
        for (int i = 0; i < 200; i++) {
            assertThat(isEcho(Duration.ofMillis(5))).isTrue();
        }
        assertThat(isEcho(Duration.ofSeconds(3))).isFalse();
    }

    @Test
    void tellsTheSameChangeAgainWhenItIsMadeAgain() {
        for (int round = 0; round < 4; round++) {
            assertThat(echoes.own(change(Type.CREATED))).isTrue();
            assertThat(echoes.outside(change(Type.CREATED))).isFalse();
            assertThat(echoes.own(change(Type.DELETED))).isTrue();
            assertThat(echoes.outside(change(Type.DELETED))).isFalse();
        }
    }

    @Test
    void tellsEachOfSeveralWhateverTheOrder() {
        Random random = new Random(3);
        for (int round = 0; round < 1_000; round++) {
            Echoes fresh = new Echoes(now::get, delay);
            int own = 1 + random.nextInt(4);
            int outside = own;
            int told = 0;
            int made = own;
            while (own > 0 || outside > 0) {
                boolean ours = outside == 0 || own > 0 && random.nextBoolean();
                if (ours ? fresh.own(change(Type.DELETED)) : fresh.outside(change(Type.DELETED))) {
                    told++;
                }
                own -= ours ? 1 : 0;
                outside -= ours ? 0 : 1;
            }
            assertThat(told).isEqualTo(made);
        }
    }

    @Test
    void takesSeveralReportsOfOneWriteForOne() {
        assertThat(echoes.own(change(Type.MODIFIED))).isTrue();
        assertThat(echoes.outside(change(Type.MODIFIED))).isFalse();
        assertThat(echoes.outside(change(Type.ATTRIBUTES))).isFalse();
        assertThat(echoes.outside(change(Type.MODIFIED))).isFalse();
    }

    @Test
    void tellsANewcomerOfAWriteThatOthersHaveHeardOf() {
        assertThat(echoes.outside(change(Type.MODIFIED))).isTrue();
        assertThat(echoes.outside(change(Type.CREATED))).isTrue();
        echoes.newcomer();
        assertThat(echoes.own(change(Type.MODIFIED))).isTrue();
        assertThat(echoes.own(change(Type.CREATED))).isFalse();
    }

    @Test
    void saysWhenWeDidWhatIsReported() {
        now.set(7);
        assertThat(echoes.own(change(Type.CREATED))).isTrue();
        now.set(9);
        assertThat(echoes.cause(change(Type.CREATED))).hasValue(7);
        assertThat(echoes.cause(change(Type.MODIFIED))).hasValue(7);
        assertThat(echoes.cause(change(Type.CREATED))).isEmpty();
    }

    @Test
    void forgetsAfterAWhile() {
        assertThat(echoes.own(change(Type.CREATED))).isTrue();
        now.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(echoes.outside(change(Type.CREATED))).isTrue();
    }

    @Test
    void knowsWhatWasDoneBeforeItBegan() {
        echoes.before(new ChangeFeed.Past(now.get(), change(Type.CREATED)));
        assertThat(echoes.outside(change(Type.CREATED))).isFalse();
        assertThat(echoes.outside(change(Type.CREATED))).isTrue();
        long at = now.get();
        now.addAndGet(Duration.ofSeconds(3).toNanos());
        Echoes fresh = new Echoes(now::get, delay);
        fresh.before(new ChangeFeed.Past(at, change(Type.DELETED)));
        assertThat(fresh.outside(change(Type.DELETED))).isTrue();
    }

    @Test
    void takesWhatOthersDoAfterwardsForTheirs() {
        echoes.before(new ChangeFeed.Past(now.get(), change(Type.CREATED))); // which was reported before this began
        assertThat(echoes.outside(change(Type.DELETED))).isTrue();
        assertThat(echoes.outside(change(Type.CREATED))).isTrue();
        assertThat(echoes.outside(change(Type.DELETED))).isTrue();
    }
}
