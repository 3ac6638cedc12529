// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a transfer sends its packets: a socket of its own, or the port that all share. Any thread may send. */
public interface PacketPort {
    /**
     * Sends what remains in {@code packet} to the peer.
     *
     * @return false if the system has no room for it now
     */
    boolean send(ByteBuffer packet) throws IOException;

    /**
     * Asks for chains: from now on {@link #send} cuts what is longer than {@code packetBytes} into packets of that size,
     * the last one of which may be shorter.
     *
     * @return how many packets a chain may have; 1 if there are none here
     */
    default int chain(int packetBytes) {
        return 1;
    }

    /** {@link #send} has failed for a chain: there won't be more. */
    default void chainRefused() {}

    /** Wakes whoever waits for packets of this transfer: it has ended. Never throws; idempotent. */
    void close();
}
