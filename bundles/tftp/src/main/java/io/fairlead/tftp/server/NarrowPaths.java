// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Clients that confirmed an OACK and then got nothing of the first block: a network on the way may drop what is longer
 * than it carries, where the system forbids it to cut packets. The block size of a transfer can't be changed any more
 * (RFC 2348), so their next requests get smaller ones, for ten minutes. Thread-safe.
 */
final class NarrowPaths {
    /** What every path of IPv6 carries in one piece (RFC 8200 5), less its headers; nearly all of IPv4 do. */
    static final int SMALL_BLOCK_BYTES = 1280 - 52;
    /** Every path of IPv4 (RFC 1122 3.3.3). */
    static final int LEAST_BLOCK_BYTES = 512;

    private static final long KEEP_NANOS = 600_000_000_000L;
    private static final int MOST_KEPT = 1024;

    private final Map<InetAddress, Narrow> known = new LinkedHashMap<>() { // guarded by this
                @Override
                protected boolean removeEldestEntry(Map.Entry<InetAddress, Narrow> eldest) {
                    return size() > MOST_KEPT;
                }
            };

    private record Narrow(int blockBytes, long until) {}

    /** Blocks of this size did not arrive. */
    synchronized void lost(InetAddress client, int blockBytes, long now) {
        int fitting = blockBytes > SMALL_BLOCK_BYTES ? SMALL_BLOCK_BYTES : LEAST_BLOCK_BYTES;
        if (fitting < blockBytes) {
            known.merge(
                    client,
                    new Narrow(fitting, now + KEEP_NANOS),
                    (before, after) -> before.until - now > 0 && before.blockBytes < fitting ? before : after);
        }
    }

    /** Bytes of the largest block that is worth trying. */
    synchronized int blockBytes(InetAddress client, long now) {
        Narrow narrow = known.get(client);
        return narrow == null || narrow.until - now <= 0 ? Integer.MAX_VALUE : narrow.blockBytes;
    }
}
