// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A network between UDP clients and a server that answers from ports of its choice (as TFTP does), which loses, doubles
 * and reorders datagrams. What happens to the n-th datagram follows from the seed. One daemon thread.
 */
public final class UnreliableRelay implements AutoCloseable {
    private static final int MOST_BYTES = 65_535;
    private static final long LATE_NANOS = 3_000_000;

    private final InetSocketAddress server;
    private final Faults faults;
    private final SplittableRandom random;
    private final Selector selector;
    private final DatagramChannel front;
    private final Map<SocketAddress, Route> routes = new HashMap<>(); // by client; the thread's
    private final PriorityQueue<Late> late = new PriorityQueue<>(Comparator.comparingLong(Late::at));
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(MOST_BYTES);
    private final Thread thread;
    private volatile boolean closed;

    /**
     * What the network does, in per cent of the datagrams.
     *
     * @param lost never arrive
     * @param doubled arrive twice
     * @param late arrive some milliseconds late, behind others
     */
    public record Faults(int lost, int doubled, int late) {}

    private record Late(long at, DatagramChannel from, ByteBuffer bytes, SocketAddress to) {}

    /** One client's way through: it talks to {@code near}, the server to {@code far}. */
    private final class Route {
        final SocketAddress client;
        final DatagramChannel near = open();
        final DatagramChannel far = open();
        final ByteBuffer request;
        SocketAddress peer = server;

        Route(SocketAddress client, ByteBuffer request) throws IOException {
            this.client = client;
            this.request = request;
            near.register(selector, SelectionKey.OP_READ, (Arrival) this::fromClient);
            far.register(selector, SelectionKey.OP_READ, (Arrival) this::fromServer);
        }

        void fromClient() throws IOException {
            if (client.equals(near.receive(datagram.clear()))) {
                pass(far, peer);
            }
        }

        void fromServer() throws IOException {
            SocketAddress from = far.receive(datagram.clear());
            if (peer.equals(server)) {
                peer = from;
            }
            if (peer.equals(from)) {
                pass(near, client);
            }
        }
    }

    private interface Arrival {
        void handle() throws IOException;
    }

    /** Relays between clients of {@link #address} and {@code server}. */
    public UnreliableRelay(InetSocketAddress server, Faults faults, long seed) throws IOException {
        this.server = server;
        this.faults = faults;
        this.random = new SplittableRandom(seed);
        this.selector = Selector.open();
        this.front = open();
        front.register(selector, SelectionKey.OP_READ, (Arrival) this::request);
        this.thread = new Thread(this::run, "unreliable-relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where clients send their requests to. */
    public InetSocketAddress address() {
        try {
            return (InetSocketAddress) front.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DatagramChannel open() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        channel.configureBlocking(false);
        return channel;
    }

    private void request() throws IOException {
        SocketAddress client = front.receive(datagram.clear());
        if (client == null) {
            return;
        }
        ByteBuffer bytes = datagram.duplicate().flip();
        Route route = routes.get(client);
        if (route == null || !route.request.equals(bytes)) { // a port that was somebody else's before
            route = new Route(
                    client, ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
            routes.put(client, route);
        }
        pass(route.far, server);
    }

    private void pass(DatagramChannel from, SocketAddress to) throws IOException {
        datagram.flip();
        if (random.nextInt(100) < faults.lost) {
            return;
        }
        int copies = random.nextInt(100) < faults.doubled ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (random.nextInt(100) < faults.late) {
                ByteBuffer copy = ByteBuffer.allocate(datagram.remaining())
                        .put(datagram.duplicate())
                        .flip();
                late.add(new Late(System.nanoTime() + random.nextLong(LATE_NANOS), from, copy, to));
            } else {
                from.send(datagram.duplicate(), to);
            }
        }
    }

    private void run() {
        try {
            while (!closed) {
                long now = System.nanoTime();
                while (!late.isEmpty() && late.peek().at - now <= 0) {
                    Late due = late.poll();
                    due.from.send(due.bytes, due.to);
                }
                selector.select(this::arrived, late.isEmpty() ? 1000 : 1);
            }
        } catch (IOException e) {
            if (!closed) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void arrived(SelectionKey key) {
        try {
            ((Arrival) key.attachment()).handle();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the thread, and closes every socket. */
    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
