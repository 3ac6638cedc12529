// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A TCP relay for protocols whose messages have four bytes with their length in front (SMB). It counts messages of both
 * directions, and cuts the connection instead of passing on the one that it was told to; later connections pass. Daemon
 * threads, two for each connection.
 */
public final class CuttingRelay implements AutoCloseable {
    private static final int LENGTH_MASK = 0xff_ffff;

    private final Supplier<InetSocketAddress> server;
    private final ServerSocket front;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Passed> passed = new CopyOnWriteArrayList<>();
    private final int cutAt;

    /** A connection, and how much went over it in both directions. */
    private record Passed(Socket near, Socket far, AtomicLong bytes) {}

    /** @param cutAt the number of the message that is not passed on, from 1; 0 for none */
    public CuttingRelay(InetSocketAddress server, int cutAt) throws IOException {
        this(() -> server, cutAt);
    }

    /** @param server where it is, asked at each connection */
    public CuttingRelay(Supplier<InetSocketAddress> server, int cutAt) throws IOException {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), server, cutAt);
    }

    /** @param at where it listens */
    public CuttingRelay(InetSocketAddress at, Supplier<InetSocketAddress> server, int cutAt) throws IOException {
        this.server = server;
        this.cutAt = cutAt;
        front = new ServerSocket(at.getPort(), 50, at.getAddress());
        start("accept", this::accept);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "cutting-relay-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Where clients connect to. */
    public int port() {
        return front.getLocalPort();
    }

    /** How many messages came so far, the one that was cut off among them. */
    public int messages() {
        return messages.get();
    }

    /** How many of them clients have sent. */
    public int requests() {
        return requests.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = front.accept();
                Socket far = connected();
                if (far == null) {
                    near.close();
                    continue;
                }
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                sockets.add(near);
                sockets.add(far);
                Passed one = new Passed(near, far, new AtomicLong());
                passed.add(one);
                start("up", () -> pass(near, far, requests, one.bytes));
                start("down", () -> pass(far, near, new AtomicInteger(), one.bytes));
            }
        } catch (IOException e) {
            // closed
        }
    }

    /** Null if there is no server at the moment. */
    private Socket connected() {
        try {
            InetSocketAddress address = server.get();
            return new Socket(address.getAddress(), address.getPort());
        } catch (IOException e) {
            return null;
        }
    }

    /** Cuts every connection that there is; later ones pass. */
    public void cut() {
        sockets.forEach(this::close);
    }

    /** Bytes that went over each connection, in the order in which they were made; those that are cut stay in the list. */
    public List<Long> bytes() {
        return passed.stream().map(each -> each.bytes.get()).toList();
    }

    /** Cuts one connection, of {@link #bytes}; the others pass on. */
    public void cut(int number) {
        Passed one = passed.get(number);
        close(one.near);
        close(one.far);
    }

    private void pass(Socket from, Socket to, AtomicInteger count, AtomicLong bytes) {
        try {
            DataInputStream in = new DataInputStream(from.getInputStream());
            DataOutputStream out = new DataOutputStream(to.getOutputStream());
            while (true) {
                int prefix = in.readInt();
                byte[] message = new byte[4 + (prefix & LENGTH_MASK)];
                in.readFully(message, 4, message.length - 4);
                message[0] = (byte) (prefix >>> 24);
                message[1] = (byte) (prefix >>> 16);
                message[2] = (byte) (prefix >>> 8);
                message[3] = (byte) prefix;
                count.incrementAndGet();
                if (messages.incrementAndGet() == cutAt) {
                    break;
                }
                out.write(message);
                out.flush();
                bytes.addAndGet(message.length);
            }
        } catch (IOException e) {
            // one end has closed it: so does the other
        }
        close(from);
        close(to);
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // closed
        }
    }

    /** Cuts every connection, and takes no more. */
    @Override
    public void close() throws IOException {
        front.close();
        sockets.forEach(this::close);
    }
}
