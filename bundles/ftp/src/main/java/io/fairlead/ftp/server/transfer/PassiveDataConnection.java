// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.net.PortRange;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for the client on a port of its own: PASV and EPSV. */
public final class PassiveDataConnection implements DataConnection {
    private static final Logger LOG = LoggerFactory.getLogger(PassiveDataConnection.class);
    /** The owner must get in beside strangers who knock first. */
    private static final int BACKLOG = 4;
    /** RFC 6335 6: Dynamic Ports. */
    private static final PortRange DYNAMIC = new PortRange(49_152, 65_535);

    private final ServerSocketChannel listener;
    private final InetAddress owner; // null: anybody
    private final long openedNanos = System.nanoTime();

    private PassiveDataConnection(ServerSocketChannel listener, InetAddress owner) {
        this.listener = listener;
        this.owner = owner;
    }

    /**
     * Opens a port.
     *
     * @param local address of the control connection
     * @param owner whose connection is waited for; null for anybody's
     * @param ports to choose from
     * @throws BindException if no port of the range is free
     */
    public static PassiveDataConnection listen(InetAddress local, InetAddress owner, PortRange ports)
            throws IOException {
        return new PassiveDataConnection(listen(local, ports), owner);
    }

    /** Whether it has been open for as long. */
    public boolean unusedFor(Duration limit, long nowNanos) {
        return Elapsed.passed(openedNanos, nowNanos, limit);
    }

    public int port() {
        return listener.socket().getLocalPort();
    }

    @Override
    public SocketChannel connect() throws IOException {
        try (listener) { // one connection, then the port is free again
            while (true) {
                SocketChannel channel = listener.accept();
                InetSocketAddress from = (InetSocketAddress) channel.getRemoteAddress();
                if (owner == null || owner.equals(from.getAddress())) {
                    return channel;
                }
                channel.close(); // RFC 2577 3.1: a stranger would get the file; the owner is still expected
                LOG.warn(
                        "{} tried to take a data connection of {}",
                        from.getAddress().getHostAddress(),
                        owner.getHostAddress());
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("closing a passive port", e);
        }
    }

    private static ServerSocketChannel listen(InetAddress local, PortRange range) throws IOException {
        // We choose the port ourselves. The kernel skips ports with connections in TIME_WAIT, of which a busy server
        // has thousands, and then searches for milliseconds each time. Besides, random ports are hard to guess.
        PortRange ports = range.any() ? DYNAMIC : range;
        int start = ThreadLocalRandom.current().nextInt(ports.count());
        for (int i = 0; i < ports.count(); i++) {
            try {
                return listen(new InetSocketAddress(local, ports.first() + (start + i) % ports.count()));
            } catch (BindException e) {
                LOG.trace("passive port in use", e);
            }
        }
        throw new BindException("no free port in " + ports);
    }

    /** A channel of its own for each port: one that was bound, but could not listen, can't be bound again. */
    private static ServerSocketChannel listen(InetSocketAddress address) throws IOException {
        var family = address.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
        ServerSocketChannel listener = ServerSocketChannel.open(family);
        try {
            return listener.bind(address, BACKLOG);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }
}
