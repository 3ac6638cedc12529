// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InFlightTest {
    private final InFlight inFlight = new InFlight(10 * 64 * 1024);

    private CompletableFuture<InFlight.Room> later(int credits) {
        return CompletableFuture.supplyAsync(() -> inFlight.take(credits));
    }

    @Test
    void whoFindsNoRoomWaitsForIt() {
        InFlight.Room first = inFlight.take(6);
        CompletableFuture<InFlight.Room> second = later(6);
        await().until(inFlight::hasWaiting);
        inFlight.take(1).close(); // which never waits
        assertThat(second).isNotDone();
        first.close();
        second.join().close();
    }

    @Test
    void moreThanThereIsGoesAlone() {
        InFlight.Room large = inFlight.take(1000);
        CompletableFuture<InFlight.Room> second = later(2);
        assertThat(second).isNotDone();
        large.close();
        large.close();
        second.join().close();
        inFlight.take(10).close();
    }

    @Test
    void whatWasGivenBackTwiceIsThereOnce() {
        InFlight.Room room = inFlight.take(4);
        room.close();
        room.close();
        InFlight.Room all = inFlight.take(10);
        CompletableFuture<InFlight.Room> more = later(2);
        assertThat(more).isNotDone();
        all.close();
        await().until(more::isDone);
    }
}
