// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.testing.Contents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A wait that is cancelled closes nothing: on a real file, whose channel an interrupted thread would close. */
@Timeout(60)
class CancelledLockTest extends ExportFixture {
    private static final ByteRange FIRST = new ByteRange(0, 1);

    @TempDir
    Path folder;

    @Override
    Storage storage() {
        return local(folder);
    }

    @Test
    void theOpenReadsOnByAnyThread() throws Exception {
        file("/a", "text");
        OpenFile theirs = open(bob, "/a", Access.READ);
        theirs.lock(FIRST, true, Duration.ZERO);
        OpenFile mine = open(alice, "/a", Access.READ);
        CountDownLatch told = new CountDownLatch(1);
        Patience patience = Patience.of(SOON).onWait(told::countDown);
        FutureTask<String> waiting = new FutureTask<>(() -> {
            refused(Reason.CANCELLED, () -> mine.lock(FIRST, true, patience));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            theirs.unlock(FIRST);
            return Contents.text(mine);
        });
        new Thread(waiting).start();
        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        patience.cancel();
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("text");
        assertThat(Contents.text(mine)).isEqualTo("text");
        mine.close();
        theirs.close();
    }

    /** Either outcome is right; both leave the open, and the locks, as the answer says. */
    @RepeatedTest(50)
    void aCancelThatRacesTheGrantIsOneOrTheOther() throws Exception {
        file("/a", "text");
        OpenFile theirs = open(bob, "/a", Access.READ);
        theirs.lock(FIRST, true, Duration.ZERO);
        OpenFile mine = open(alice, "/a", Access.READ);
        CountDownLatch told = new CountDownLatch(1);
        Patience patience = Patience.of(SOON).onWait(told::countDown);
        FutureTask<Boolean> waiting = new FutureTask<>(() -> {
            try {
                mine.lock(FIRST, true, patience);
                return true;
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.CANCELLED);
                return false;
            }
        });
        new Thread(waiting).start();
        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        Thread canceller = new Thread(patience::cancel);
        canceller.start();
        theirs.unlock(FIRST);
        canceller.join();
        boolean granted = waiting.get(30, TimeUnit.SECONDS);
        assertThat(Contents.text(mine)).isEqualTo("text");
        assertThat(export.opens().stream().mapToInt(open -> open.locks()).sum()).isEqualTo(granted ? 1 : 0);
        if (granted) {
            mine.unlock(FIRST);
        }
        mine.close();
        theirs.close();
    }
}
