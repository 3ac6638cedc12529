// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.net.BufferPool;
import io.fairlead.smb.server.transport.Outgoing;

/**
 * What the end of a response is made of.
 *
 * @param region sends the end of the response by itself; null if all of it is in the body
 * @param memory that the body lies in, and that is given back once it is sent; null for the garbage collector's
 */
public record Payload(Outgoing.Region region, BufferPool.Lease memory) {
    static final Payload NONE = new Payload(null, null);

    /** A body in memory that is used again. */
    public static Payload in(BufferPool.Lease memory) {
        return new Payload(null, memory);
    }

    /** The end of the body is not in memory at all. */
    public static Payload of(Outgoing.Region region) {
        return new Payload(region, null);
    }

    /** Gives the memory back; nobody uses the body any more. Idempotent. */
    void release() {
        if (memory != null) {
            memory.close();
        }
    }
}
