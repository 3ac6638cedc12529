// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The channels of a session, [MS-SMB2] 3.2.1.3 ChannelList. The first takes all that is small, so that it keeps its order;
 * when it is lost the next is the first. Thread-safe.
 */
final class SessionChannels {
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Channel> all = List.of(); // replaced under the lock
    private volatile Channel last; // that was the first, for whoever asks when there are none

    /** Adds the one that the session begins with. */
    synchronized void begin(Channel channel) {
        all = List.of(channel);
        last = channel;
    }

    /** Adds another; not to a session that has ended. */
    synchronized boolean add(Channel channel) {
        if (all.isEmpty() || channel.connection().isLost()) {
            return false;
        }
        List<Channel> more = new ArrayList<>(all);
        more.add(channel);
        all = List.copyOf(more);
        return true;
    }

    /** Whether it was one of them. */
    synchronized boolean remove(ClientConnection connection) {
        List<Channel> left =
                all.stream().filter(each -> each.connection() != connection).toList();
        boolean removed = left.size() < all.size();
        all = left;
        if (!left.isEmpty()) {
            last = left.get(0);
        }
        return removed;
    }

    /** Takes all but the first out, for nothing more to be sent over them. */
    synchronized List<ClientConnection> removeFurther() {
        List<Channel> before = all;
        if (before.size() < 2) {
            return List.of();
        }
        all = List.of(before.get(0));
        return before.stream().skip(1).map(Channel::connection).toList();
    }

    int count() {
        return all.size();
    }

    /** The one for what is small; one that is lost if there is no other. */
    Channel first() {
        for (Channel each : all) {
            if (!each.connection().isLost()) {
                return each;
            }
        }
        return last;
    }

    /** The one with the least on its way, of those whose credits are enough; of equal ones another each time. */
    Channel idlest(int charge) {
        List<Channel> now = all;
        Channel found = null;
        int least = Integer.MAX_VALUE;
        int start = turn.getAndIncrement();
        for (int i = 0; i < now.size(); i++) {
            Channel each = now.get(Math.floorMod(start + i, now.size()));
            int load = each.connection().load();
            if (load < least && !each.connection().isLost() && each.connection().credits() >= charge) {
                found = each;
                least = load;
            }
        }
        return found == null ? first() : found;
    }

    /** Ends them all. */
    void close() {
        List<Channel> ended;
        synchronized (this) {
            ended = all;
            all = List.of();
        }
        ended.forEach(each -> each.connection().close());
    }
}
