// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to the client: PORT and EPRT. */
public final class ActiveDataConnection implements DataConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveDataConnection.class);

    private final SocketChannel channel;
    private final InetAddress local;
    private final InetSocketAddress target;
    private final Duration timeout;
    private volatile boolean connected;

    /** {@code local} is the address of the control connection, which the client expects to see. */
    public ActiveDataConnection(InetAddress local, InetSocketAddress target, Duration timeout) throws IOException {
        this.channel = SocketChannel.open();
        this.local = local;
        this.target = target;
        this.timeout = timeout;
    }

    @Override
    public SocketChannel connect() throws IOException {
        try {
            channel.bind(new InetSocketAddress(local, 0));
            channel.socket().connect(target, (int) timeout.toMillis());
            connected = true;
            return channel;
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        if (!connected) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("closing an active data connection", e);
            }
        }
    }
}
