// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.util.concurrent.TimeUnit;

/**
 * A login that was refused a moment ago. Commons VFS asks several questions about one file, and each would log in again with
 * the same wrong password, until the server locks the account. Thread-safe.
 */
final class RecentRefusal {
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(3);

    private volatile Noted last; // null if there was none

    private record Noted(ConnectorFileException refusal, long atNanos) {}

    /** @throws ConnectorFileException the refusal, if there was one a moment ago */
    void check() throws ConnectorFileException {
        Noted noted = last;
        if (noted != null && System.nanoTime() - noted.atNanos() < REMEMBERED_NANOS) {
            throw new ConnectorFileException(
                    noted.refusal().getMessage(), noted.refusal().getCause());
        }
    }

    /** Notes why there is no connection if it is for who we are, and gives it back. */
    ConnectorFileException noted(ConnectorFileException failure, StorageException cause) {
        if (cause.reason() == Reason.ACCESS_DENIED) {
            last = new Noted(failure, System.nanoTime());
        }
        return failure;
    }
}
