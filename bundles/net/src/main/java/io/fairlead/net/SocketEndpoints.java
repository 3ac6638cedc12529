// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The sockets of this JVM's servers; the {@link Endpoints} service. Needs no configuration. On a plain class path make
 * one with {@code new} and close it after the servers.
 *
 * <p>One lock guards which sockets are bound and who is attached to them. It is never held while a handler runs; a
 * handler may attach and detach.
 */
@Component(service = Endpoints.class, immediate = true)
public final class SocketEndpoints implements Endpoints, AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Timers lingering = new Timers("endpoints");
    private final Map<Key, BoundSocket<?>> sockets = new HashMap<>(); // guarded by lock
    private final LocalAddresses addresses;
    private boolean closed; // guarded by lock

    /** {@code type} tells TCP from UDP. The wildcard addresses of IPv4 and IPv6 are one. */
    private record Key(Class<?> type, InetSocketAddress address) {
        Key {
            if (address.getAddress().isAnyLocalAddress()) {
                address = new InetSocketAddress(address.getPort());
            }
        }
    }

    private interface Binder<S> {
        S bind(InetSocketAddress address) throws IOException;
    }

    @Activate
    public SocketEndpoints() {
        this(LocalAddresses::ofThisMachine);
    }

    SocketEndpoints(LocalAddresses.Source machine) {
        addresses = new LocalAddresses(machine, this::addressesAre);
    }

    @Override
    public Attachment attachTcp(Endpoint endpoint, Consumer<SocketChannel> handler) throws IOException {
        return attach(TcpListener.class, endpoint, handler, at -> new TcpListener(this, at, endpoint.backlog()));
    }

    @Override
    public Attachment attachUdp(Endpoint endpoint, DatagramHandler handler) throws IOException {
        return attach(UdpSocket.class, endpoint, handler, at -> {
            var socket = new UdpSocket(this, at);
            if (socket.wantsAddresses()) {
                socket.addresses(addresses.watch());
            }
            return socket;
        });
    }

    private void addressesAre(Set<InetAddress> present) {
        lock.lock();
        try {
            for (BoundSocket<?> socket : sockets.values()) {
                if (socket instanceof UdpSocket udp && udp.wantsAddresses()) {
                    udp.addresses(present);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Something was sent to an address that is not known. */
    void addressMissed() {
        addresses.lookSoon();
    }

    private <H, S extends BoundSocket<H>> Attached<H> attach(
            Class<S> type, Endpoint endpoint, H handler, Binder<S> binder) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("cannot listen on " + BindFailure.text(endpoint.address()) + ": shutting down");
            }
            S socket = type.cast(sockets.get(new Key(type, endpoint.address()))); // never found for port 0
            if (socket == null) {
                socket = bind(type, endpoint.address(), binder);
                var real = new InetSocketAddress(
                        endpoint.address().getAddress(), socket.localAddress().getPort());
                sockets.put(new Key(type, real), socket);
                socket.start();
            }
            return socket.attach(handler, endpoint);
        } finally {
            lock.unlock();
        }
    }

    private <S extends BoundSocket<?>> S bind(Class<S> type, InetSocketAddress address, Binder<S> binder)
            throws IOException {
        try {
            return binder.bind(address);
        } catch (IOException first) {
            // Our own socket may be in the way: moving from 0.0.0.0:21 to 10.0.0.1:21 leaves the old one lingering.
            List<BoundSocket<?>> idle = sockets.values().stream()
                    .filter(s -> type.isInstance(s) && s.localAddress().getPort() == address.getPort() && !s.attached())
                    .toList();
            idle.forEach(this::unbind);
            try {
                if (!idle.isEmpty()) {
                    return binder.bind(address);
                }
            } catch (IOException second) {
                first.addSuppressed(second);
            }
            throw BindFailure.of(address, first);
        }
    }

    /** Leaves {@code attached}; the socket goes {@code linger} later, or now, if nobody is attached by then. */
    <H> void detach(BoundSocket<H> socket, Attached<H> attached, boolean now) {
        lock.lock();
        try {
            boolean left = socket.leave(attached);
            if (now) {
                socket.release();
            }
            if (socket.attached() || !sockets.containsValue(socket)) {
                return;
            }
            if (socket.released() || attached.endpoint().linger().isZero()) {
                unbind(socket);
            } else if (left) {
                long state = socket.changes();
                lingering.after(attached.endpoint().linger(), () -> expire(socket, state));
            }
        } finally {
            lock.unlock();
        }
    }

    private void expire(BoundSocket<?> socket, long state) {
        lock.lock();
        try {
            if (!socket.attached() && socket.changes() == state) { // nobody came, nor came and went
                unbind(socket);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A socket that can't go on was closed by its own thread. */
    void lost(BoundSocket<?> socket) {
        lock.lock();
        try {
            unbind(socket);
        } finally {
            lock.unlock();
        }
    }

    private void unbind(BoundSocket<?> socket) {
        if (sockets.values().remove(socket)) {
            socket.unbind();
        }
    }

    @Override
    public List<Status> status() {
        lock.lock();
        try {
            return sockets.values().stream()
                    .map(BoundSocket::status)
                    .sorted(Comparator.comparing(Status::transport)
                            .thenComparing(s -> s.address().getPort())
                            .thenComparing(s -> s.address().toString()))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Unbinds everything at once, attached or not. */
    @Deactivate
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            List.copyOf(sockets.values()).forEach(this::unbind);
            lingering.close();
            addresses.close();
        } finally {
            lock.unlock();
        }
    }
}
