// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;

/** Something that is about to lose its name: how much counts for it is known until it is closed. */
final class Departure implements AutoCloseable {
    private final Quotas quotas;
    private final VPath path;
    private final Attributes before;
    private final Written written; // null unless it is a file
    private final Written.Size size;
    private boolean gone;

    /**
     * Holds a file from before it is measured, so that whatever others write to it meanwhile is known when it goes.
     *
     * @param before its attributes right now
     * @throws StorageException if nobody can tell its size
     */
    Departure(Quotas quotas, VPath path, Attributes before, Written.Size size) throws StorageException {
        this.quotas = quotas;
        this.path = path;
        this.before = before;
        this.written = before.isFile() ? quotas.hold(before.id(), path, size) : null;
        this.size = size;
    }

    NodeId id() {
        return before.id();
    }

    /** Bytes that count for it. */
    long bytes() {
        if (before.isDirectory()) {
            return 0;
        }
        return written == null ? before.size() : written.counted(before.size());
    }

    /** It has no name any more. The content of a file with other names stays. */
    void complete() {
        synchronized (quotas) {
            boolean contentStays = before.isFile() && before.links() > 1;
            gone = true;
            quotas.add(path, 0, -1);
            if (contentStays) {
                return;
            }
            if (written == null) {
                quotas.add(path, -bytes(), 0);
            } else {
                written.drop(before.size());
            }
        }
    }

    @Override
    public void close() {
        if (written != null) {
            written.close(gone ? () -> Long.MAX_VALUE : size); // what has gone can't be asked, nor need it be
        }
    }
}
