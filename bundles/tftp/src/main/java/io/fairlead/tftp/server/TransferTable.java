// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.auth.AddressRange;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The transfers that go on, by the client's TID, oldest first. It bounds them: in all and per address, where a request
 * that the client never answered again makes room for a new one. Thread-safe.
 */
final class TransferTable {
    private static final int MOST_DALLYING = 256;
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final Limits limits;
    private final boolean sharedPort;
    private final Map<InetSocketAddress, ServedTransfer> present = new LinkedHashMap<>(); // guarded by this
    private final Map<InetSocketAddress, Late> dallying = new LinkedHashMap<>() { // guarded by this
                @Override
                protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Late> eldest) {
                    return size() > MOST_DALLYING;
                }
            };
    private final Map<AddressRange, Integer> perNetwork = new HashMap<>(); // guarded by this

    /** {@code sharedPort}: whether a client could take packets of one transfer for those of its next one. */
    TransferTable(Limits limits, boolean sharedPort) {
        this.limits = limits;
        this.sharedPort = sharedPort;
    }

    /** Uploads on the shared port whose client may have missed the last ACK, until when. */
    private record Late(ServedTransfer transfer, long until) {}

    /** What is done with a request. */
    enum Admission {
        ADMITTED,
        /** It is no longer wanted. */
        DUPLICATE,
        /** It may be the same transfer again; if it turns out not to be, it is admitted later. */
        DOUBTFUL,
        /** There is no room for it. */
        REFUSED
    }

    /**
     * Takes a transfer in, or not.
     *
     * @param over a transfer that {@code newcomer} resembles and is none the less known to follow; null for none
     */
    Admission admit(ServedTransfer newcomer, ServedTransfer over, long now) {
        Room room;
        ServedTransfer old;
        boolean doubtful;
        synchronized (this) {
            old = present.get(newcomer.client());
            if (over != null && old != null && old != over) {
                return Admission.DUPLICATE; // the client has asked for something else meanwhile
            }
            doubtful = old != null && old != over && old.resembles(newcomer);
            room = doubtful ? new Room(false, null) : room(newcomer, old, now);
            if (room.found) {
                if (old != null) {
                    forget(old); // the client has begun anew
                }
                dallying.remove(newcomer.client());
                present.put(newcomer.client(), newcomer);
                perNetwork.merge(network(newcomer.client()), 1, Integer::sum);
            }
        }
        if (doubtful) {
            old.doubt.raise(newcomer);
            return Admission.DOUBTFUL;
        }
        if (!room.found) {
            return Admission.REFUSED;
        }
        if (room.evicted != null) {
            room.evicted.evict(ServedTransfer.MADE_ROOM);
        }
        if (old != null && (sharedPort || !old.established())) { // else it ends by itself
            old.evict("the client has begun anew");
        }
        return Admission.ADMITTED;
    }

    /** Whether there is room, and who had to go for it. */
    private record Room(boolean found, ServedTransfer evicted) {}

    private Room room(ServedTransfer newcomer, ServedTransfer old, long now) {
        int replaced = old == null ? 0 : 1;
        AddressRange network = network(newcomer.client());
        Predicate<ServedTransfer> candidate;
        if (perNetwork.getOrDefault(network, 0) - replaced >= limits.transfersPerAddress()) {
            // An honest client answers long before that; who sends requests only waits for others of its own.
            candidate = it -> network(it.client()).equals(network) && now - it.startedAt() > PATIENCE_NANOS;
        } else if (present.size() - replaced >= limits.transfers()) {
            candidate = it -> true;
        } else {
            return new Room(true, null);
        }
        for (ServedTransfer it : present.values()) {
            if (it != old && candidate.test(it) && !it.established()) {
                forget(it);
                return new Room(true, it);
            }
        }
        return new Room(false, null);
    }

    /** It has ended. */
    synchronized void remove(ServedTransfer ended) {
        forget(ended);
        notifyAll();
    }

    private void forget(ServedTransfer gone) {
        if (present.remove(gone.client(), gone)) {
            perNetwork.computeIfPresent(network(gone.client()), (key, count) -> count == 1 ? null : count - 1);
        }
    }

    /** It has received everything; its last packets are looked after a little longer. */
    synchronized void dally(ServedTransfer ended, long until) {
        if (present.get(ended.client()) == ended) { // else the client has begun anew
            dallying.put(ended.client(), new Late(ended, until));
        }
    }

    /** The transfer of a TID, also one that has ended not long ago; null if there is none. */
    synchronized ServedTransfer lately(InetSocketAddress client, long now) {
        ServedTransfer found = present.get(client);
        if (found != null) {
            return found;
        }
        Late late = dallying.get(client);
        if (late != null && late.until - now < 0) {
            dallying.remove(client);
            return null;
        }
        return late == null ? null : late.transfer;
    }

    synchronized List<ServedTransfer> all() {
        return new ArrayList<>(present.values());
    }

    synchronized int size() {
        return present.size();
    }

    /** Waits until nothing goes on; returns whether that came in time. */
    synchronized boolean awaitEmpty(long nanos) throws InterruptedException {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; !present.isEmpty() && left > 0; left = until - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
        return present.isEmpty();
    }

    /** Whose limits a client counts against. */
    static AddressRange network(InetSocketAddress client) {
        return AddressRange.ofPeer(client.getAddress());
    }
}
