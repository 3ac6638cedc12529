// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.NodeId;
import java.util.ArrayList;
import java.util.List;

/** What all opens of one file or directory have in common. Guarded by the table, but for the locks. */
final class SharedFile {
    final NodeId id;
    final List<Claim> claims = new ArrayList<>(2);
    boolean deletePending;
    /** The claim whose node deletes the file at last; set while {@link #deletePending}. */
    Claim deleter;

    /** Somebody is at it. */
    boolean deleting;

    private volatile RangeLocks locks;

    SharedFile(NodeId id) {
        this.id = id;
    }

    /**
     * The one check on the way of every read and write: false while nothing stands against any of them. Leases, once
     * granted, count here too.
     */
    boolean guarded() {
        RangeLocks present = locks;
        return present != null && !present.isEmpty();
    }

    /** Its locks, made at first use. */
    RangeLocks locks() {
        RangeLocks present = locks;
        if (present == null) {
            synchronized (this) {
                present = locks;
                if (present == null) {
                    present = new LocalRangeLocks();
                    locks = present;
                }
            }
        }
        return present;
    }

    int locksOf(Claim owner) {
        RangeLocks present = locks;
        return present == null ? 0 : present.count(owner);
    }

    void unlockAll(Claim owner) {
        RangeLocks present = locks;
        if (present != null) {
            present.releaseAll(owner);
        }
    }

    void cancelWaiting(Claim owner) {
        RangeLocks present = locks;
        if (present != null) {
            present.cancelWaiting(owner);
        }
    }
}
