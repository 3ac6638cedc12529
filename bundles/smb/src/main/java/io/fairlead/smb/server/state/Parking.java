// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.StorageException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an open is left to its Export when its connection is lost, [MS-SMB2] 3.3.7.1, and what it is when its client is back. */
public final class Parking {
    private static final Logger LOG = LoggerFactory.getLogger(Parking.class);

    /** Of the keys. */
    public static final String PROTOCOL = "smb";

    private Parking() {}

    /** What an open that waits is found by. */
    public static ParkedOpen.Key key(long persistent) {
        return new ParkedOpen.Key(PROTOCOL, persistent, 0);
    }

    /**
     * Leaves a durable open to its Export, if its client still caches the handle.
     *
     * @return false if it is to be closed instead
     */
    static boolean park(SmbOpen open) {
        if (open.durability().isEmpty() || !keepsHandle(open)) {
            return false;
        }
        Durability durability = open.durability().get();
        try {
            open.file()
                    .park(
                            key(open.id().persistent()),
                            durability.timeout(),
                            state(open, durability).encode());
            return true;
        } catch (StorageException e) {
            LOG.debug("open {} can't wait for its client", open.id(), e);
            return false;
        }
    }

    private static boolean keepsHandle(SmbOpen open) {
        return open.file()
                .lease()
                .map(lease -> lease.state().contains(Lease.Caching.HANDLE) && !lease.isBreaking())
                .orElse(false);
    }

    private static ParkedState state(SmbOpen open, Durability durability) {
        UUID client =
                open.tree().session().connection().negotiated().orElseThrow().clientGuid();
        var kept = new ParkedState.Kept(
                open.position(),
                open.allocation(),
                open.changeTime(),
                open.lastWrite().set(),
                open.deletePending(),
                open.lockSequences().toBytes());
        return new ParkedState(client, open.access(), durability, open.leaseContext(), kept, open.appInstance());
    }

    /** Its client is back. */
    static void restore(SmbOpen open, ParkedState state) {
        ParkedState.Kept kept = state.kept();
        open.leaseContext(state.lease());
        open.appInstance(state.application());
        open.position(kept.position());
        open.allocation(kept.allocation());
        open.changeTime(kept.changeTime());
        open.lastWrite().set(kept.writeTime());
        open.deletePending(kept.deletePending());
        open.lockSequences().restore(kept.locks());
    }
}
