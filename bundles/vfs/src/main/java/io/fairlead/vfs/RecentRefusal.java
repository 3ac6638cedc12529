// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A connection that could not be had a moment ago. Commons VFS asks several questions about one file: each would log in again
 * with the same wrong password, until the server locks the account, or wait once more for a server that says nothing.
 * Thread-safe.
 */
final class RecentRefusal {
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** A server that keeps silent is asked again soon; who tries again on purpose pauses for longer. */
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    /** An attempt that took so long had waited for an answer; what fails at once costs nothing to try again. */
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private volatile Noted last; // null if there was none

    private record Noted(ConnectorFileException refusal, long untilNanos) {}

    /** @param nanoTime as {@code System.nanoTime} */
    RecentRefusal(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @throws ConnectorFileException the refusal, if there was one a moment ago */
    void check() throws ConnectorFileException {
        Noted noted = last;
        if (noted != null && nanoTime.getAsLong() - noted.untilNanos() < 0) {
            throw new ConnectorFileException(
                    noted.refusal().getMessage(), noted.refusal().getCause());
        }
    }

    /**
     * Notes why there is no connection, if asking again soon would do harm or take long, and gives it back.
     *
     * @param since when the attempt began
     */
    ConnectorFileException noted(ConnectorFileException failure, StorageException cause, long since) {
        long now = nanoTime.getAsLong();
        if (cause.reason() == Reason.ACCESS_DENIED) {
            last = new Noted(failure, now + REMEMBERED_NANOS);
        } else if (cause.reason() == Reason.UNAVAILABLE && now - since > LONG_NANOS) {
            last = new Noted(failure, now + SILENCE_NANOS);
        }
        return failure;
    }
}
