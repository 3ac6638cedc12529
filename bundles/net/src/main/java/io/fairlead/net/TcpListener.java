// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** A listening TCP socket. */
final class TcpListener extends BoundSocket<Consumer<SocketChannel>> {
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private final ServerSocketChannel channel;

    TcpListener(SocketEndpoints owner, InetSocketAddress address, int backlog) throws IOException {
        this(owner, bind(address, backlog));
    }

    private TcpListener(SocketEndpoints owner, ServerSocketChannel channel) throws IOException {
        super(owner, channel, (InetSocketAddress) channel.getLocalAddress(), SelectionKey.OP_ACCEPT);
        this.channel = channel;
    }

    private static ServerSocketChannel bind(InetSocketAddress address, int backlog) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            if (!WINDOWS) { // there it would let two programs share the port; elsewhere TIME_WAIT would bar a restart
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            return channel.bind(address, backlog);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    boolean serveOne(Consumer<SocketChannel> handler, SelectionKey ready) throws IOException {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
            return false;
        }
        if (!guarded(() -> handler.accept(accepted))) {
            accepted.close();
        }
        return true;
    }
}
