// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.StorageException;

/**
 * The bytes of something that is about to be deleted or replaced. While that is decided nobody opens it, for the storage's
 * lock on names is held for writing; but those who have it open may still write to it. It stays, unless
 * {@link #complete} is called before {@link #close}.
 */
final class Departure implements AutoCloseable {
    private final Quota quota;
    private final NodeId id;
    private final Quota.Size size;
    private final Quota.Written held; // null if nobody writes to it
    private final long bytes; // if nobody does
    private boolean gone;

    Departure(Quota quota, NodeId id, Quota.Size size) throws StorageException {
        this.quota = quota;
        this.id = id;
        this.size = size;
        held = quota.hold(id);
        bytes = held == null ? size.bytes() : 0;
    }

    NodeId id() {
        return id;
    }

    /** It is gone, and its bytes count no more; its place among the files is the caller's business. */
    void complete() {
        gone = true;
        if (held == null) {
            quota.giveBytes(bytes);
        } else {
            quota.giveBytes(held);
        }
    }

    @Override
    public void close() {
        if (held != null && !gone) {
            held.close(size);
        }
    }
}
