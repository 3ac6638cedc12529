// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.auth.Peer;
import io.fairlead.api.export.Patience;
import io.fairlead.net.BufferPool;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.crypto.PreauthHash;
import io.fairlead.smb.server.transport.Outgoing;
import io.fairlead.smb.server.transport.SequenceWindow;
import io.fairlead.smb.server.transport.ServingThreads;
import io.fairlead.smb.transport.FrameReader;
import io.fairlead.smb.transport.MessageMemory;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connection, [MS-SMB2] 3.3.1.7. One thread at a time reads it. That thread serves what it has read itself, which costs no
 * change of threads; but when more has come already, or the request has to wait, it first hands the reading on to another
 * thread, so that requests of one connection run beside each other. Thread-safe.
 */
public final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** Bytes of a message before somebody has logged in: no login needs more, and strangers are many. */
    public static final int MOST_BEFORE_LOGIN = 64 * 1024;

    /** Threads of one connection at a time, beside those that wait for others. */
    private static final int MOST_THREADS = 16;

    private static final int MOST_GONE = 8; // sessions that have ended

    /** So many messages, each so soon after the one before, make a connection a busy one. */
    private static final int MESSAGES_OF_BUSY = 64;

    private static final long SOON_NANOS = 20_000_000;
    private static final int BUSY_MILLIS = 1_000; // of silence end that

    private final long id;
    private final SocketChannel channel;
    private final Peer peer;
    private final Instant since = Instant.now();
    private final FrameReader reader;
    private final Outgoing outgoing;
    private final SequenceWindow window;
    private final MessageMemory memory;
    private final ServingThreads threads;
    private final Map<Long, SmbSession> sessions = new ConcurrentHashMap<>();
    private final ServedRequests requests;
    private final Deque<SmbSession> gone = new ArrayDeque<>(0); // guarded by itself
    private final Arrivals arrivals = new Arrivals();
    private final Unanswered unanswered = new Unanswered();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final PreauthHash preauth = new PreauthHash();
    private volatile Negotiated negotiated; // null before
    private volatile boolean leaving;
    private volatile boolean closed;
    private volatile long lastActiveNanos = System.nanoTime();

    /** Who serves what a connection brings. */
    public interface Handler {
        /**
         * Serves one message. It calls {@link Reading#handOnIfBusy} once it has noted what it serves, so that a
         * cancellation that follows finds it.
         *
         * @throws IOException to end the connection
         */
        void message(Connection connection, ByteBuffer message, Reading reading) throws IOException;

        /** The last call of a connection. */
        void ended(Connection connection);
    }

    /**
     * @param credits that the client may have at once
     * @param ids names what goes on asynchronously
     */
    public Connection(
            long id,
            SocketChannel channel,
            Peer peer,
            int credits,
            Ids ids,
            ServingThreads threads,
            MessageMemory memory) {
        this.requests = new ServedRequests(ids, this::isClosed);
        this.id = id;
        this.channel = channel;
        this.peer = peer;
        this.threads = threads;
        this.memory = memory;
        this.reader = new FrameReader(channel, memory, MOST_BEFORE_LOGIN);
        this.outgoing = new Outgoing(channel, memory);
        this.window = new SequenceWindow(credits);
    }

    /** The duty to read; whoever has it serves a message meanwhile, or hands it on. */
    public final class Reading {
        private final Handler handler;
        private final BufferPool.Lease memory; // null if the message has none that is used again
        private final AtomicBoolean handedOn = new AtomicBoolean();
        private Arrivals.Arrival arrival; // null while nothing that comes later can be served before
        private Supplier<Set<Long>> names = Set::of;
        private Consumer<Patience> waiter = patience -> {};

        private Reading(Handler handler, BufferPool.Lease memory) {
            this.handler = handler;
            this.memory = memory;
        }

        /** Nobody uses the bytes of the message any more. */
        public void release() {
            if (memory != null) {
                memory.close();
            }
        }

        /** Hands on, if more has come and there are threads. */
        public void handOnIfBusy() {
            if (!handedOn.get() && reader.hasMore() && running.get() < MOST_THREADS) {
                arrival = arrivals.next();
                arrival.names(names.get()); // else every later CLOSE waits for it, and it perhaps for that
                handOn();
            }
        }

        /** Who is told when a call of the thread that serves the message begins to wait for other clients. */
        public void waiter(Consumer<Patience> listener) {
            waiter = listener;
        }

        /** The opens that the message asks something of, by their volatile ids; asked for only if anybody may care. */
        public void names(Supplier<Set<Long>> opens) {
            names = opens;
            if (arrival != null) {
                arrival.names(opens.get());
            }
        }

        /** What came before is served first, as far as it asks something of an open. */
        public void awaitEarlier(long open) {
            arrivals.awaitEarlier(arrival, open, this::handOn);
        }

        /** As {@link #awaitEarlier(long)}, of all opens; but what waits for other clients is not waited for. */
        public void awaitEarlier() {
            arrivals.awaitEarlier(arrival, this::handOn);
        }

        /** The message is held back: lets another thread read, if there are threads. What ends its opens waits for it. */
        public void pauses() {
            if (running.get() < MOST_THREADS) {
                arrive();
                handOn();
            }
        }

        private void arrive() {
            if (arrival == null && !handedOn.get()) {
                arrival = arrivals.next();
                arrival.names(names.get());
            }
        }

        /** The message waits for other clients: lets another thread read. */
        public void waits() {
            arrive();
            if (arrival != null) {
                arrival.waits();
            }
            handOn();
        }

        private void done() {
            if (arrival != null) {
                arrival.done();
            }
        }

        /** Lets another thread read: this one may take long. Idempotent. */
        public void handOn() {
            if (handedOn.compareAndSet(false, true)) {
                try {
                    threads.execute(() -> read(handler, false));
                } catch (RejectedExecutionException e) {
                    LOG.debug("connection {}: the server has stopped", id);
                    close();
                }
            }
        }
    }

    /** Begins to read, on a thread of its own. */
    public void start(Handler handler) {
        threads.execute(() -> read(handler, false));
    }

    /** @param busy whether this is a platform thread, for as long as the connection is busy */
    private void read(Handler handler, boolean busy) {
        running.incrementAndGet();
        int inSuccession = 0;
        AtomicReference<Reading> duty = new AtomicReference<>();
        // whoever waits for others hands on first: it may be this client's own answer that ends the wait
        try (Patience.Listening waits = Patience.listenOnThread(patience -> handOn(duty, patience))) {
            while (true) {
                if (busy && !awaitBusily()) {
                    threads.execute(() -> read(handler, false));
                    return;
                }
                FrameReader.Frame frame = reader.next();
                if (frame == null) {
                    break;
                }
                long now = System.nanoTime();
                inSuccession = now - lastActiveNanos < SOON_NANOS ? inSuccession + 1 : 0;
                lastActiveNanos = now;
                Reading reading = new Reading(handler, frame.memory());
                duty.set(reading);
                try {
                    handler.message(this, frame.bytes(), reading);
                } finally {
                    reading.done();
                }
                boolean hurried = !busy && inSuccession >= MESSAGES_OF_BUSY;
                if (reading.handedOn.get() || hurried && threads.executeBusy(() -> read(handler, true))) {
                    return;
                }
                inSuccession = hurried ? 0 : inSuccession; // if there was no thread
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("connection {}: the server has stopped", id);
        } catch (MalformedMessageException e) {
            LOG.debug("connection {}: {}", id, e.getMessage());
        } catch (IOException e) {
            LOG.debug("connection {} ended: {}", id, e.toString());
        } catch (RuntimeException | Error e) {
            LOG.error("connection {} ends by a fault of ours", id, e);
        } finally {
            running.decrementAndGet();
        }
        end(handler);
    }

    /** False if there was nothing for a while; the end of the stream is something. */
    private boolean awaitBusily() throws IOException {
        try {
            channel.socket().setSoTimeout(BUSY_MILLIS);
            reader.await(channel.socket().getInputStream());
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static void handOn(AtomicReference<Reading> duty, Patience patience) {
        Reading reading = duty.get();
        if (reading != null) {
            reading.waits();
            reading.waiter.accept(patience);
        }
    }

    private void end(Handler handler) {
        closed = true;
        if (!leaving) {
            close();
        }
        try {
            if (ended.compareAndSet(false, true)) {
                requests.connectionLost();
                handler.ended(this);
                unanswered.allLost();
            }
        } finally {
            close();
        }
    }

    /**
     * Ends it when what the client has sent so far is served. The client finds out once its durable opens wait for it, as it may
     * ask another server for them at once. Idempotent; returns at once.
     */
    public void leave() {
        leaving = true;
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            LOG.debug("connection {} ended before it was to leave", id, e);
        }
    }

    /** Cuts it; whoever reads finds out. Idempotent. */
    public void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing connection {}", id, e);
        }
    }

    /** Whether its client has held up a message for so long, of either direction. */
    public boolean isLate(Duration patience) {
        return reader.isLate(patience) || outgoing.isLate(patience);
    }

    public boolean isClosed() {
        return closed;
    }

    public long id() {
        return id;
    }

    public Peer peer() {
        return peer;
    }

    public Instant since() {
        return since;
    }

    /** Nanoseconds since the last message. */
    public long silenceNanos() {
        return System.nanoTime() - lastActiveNanos;
    }

    public SequenceWindow window() {
        return window;
    }

    /** Memory for large messages. */
    public MessageMemory memory() {
        return memory;
    }

    /** As {@link Outgoing#isFast}. */
    public boolean sendsFast() {
        return outgoing.isFast();
    }

    /** The hash over NEGOTIATE's messages. */
    public PreauthHash preauth() {
        return preauth;
    }

    /** Empty before NEGOTIATE. */
    public Optional<Negotiated> negotiated() {
        return Optional.ofNullable(negotiated);
    }

    /** Fixed from now on. */
    public void negotiated(Negotiated result) {
        negotiated = result;
    }

    /** Somebody has logged in: messages may be as large as was negotiated. */
    public void allow(int bytes) {
        reader.allow(bytes);
    }

    /** See {@link Outgoing#send(List, Runnable)}. */
    public void send(List<ByteBuffer> parts, Runnable whenGone) throws IOException {
        outgoing.send(parts, whenGone);
    }

    /** See {@link Outgoing#send(List, Outgoing.Region)}. */
    public void send(List<ByteBuffer> head, Outgoing.Region region) throws IOException {
        outgoing.send(head, region);
    }

    /** As {@link #tell(List)}; if the connection is lost, or hangs, before {@code awaited} is answered, that is told so. */
    public void tell(List<ByteBuffer> parts, Unanswered.Notice awaited) {
        unanswered.add(awaited);
        tell(parts, () -> {
            if (!outgoing.hasFailed()) {
                awaited.sent();
            }
        });
        if (ended.get()) { // meanwhile
            unanswered.lost(awaited);
        }
    }

    /** Has told again, elsewhere, what this client neither takes nor answers for so long, while nothing comes from it. */
    public void lookAfterTold(Duration patience) {
        unanswered.hangs(patience, silenceNanos());
    }

    /** Sends what nobody asked for; never blocks: the bytes go out on another thread. */
    public void tell(List<ByteBuffer> parts) {
        tell(parts, () -> {});
    }

    private void tell(List<ByteBuffer> parts, Runnable sent) {
        outgoing.enqueue(parts, sent);
        try {
            threads.execute(() -> {
                try {
                    outgoing.drain();
                } catch (IOException e) {
                    LOG.debug("connection {} went before it was told", id);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("connection {}: the server has stopped", id);
        }
    }

    /** A session of this connection. */
    public Optional<SmbSession> session(long sessionId) {
        return Optional.ofNullable(sessions.get(sessionId));
    }

    public List<SmbSession> sessions() {
        return List.copyOf(sessions.values());
    }

    public void add(SmbSession session) {
        sessions.put(session.id(), session);
    }

    void forget(SmbSession session) {
        if (sessions.remove(session.id()) != null) {
            synchronized (gone) {
                gone.addLast(session);
                if (gone.size() > MOST_GONE) {
                    gone.removeFirst();
                }
            }
        }
    }

    /** A session that this connection had until lately: its client may still sign by its key. */
    public Optional<SmbSession> gone(long sessionId) {
        synchronized (gone) {
            return gone.stream().filter(session -> session.id() == sessionId).findFirst();
        }
    }

    /** The requests that are being served. */
    public ServedRequests requests() {
        return requests;
    }
}
