// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * The socket that a datagram came to. What is sent through it comes from the address that the datagram was sent to, as
 * far as that is known. Thread-safe.
 */
public final class UdpPort {
    private final DatagramChannel channel;
    private final InetSocketAddress local;

    UdpPort(DatagramChannel channel, InetSocketAddress local) {
        this.channel = channel;
        this.local = local;
    }

    /**
     * The address that was asked, with the real port. It is the wildcard address where the endpoint has one and the
     * system did not tell: for broadcasts, and for addresses that are none of an interface, as 127.0.0.2.
     */
    public InetSocketAddress localAddress() {
        return local;
    }

    /**
     * Sends what remains in {@code datagram}, without waiting.
     *
     * @return false if the system has no room for it now: one more datagram that is lost on the way
     * @throws IOException if the address has gone, or the system refuses
     */
    public boolean send(ByteBuffer datagram, InetSocketAddress to) throws IOException {
        return channel.send(datagram, to) > 0;
    }

    DatagramChannel channel() {
        return channel;
    }
}
