// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the packets of one transfer leave: a socket of its own, or the port that all share. Any thread may send. */
public interface PacketPort {
    /**
     * Sends what remains in {@code packet} to the peer.
     *
     * @return false if the system had no room for it now
     */
    boolean send(ByteBuffer packet) throws IOException;

    /** Wakes whoever waits for packets of this transfer: it has ended. Never throws; twice is once. */
    void close();
}
