// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What {@link StressActor}s have done in a round, and the client that answers for the leases of all. Thread-safe. */
final class StressRecord implements AutoCloseable {
    /** Why a call has not changed anything. */
    private static final Set<Reason> FAULTS =
            EnumSet.of(Reason.IO, Reason.NO_SPACE, Reason.UNAVAILABLE, Reason.STALE, Reason.CANCELLED);

    private final Set<NodeId> made = ConcurrentHashMap.newKeySet();
    private final Set<NodeId> changed = ConcurrentHashMap.newKeySet();
    private final Set<VPath> taken = ConcurrentHashMap.newKeySet();
    private final Map<Lease.Key, Lease> leases = new ConcurrentHashMap<>();
    private final BlockingQueue<Lease.Broken> told = new LinkedBlockingQueue<>();
    private final Map<Reason, AtomicInteger> refusals = new EnumMap<>(Reason.class);
    private final Thread client = new Thread(this::answer, "client");

    StressRecord() {
        for (Reason reason : Reason.values()) {
            refusals.put(reason, new AtomicInteger());
        }
        client.setDaemon(true);
        client.start();
    }

    /** Of a file, or of a name, anything may be by now. */
    interface Call {
        void run() throws StorageException;
    }

    /**
     * Makes a call, and notes what may be other than it was, unless the call is refused.
     *
     * @param file whose content or name may change; null for none
     * @param name what may be another file; null for none
     */
    void changing(OpenFile file, VPath name, Call call) throws StorageException {
        boolean refused = false;
        try {
            call.run();
        } catch (StorageException e) {
            refused = !FAULTS.contains(e.reason());
            throw e;
        } finally {
            if (!refused) {
                if (file != null) {
                    changed(file);
                }
                if (name != null) {
                    taken.add(name);
                }
            }
        }
    }

    /** The content or the name of what is open may be another from now on. */
    void changed(OpenFile file) {
        if (file.stream().isEmpty() && !isUpload(file)) {
            changed.add(file.id());
        }
    }

    boolean isUpload(OpenFile file) {
        LocalOpen open = ((ArbitratedFile) file).localOpen();
        return open != null && open.upload;
    }

    void made(NodeId id) {
        made.add(id);
    }

    Set<NodeId> made() {
        return made;
    }

    /** Whether a file that was at a name in the beginning must still be there as it was. */
    boolean isUntouched(NodeId file, VPath name) {
        return !changed.contains(file) && !taken.contains(name);
    }

    void refused(StorageException e) {
        refusals.get(e.reason()).incrementAndGet();
    }

    /** How many calls were refused so. */
    int refusals(Reason reason) {
        return refusals.get(reason).get();
    }

    void leased(Lease lease) {
        leases.put(lease.key(), lease);
    }

    void broken(Lease.Broken broken) {
        if (broken.acknowledge()) {
            told.add(broken);
        }
    }

    /** Clients answer at once; who has not heard of the grant yet, a moment later. */
    private void answer() {
        try {
            for (; ; ) {
                Lease.Broken broken = told.take();
                Lease lease = leases.get(broken.key());
                if (lease == null || lease.acknowledge(broken.to()) == Lease.Answer.ENDED) {
                    told.add(broken); // of the open that is under way
                    Thread.sleep(1);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        client.interrupt();
    }
}
