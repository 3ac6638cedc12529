// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.core.arbiter.FileKey;
import java.util.List;

/** What all opens of one file, directory or named stream have in common. Guarded by the table, but for the locks. */
final class SharedFile {
    /** Changes when a stream is renamed. */
    volatile FileKey key;

    /** The file that this stream is of; null for a file itself. */
    final SharedFile owner;

    List<Entry> opens = List.of();

    /** Opens of its named streams, which keep a file that is to be deleted. */
    int streamOpens;

    volatile boolean deletePending;

    /** The open whose node deletes the file at last; set while {@link #deletePending}. */
    Entry deleter;

    /** Set while a caller deletes the file. */
    boolean deleting;

    /** Whether it may have names that nothing is open by. */
    boolean hardLinked;

    /** Its locks, made at first use. */
    volatile FileLocks lockedRanges;

    SharedFile(FileKey key, SharedFile owner) {
        this.key = key;
        this.owner = owner;
    }

    FileLocks locks() {
        FileLocks present = lockedRanges;
        if (present == null) {
            synchronized (this) {
                present = lockedRanges;
                if (present == null) {
                    present = new FileLocks();
                    lockedRanges = present;
                }
            }
        }
        return present;
    }

    boolean isUnused() {
        return opens.isEmpty() && streamOpens == 0;
    }

    boolean hasLostItsNames() {
        return !hardLinked && opens.stream().allMatch(open -> open.unlinked);
    }

    /** Whether only those are left that wait to delete it. */
    boolean isLeft() {
        return streamOpens == 0 && opens.stream().allMatch(open -> open.ghost);
    }
}
