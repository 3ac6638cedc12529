// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.ClientTree;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.LeaseAcknowledgment;
import io.fairlead.smb.protocol.LeaseBreak;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.OplockBreak;
import io.fairlead.smb.protocol.OplockLevel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases and oplocks of one link. Breaks are acknowledged at once, for nothing has to be written back, by a thread of
 * their own. Thread-safe.
 */
final class HeldLeases {
    private static final Logger LOG = LoggerFactory.getLogger(HeldLeases.class);
    private static final int MOST_EARLY = 64;

    private final Executor threads;
    private final Map<UUID, Holder> leases = new HashMap<>(); // guarded by this, as the next two
    private final Map<FileId, Holder> oplocks = new HashMap<>();
    // of opens whose answer nobody has looked at yet
    private final Map<FileId, OplockBreak> early = new LinkedHashMap<>();

    /** Who is told; {@code tree} is where acknowledgments go, null until the open is known. */
    private static final class Holder {
        final HeldLease lease;
        ClientTree tree;
        LeaseBreak unanswered;

        Holder(HeldLease lease) {
            this.lease = lease;
        }
    }

    HeldLeases(Executor threads) {
        this.threads = threads;
    }

    /** Before a lease is asked for: a break may come before the answer is looked at. */
    synchronized void asking(HeldLease lease) {
        leases.put(lease.key(), new Holder(lease));
    }

    /** A lease was granted, for an open in that tree. */
    void granted(HeldLease lease, ClientTree tree) {
        LeaseBreak unanswered = null;
        synchronized (this) {
            Holder holder = leases.get(lease.key());
            if (holder != null) {
                holder.tree = tree;
                unanswered = holder.unanswered;
                holder.unanswered = null;
            }
        }
        if (unanswered != null) {
            answer(unanswered, lease, tree);
        }
    }

    /** An oplock was granted. */
    void granted(HeldLease lease, ClientTree tree, FileId id) {
        OplockBreak told;
        synchronized (this) {
            Holder holder = new Holder(lease);
            holder.tree = tree;
            oplocks.put(id, holder);
            told = early.remove(id);
        }
        if (told != null) {
            broken(told);
        }
    }

    /** Nothing is held any more. */
    synchronized void ended(HeldLease lease, FileId id) {
        leases.remove(lease.key());
        oplocks.remove(id);
    }

    /** @param any a tree of the connection, for a lease that nobody holds here: of an open whose answer was lost; or null */
    void broken(LeaseBreak told, ClientTree any) {
        ClientTree tree = any;
        HeldLease lease = null;
        synchronized (this) {
            Holder holder = leases.get(told.leaseKey());
            if (holder != null) {
                lease = holder.lease;
                lease.broken(told.newState(), told.newEpoch());
                tree = holder.tree;
                holder.unanswered = tree == null ? told : null;
            }
        }
        if (tree != null) {
            answer(told, lease, tree);
        }
    }

    /** @param lease null if nobody holds it here */
    private void answer(LeaseBreak told, HeldLease lease, ClientTree tree) {
        boolean wanted = (told.flags() & LeaseBreak.ACK_REQUIRED) != 0;
        if (!wanted && (lease == null || !lease.tells())) {
            return;
        }
        LeaseAcknowledgment answer = new LeaseAcknowledgment(0, told.leaseKey(), told.newState());
        execute(() -> {
            boolean closed = lease != null && lease.giveWay();
            if (wanted && !closed) {
                acknowledge(tree, answer);
            }
        });
    }

    void broken(OplockBreak told) {
        ClientTree tree = null;
        synchronized (this) {
            Holder holder = oplocks.get(told.fileId());
            if (holder == null) {
                early.put(told.fileId(), told);
                if (early.size() > MOST_EARLY) {
                    early.remove(early.keySet().iterator().next());
                }
                return;
            }
            boolean asked = holder.lease.state() > HeldLease.state(OplockLevel.II);
            holder.lease.broken(HeldLease.state(told.level()), 0);
            tree = asked ? holder.tree : null; // [MS-SMB2] 3.2.5.19.1: level II goes without an answer
        }
        if (tree != null) {
            ClientTree to = tree;
            execute(() -> acknowledge(to, new OplockBreak(told.level(), told.fileId())));
        }
    }

    /** A channel was lost, and with it maybe a break that was told over it. */
    void doubt() {
        List<HeldLease> all = new ArrayList<>();
        synchronized (this) {
            leases.values().forEach(holder -> all.add(holder.lease));
            oplocks.values().forEach(holder -> all.add(holder.lease));
        }
        all.forEach(HeldLease::doubt);
    }

    private void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("a break was not acknowledged, for the client has been stopped", e);
        }
    }

    private static void acknowledge(ClientTree tree, Message body) {
        for (boolean again = true; ; again = false) {
            try {
                tree.send(new ClientRequest(Command.OPLOCK_BREAK, body)).await();
                return;
            } catch (IOException e) {
                if (!again || tree.session().isLost()) {
                    LOG.debug("a break was not acknowledged: {}", e.getMessage());
                    return;
                }
            }
        }
    }

    /** Leases and oplocks that are held. */
    synchronized int count() {
        return leases.size() + oplocks.size();
    }
}
