// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Owner of the listening sockets; an OSGi service. A protocol module attaches a handler to an endpoint and detaches it;
 * the socket stays bound in between for the endpoint's linger time, so that connections (and datagrams) queue in the
 * kernel instead of being refused while a module is swapped. Thread-safe.
 *
 * <p>A newer attachment to the same address by the same {@linkplain Endpoint#owner owner} wins; closing an older one
 * detaches only its own handler. So a new version of a module starts beside the old one, then the old one drains and goes.
 * If the newer one goes first, the older one that is still attached has it back. Another owner is refused as long as
 * somebody is attached. Attachments to port 0 never meet: each gets a socket of its own; the port it got can be attached
 * to by its number. On a plain class path: {@code new SocketEndpoints()}.
 */
@ProviderType
public interface Endpoints {
    /**
     * Binds (or takes over) a TCP listener. The backlog is that of the first one to bind.
     *
     * @param handler given each accepted channel, in blocking mode; called on the accepting thread, so it hands over and
     *     returns. When it throws, the channel is closed
     * @throws IOException if the address can't be bound, or another owner is attached to it; the message names both
     */
    Attachment attachTcp(Endpoint endpoint, Consumer<SocketChannel> handler) throws IOException;

    /**
     * Binds (or takes over) a UDP socket. At the wildcard address it is one for each address of the machine besides, so
     * that answers come from the address that was asked; they follow when addresses come and go.
     *
     * @param handler given each datagram; called on the receiving thread, so it copies what it keeps and returns
     * @throws IOException if the address can't be bound, or another owner is attached to it; the message names both
     */
    Attachment attachUdp(Endpoint endpoint, DatagramHandler handler) throws IOException;

    /** What is bound now, for consoles. */
    List<Status> status();

    /** An attachment to a listening socket. */
    interface Attachment extends AutoCloseable {
        /** The bound address, with the real port. */
        InetSocketAddress localAddress();

        /** Whether a newer attachment has taken over, and has it still. */
        boolean superseded();

        /**
         * Detaches; the socket stays bound for the endpoint's linger time, waiting for a successor. The handler is not
         * called any more once this returns; a running call is waited for (up to 5 seconds), so a handler must not wait
         * for a lock held here. Idempotent.
         */
        @Override
        void close();

        /**
         * Detaches, and unbinds at once: the endpoint's configuration is gone. If somebody older is still attached, that
         * happens when it detaches.
         */
        void release();
    }

    /** Receives datagrams. */
    @FunctionalInterface
    interface DatagramHandler {
        /**
         * A datagram came.
         *
         * @param datagram reused after the call
         * @param at where it came to, for the answer; may be kept
         */
        void received(ByteBuffer datagram, InetSocketAddress from, UdpPort at);

        /**
         * Whether a datagram belongs to a dialogue of this handler's that goes on although a newer attachment has taken
         * over. It is cheap, and asked of handlers that were superseded and have not detached yet.
         *
         * @param datagram not to be changed, its position included
         */
        default boolean continues(ByteBuffer datagram, InetSocketAddress from) {
            return false;
        }
    }

    /**
     * A bound socket.
     *
     * @param transport {@code tcp} or {@code udp}
     * @param address where
     * @param attached whether a module serves it; without one it lingers
     */
    record Status(String transport, InetSocketAddress address, boolean attached) {}
}
