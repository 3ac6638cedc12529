// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.net.InetSocketAddress;

/** One module's attachment to a socket. The socket keeps the order of its attachments. */
final class Attached<H> implements Endpoints.Attachment {
    private final SocketEndpoints endpoints;
    private final BoundSocket<H> socket;
    private final H handler;
    private final Endpoint endpoint;
    private final long number;

    /** {@code number} grows with each attachment to the socket. */
    Attached(SocketEndpoints endpoints, BoundSocket<H> socket, H handler, Endpoint endpoint, long number) {
        this.endpoints = endpoints;
        this.socket = socket;
        this.handler = handler;
        this.endpoint = endpoint;
        this.number = number;
    }

    H handler() {
        return handler;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    @Override
    public boolean superseded() {
        Attached<H> now = socket.current();
        return now != null && now.number > number;
    }

    @Override
    public void close() {
        detach(false);
    }

    @Override
    public void release() {
        detach(true);
    }

    private void detach(boolean now) {
        endpoints.detach(socket, this, now);
        socket.awaitHandler(); // outside the endpoints' lock: the handler may be waiting for that
    }
}
