// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.ftp.protocol.HostPort;
import io.fairlead.ftp.protocol.Reply;
import io.fairlead.ftp.protocol.ReplyCode;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port of ours that the server is to connect to, for one transfer: PORT (RFC 959 4.1.2) or EPRT (RFC 2428 2). It listens at
 * the address that the control connection has here, so that nobody else's network sees it, and takes a connection from the
 * control connection's peer only. For one thread; {@link #close} by any.
 */
public final class ActivePort implements AutoCloseable {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final FtpTarget target;
    private final Dialer dialer;
    private final ServerSocketChannel listener;

    private ActivePort(FtpTarget target, Dialer dialer, ServerSocketChannel listener) {
        this.target = target;
        this.dialer = dialer;
        this.listener = listener;
    }

    /**
     * Listens, and tells the server where.
     *
     * @throws RefusedException if the server does not want to connect there
     * @throws IOException if no port is free, or the connection can't be used any more
     */
    static ActivePort announced(FtpTarget target, Dialer dialer, ControlConnection control) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        ActivePort port = new ActivePort(target, dialer, listener);
        try {
            dialer.watch(listener);
            port.bind(control.local());
            port.announce(control);
            return port;
        } catch (IOException | RuntimeException e) {
            port.close();
            throw e;
        }
    }

    /** To a free port of those allowed; each transfer begins to look behind where the one before did. */
    private void bind(InetAddress local) throws IOException {
        ActiveMode mode = target.active();
        int start = NEXT.getAndIncrement() & 0xffff;
        for (int i = 0; i < mode.ports(); i++) {
            try {
                listener.bind(new InetSocketAddress(local, mode.port(start + i)), 1);
                return;
            } catch (BindException e) {
                // somebody else has it
            }
        }
        throw new IOException("no port is free for data connections; see " + FtpOptions.ACTIVE_PORTS.name());
    }

    /** In the words that every server knows, and every translation of addresses on the way: PORT, unless it is IPv6. */
    private void announce(ControlConnection control) throws IOException {
        InetSocketAddress bound = (InetSocketAddress) listener.getLocalAddress();
        InetAddress announced = target.active().address();
        InetAddress address = announced == null ? bound.getAddress() : announced;
        if (address.getClass() != bound.getAddress().getClass()) {
            throw new IOException(FtpOptions.ACTIVE_ADDRESS.name() + " is " + address.getHostAddress()
                    + ", but the connection is by " + bound.getAddress().getHostAddress());
        }
        HostPort here = new HostPort(address, bound.getPort());
        boolean old = address instanceof Inet4Address;
        String verb = old ? "PORT" : "EPRT";
        Reply reply = control.command(verb, old ? here.encodePort() : here.encodeExtended());
        if (old && (reply.is(ReplyCode.UNKNOWN_COMMAND) || reply.is(ReplyCode.NOT_IMPLEMENTED))) {
            verb = "EPRT";
            reply = control.command(verb, here.encodeExtended());
        }
        if (!reply.isCompletion()) {
            throw new RefusedException(verb, reply);
        }
    }

    /**
     * Waits for the server as long as for a connection of ours; whoever else connects is turned away.
     *
     * @throws SocketTimeoutException if it does not come
     */
    SocketChannel accept(InetAddress server) throws IOException {
        long until = System.nanoTime() + target.connectTimeout().toNanos();
        while (true) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                throw new SocketTimeoutException(late());
            }
            listener.socket().setSoTimeout((int) Math.min(Integer.MAX_VALUE, left));
            SocketChannel channel = next();
            InetSocketAddress peer = (InetSocketAddress) channel.getRemoteAddress();
            if (peer != null && peer.getAddress().equals(server)) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                return channel;
            }
            channel.close();
        }
    }

    private SocketChannel next() throws IOException {
        try {
            return listener.socket().accept().getChannel();
        } catch (SocketTimeoutException e) {
            SocketTimeoutException told = new SocketTimeoutException(late());
            told.initCause(e);
            throw told;
        }
    }

    private String late() {
        return "the server did not connect to port " + listener.socket().getLocalPort() + " within "
                + target.connectTimeout().toMillis() + " ms; see " + FtpOptions.ACTIVE.name();
    }

    @Override
    public void close() {
        dialer.close(listener);
    }
}
