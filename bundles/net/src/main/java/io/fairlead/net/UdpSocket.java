// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/** A UDP socket that receives for whoever is attached. */
final class UdpSocket extends BoundSocket<Endpoints.DatagramHandler> {
    private static final int LARGEST_DATAGRAM = 65_535;
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20; // what may wait while nobody is attached

    private final DatagramChannel channel;
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);

    UdpSocket(SocketEndpoints owner, InetSocketAddress address) throws IOException {
        this(owner, bind(address));
    }

    private UdpSocket(SocketEndpoints owner, DatagramChannel channel) throws IOException {
        super(owner, channel, (InetSocketAddress) channel.getLocalAddress(), SelectionKey.OP_READ);
        this.channel = channel;
    }

    private static DatagramChannel bind(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            return channel.bind(address); // without SO_REUSEADDR, which would let others take our datagrams
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    DatagramChannel channel() {
        return channel;
    }

    @Override
    boolean serveOne(Endpoints.DatagramHandler handler) throws IOException {
        datagram.clear();
        var from = (InetSocketAddress) channel.receive(datagram);
        if (from == null) {
            return false;
        }
        datagram.flip();
        guarded(() -> handler.received(datagram, from));
        return true;
    }
}
