// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bound socket and the thread that serves it, whoever is attached. A selector, since a thread blocked in accept or
 * receive could only be stopped by closing the channel. With nobody attached the thread asks for no events, and the
 * kernel's queue holds what comes.
 *
 * <p>The methods marked so are called with the lock of {@link SocketEndpoints} held.
 */
abstract class BoundSocket<H> {
    private static final Logger LOG = LoggerFactory.getLogger(BoundSocket.class);
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1000;
    private static final long HANDLER_SECONDS = 5;
    private static final int AT_A_TIME = 64; // then other sockets of the same endpoint have their turn

    private final SocketEndpoints owner;
    private final String transport;
    private final int interest;
    private final SelectableChannel channel;
    private final InetSocketAddress local;
    private final Selector selector;
    private final List<SelectionKey> keys = new ArrayList<>(); // guarded by the endpoints' lock
    private final ReentrantLock delivering = new ReentrantLock(true); // held while a handler runs; fair: detach waits
    private final CountDownLatch unbound = new CountDownLatch(1);
    private final List<Attached<H>> attachments = new ArrayList<>(); // oldest first; guarded by the endpoints' lock
    private long changes; // guarded by the endpoints' lock
    private boolean released; // since the last one came; guarded by the endpoints' lock
    private volatile List<H> superseded = List.of(); // changed likewise
    private volatile Attached<H> current; // the last attachment; changed under the endpoints' lock

    /** Takes over a bound channel, which is closed if this throws. */
    BoundSocket(SocketEndpoints owner, SelectableChannel channel, InetSocketAddress local, int interest)
            throws IOException {
        this.owner = owner;
        this.channel = channel;
        this.local = local;
        this.interest = interest;
        this.transport = interest == SelectionKey.OP_ACCEPT ? "tcp" : "udp";
        try {
            channel.configureBlocking(false);
            this.selector = Selector.open();
            this.keys.add(channel.register(selector, 0));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Takes what waits and hands it to the handler; false if nothing waits.
     *
     * @param ready of the channel where something waits
     */
    abstract boolean serveOne(H handler, SelectionKey ready) throws IOException;

    /** With the lock held. Serves one more bound channel, which is closed if this throws. */
    final SelectionKey register(SelectableChannel more, Object attachment) throws IOException {
        try {
            more.configureBlocking(false);
            SelectionKey key = more.register(selector, attached() ? interest : 0, attachment);
            keys.add(key);
            selector.wakeup();
            return key;
        } catch (IOException | RuntimeException e) {
            more.close();
            throw e;
        }
    }

    /** With the lock held. Closes a channel that was registered. */
    final void drop(SelectionKey key) {
        keys.remove(key);
        close(key.channel());
        selector.wakeup(); // frees the descriptor, which the registration holds
    }

    private void close(SelectableChannel one) {
        try {
            one.close();
        } catch (IOException e) {
            LOG.warn("Closing {}", this, e);
        }
    }

    /** Runs what a subclass does with the handler; a handler that throws is logged only. */
    final boolean guarded(Runnable call) {
        try {
            call.run();
            return true;
        } catch (Throwable e) { // also NoClassDefFoundError, when the module was refreshed
            LOG.error("The handler of {} failed", this, e);
            return false;
        } finally {
            Thread.interrupted(); // left set, it would close the listening socket (InterruptibleChannel)
        }
    }

    void start() {
        Thread thread = new Thread(this::run, "endpoint-" + this);
        thread.setDaemon(true);
        thread.start();
        LOG.info("Listening on {}", this);
    }

    final InetSocketAddress localAddress() {
        return local;
    }

    /** Who is attached now, or null. */
    final Attached<H> current() {
        return current;
    }

    /** With the lock held. */
    boolean attached() {
        return !attachments.isEmpty();
    }

    /** With the lock held. Differs whenever somebody came or went. */
    long changes() {
        return changes;
    }

    /**
     * With the lock held.
     *
     * @throws IOException if somebody else's module is attached
     */
    Attached<H> attach(H handler, Endpoint endpoint) throws IOException {
        if (attached()) {
            if (!current.endpoint().owner().equals(endpoint.owner())) {
                throw BindFailure.taken(local, current.endpoint().owner());
            }
            LOG.info("A newer module takes over {}", this);
        }
        var attached = new Attached<>(owner, this, handler, endpoint, ++changes);
        attachments.add(attached);
        released = false;
        choose();
        return attached;
    }

    /** With the lock held. The newest of those that stay has it from now on. Returns whether it was attached. */
    boolean leave(Attached<H> attached) {
        boolean left = attachments.remove(attached);
        if (left) {
            changes++;
            choose();
        }
        return left;
    }

    /** With the lock held. No successor will come: whoever is still attached is the last one. */
    void release() {
        released = true;
    }

    /** With the lock held. */
    boolean released() {
        return released;
    }

    /** Handlers that a newer attachment has taken over from, and that have not detached. */
    final List<H> superseded() {
        return superseded;
    }

    private void choose() {
        current = attached() ? attachments.get(attachments.size() - 1) : null;
        superseded = attachments.stream()
                .limit(Math.max(0, attachments.size() - 1))
                .map(Attached::handler)
                .toList();
        for (SelectionKey key : keys) {
            if (key.isValid()) {
                key.interestOps(current == null ? 0 : interest);
            }
        }
        if (selector.isOpen()) {
            selector.wakeup();
        }
    }

    /** Returns when no handler runs that was called before, so that nothing comes after a detach; or in 5 seconds. */
    void awaitHandler() {
        try {
            if (delivering.tryLock(HANDLER_SECONDS, TimeUnit.SECONDS)) {
                delivering.unlock();
            } else {
                LOG.warn("The handler of {} has not returned for {} s", this, HANDLER_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** With the lock held. */
    Endpoints.Status status() {
        return new Endpoints.Status(transport, local, attached());
    }

    /** With the lock held. Nobody is attached any more. */
    void unbind() {
        attachments.clear();
        current = null;
        unbound.countDown();
        keys.forEach(key -> close(key.channel()));
        try {
            selector.close(); // frees the descriptors, which the registrations held
            LOG.info("No longer listening on {}", this);
        } catch (IOException e) {
            LOG.warn("Closing {}", this, e);
        }
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        while (unbound.getCount() > 0) {
            try {
                selector.select();
                List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
                selector.selectedKeys().clear();
                for (SelectionKey key : ready) {
                    if (serveWaiting(key)) {
                        pause = FIRST_PAUSE_MILLIS;
                    }
                }
            } catch (ClosedSelectorException | ClosedChannelException e) {
                if (unbound.getCount() > 0) {
                    LOG.error("{} was closed", this, e);
                    owner.lost(this);
                }
                return;
            } catch (IOException | RuntimeException e) { // no descriptors left, most likely: let some be closed
                LOG.warn("{}: {}; trying again in {} ms", this, e, pause);
                pause(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private boolean serveWaiting(SelectionKey ready) throws IOException {
        boolean served = false;
        for (int i = 0; i < AT_A_TIME && current != null; i++) {
            delivering.lock();
            try {
                Attached<H> attached = current;
                if (attached == null || !serveOne(attached.handler(), ready)) {
                    break;
                }
                served = true;
            } catch (ClosedChannelException e) {
                if (ready.channel() == channel) {
                    throw e;
                }
                break; // it was dropped meanwhile
            } finally {
                delivering.unlock();
            }
        }
        return served;
    }

    private void pause(long millis) {
        try {
            unbound.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) { // nothing interrupts this thread
            LOG.debug("interrupted", e);
        }
    }

    @Override
    public String toString() {
        return transport + " " + BindFailure.text(local);
    }
}
