// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the sockets of transfers that have received everything open for a while, for a peer that missed the last ACK
 * and sends its last block again (RFC 1350 6). One daemon thread for all of them, none while there are none; beyond the
 * bound the oldest go early. Thread-safe.
 */
public final class Dally implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dally.class);
    private static final int MOST = 256;
    private static final int MOST_DATAGRAM = 65_535;

    private final String name;
    private final Queue<Guest> arriving = new ConcurrentLinkedQueue<>();
    private final AtomicInteger guests = new AtomicInteger();
    private Selector selector; // guarded by this
    private boolean closed; // guarded by this

    private record Guest(TransferSocket socket, Incoming transfer, long until) {}

    public Dally(String name) {
        this.name = name;
    }

    /** Takes over {@code socket}; nobody else may receive from it any more. */
    public void take(TransferSocket socket, Incoming transfer) {
        var guest = new Guest(socket, transfer, System.nanoTime() + transfer.dallyNanos());
        synchronized (this) {
            if (!closed) {
                try {
                    arriving.add(guest);
                    wakeUp();
                    return;
                } catch (IOException e) {
                    LOG.debug("no dallying", e);
                    arriving.remove(guest);
                }
            }
        }
        socket.close();
    }

    private void wakeUp() throws IOException {
        if (guests.getAndIncrement() == 0 && selector == null) {
            selector = Selector.open();
            Thread thread = new Thread(() -> run(selector), name);
            thread.setDaemon(true);
            thread.start();
        } else {
            selector.wakeup();
        }
    }

    private void run(Selector on) {
        var present = new ArrayDeque<Guest>();
        ByteBuffer datagram = ByteBuffer.allocateDirect(MOST_DATAGRAM);
        try (on) {
            while (!finished(present)) {
                on.select(key -> serve((Guest) key.attachment(), datagram), wait(present));
                admit(on, present);
                dismiss(present);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Last blocks that come again are not acknowledged any more", e);
        } finally {
            present.forEach(guest -> guest.socket.close());
        }
    }

    private synchronized boolean finished(ArrayDeque<Guest> present) {
        if (!closed && (!present.isEmpty() || !arriving.isEmpty())) {
            return false;
        }
        for (Guest guest; (guest = arriving.poll()) != null; ) {
            guest.socket.close();
        }
        selector = null;
        guests.set(0);
        return true;
    }

    private static long wait(ArrayDeque<Guest> present) {
        return present.isEmpty() ? 1 : Math.max(1, (present.peekFirst().until - System.nanoTime()) / 1_000_000);
    }

    private void admit(Selector on, ArrayDeque<Guest> present) {
        for (Guest guest; (guest = arriving.poll()) != null; ) {
            try {
                guest.socket.channel().configureBlocking(false);
                guest.socket.channel().register(on, SelectionKey.OP_READ, guest);
                present.addLast(guest);
            } catch (IOException | RuntimeException e) {
                guest.socket.close();
                guests.decrementAndGet();
            }
        }
    }

    private void dismiss(ArrayDeque<Guest> present) {
        long now = System.nanoTime();
        while (!present.isEmpty() && (present.size() > MOST || present.peekFirst().until - now <= 0)) {
            present.pollFirst().socket.close();
            guests.decrementAndGet();
        }
    }

    private static void serve(Guest guest, ByteBuffer datagram) {
        try {
            var from = guest.socket.receive(datagram.clear());
            if (guest.socket.peer().equals(from)) {
                guest.transfer.packet(datagram.flip(), System.nanoTime());
            }
        } catch (IOException e) {
            guest.socket.close();
        }
    }

    /** Closes every socket. */
    @Override
    public synchronized void close() {
        closed = true;
        if (selector != null) {
            selector.wakeup();
        }
    }
}
