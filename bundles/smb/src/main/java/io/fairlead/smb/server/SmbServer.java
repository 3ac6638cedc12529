// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.auth.AccountWatch;
import io.fairlead.api.auth.AddressRange;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.server.Session;
import io.fairlead.api.server.Statistics;
import io.fairlead.net.ConnectionLimiter;
import io.fairlead.net.Endpoints;
import io.fairlead.net.Timers;
import io.fairlead.smb.crypto.CryptoWarmUp;
import io.fairlead.smb.server.command.Dispatcher;
import io.fairlead.smb.server.settings.SmbSettings;
import io.fairlead.smb.server.state.Connection;
import io.fairlead.smb.server.state.Server;
import io.fairlead.smb.server.state.Share;
import io.fairlead.smb.server.state.SmbSession;
import io.fairlead.smb.server.state.TreeConnect;
import io.fairlead.smb.server.transport.ServingThreads;
import io.fairlead.smb.transport.MessageMemory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An SMB server, [MS-SMB2], whose shares are Exports. Thread-safe. Needs no OSGi:
 *
 * <pre>{@code
 * var server = SmbServer.builder(endpoints).share("files", export).authenticator(users).address(address).start();
 * }</pre>
 */
public final class SmbServer implements FileServer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmbServer.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** After so long a break that a client has not answered is told on another channel; several may have to be tried. */
    private static final Duration BREAK_PATIENCE = Duration.ofSeconds(5);

    private static final Duration CUT_WAIT = Duration.ofSeconds(5);
    private static final long DRAIN_LOOK_MILLIS = 50;

    private final Server shared;
    private final Endpoints endpoints;
    private final ServingThreads threads;
    private final Timers timers;
    private final ConnectionLimiter limiter;
    private final Dispatcher dispatcher;
    private final MessageMemory memory = new MessageMemory();
    private final Map<Connection, ConnectionLimiter.Permit> connections = new ConcurrentHashMap<>();
    private final AtomicLong connectionIds = new AtomicLong();
    private final Instant since = Instant.now();
    private volatile State state = State.RUNNING;
    private boolean draining; // guarded by this
    private final CryptoWarmUp warmUp = CryptoWarmUp.begin();
    private volatile Endpoints.Attachment attachment;

    private SmbServer(Server shared, Endpoints endpoints) {
        SmbSettings settings = shared.settings();
        this.shared = shared;
        this.endpoints = endpoints;
        this.threads = new ServingThreads(settings.name());
        this.timers = new Timers("smb-timers-" + settings.name());
        this.limiter = new ConnectionLimiter(
                settings.limits().connections(), settings.limits().perAddress());
        this.dispatcher = new Dispatcher(shared, this::ended);
    }

    /** Builds a server; it listens once it is started. */
    public static SmbServerBuilder builder(Endpoints endpoints) {
        return new SmbServerBuilder(endpoints);
    }

    /** @throws IOException if the address can't be bound */
    static SmbServer start(Server shared, Endpoints endpoints) throws IOException {
        SmbServer server = new SmbServer(shared, endpoints);
        try {
            server.attachment = endpoints.attachTcp(shared.settings().endpoint(), server::accept);
        } catch (IOException | RuntimeException e) {
            server.stopThreads();
            throw e;
        }
        server.timers.after(LOOK, server::look);
        server.lookAtAccounts(new AccountWatch(shared.authenticator(), () -> Followers.of(shared), server.threads));
        LOG.info("SMB server {} listens on {}", server.name(), server.attachment.localAddress());
        return server;
    }

    @Override
    public String protocol() {
        return "smb";
    }

    @Override
    public String name() {
        return shared.settings().name();
    }

    @Override
    public State state() {
        return state;
    }

    /** Since when it has run. */
    public Instant since() {
        return since;
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return List.of(attachment.localAddress());
    }

    @Override
    public List<Session> sessions() {
        return shared.sessions().all().stream()
                .filter(SmbSession::isValid)
                .map(SmbServer::snapshot)
                .toList();
    }

    private static Session snapshot(SmbSession session) {
        Connection connection = session.connection();
        return new Session(
                Long.toString(session.id()),
                connection.peer(),
                session.established().map(login -> login.identity().name()).orElse(""),
                session.since(),
                Instant.now().minusNanos(connection.silenceNanos()),
                session.opens().isEmpty() ? "" : session.opens().size() + " open",
                session.bytesIn().sum(),
                session.bytesOut().sum());
    }

    @Override
    public List<Shared> shares() {
        return shared.shares().all().stream()
                .map(share -> new Shared(
                        share.name(),
                        share.export().get().map(Export::name).orElse(""),
                        shared.shares().connects(share)))
                .toList();
    }

    /**
     * Offers these shares from now on and no others; case does not matter in their names, and of several of one name the first
     * counts. Who is connected to one that is not offered any more, or with other rules or another export, is disconnected from
     * it, [MS-SMB2] 3.3.4.12.
     */
    public void offer(Collection<Share> present) {
        shared.shares().offer(present);
        for (SmbSession session : shared.sessions().all()) {
            for (TreeConnect tree : session.trees()) {
                if (!shared.shares().offers(tree.share())) {
                    session.disconnect(tree);
                }
            }
        }
    }

    @Override
    public boolean disconnect(String sessionId) {
        for (SmbSession session : shared.sessions().all()) {
            if (Long.toString(session.id()).equals(sessionId)) {
                session.cut();
                return true;
            }
        }
        return false;
    }

    @Override
    public void startDraining() {
        Thread thread = new Thread(() -> close(true), "smb-drain-" + name());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Statistics statistics() {
        var counters = shared.counters();
        return new Statistics(
                counters.sessions.sum(),
                sessions().size(),
                counters.refusedSessions.sum(),
                counters.failedLogins.sum(),
                0,
                0,
                counters.bytesIn.sum(),
                counters.bytesOut.sum());
    }

    @Override
    public void close() {
        close(false);
    }

    /**
     * Takes no new connection, lets running requests end within the drain time, ends every connection, and returns when
     * nothing of it runs any more. Idempotent.
     *
     * @param release whether to unbind the socket at once, for nobody will succeed
     */
    public void close(boolean release) {
        leave(release);
        drain();
    }

    /** The first part of {@link #close(boolean)}: takes no new connection, so that a successor gets them. Returns at once. */
    void leave(boolean release) {
        synchronized (this) {
            if (state != State.RUNNING) {
                return;
            }
            state = State.DRAINING;
        }
        if (release) {
            attachment.release();
        } else {
            attachment.close();
        }
    }

    /** The rest of it: no connection has to wait for its turn, for clients connect anew to whoever is there by then. */
    void drain() {
        synchronized (this) {
            if (state != State.DRAINING || draining) {
                return;
            }
            draining = true;
        }
        try {
            awaitIdle();
            connections.keySet().forEach(Connection::close);
            threads.shutdown();
            if (!threads.awaitTermination(CUT_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("SMB server {} stops with requests that do not end", name());
            }
        } catch (InterruptedException e) {
            connections.keySet().forEach(Connection::close);
            Thread.currentThread().interrupt();
        }
        stopThreads();
        state = State.STOPPED;
        LOG.info("SMB server {} stopped", name());
    }

    /** Ends each connection as soon as its client waits for nothing. */
    private void awaitIdle() throws InterruptedException {
        long deadline = System.nanoTime() + shared.settings().drain().toNanos();
        while (true) {
            connections.keySet().stream()
                    .filter(connection -> connection.requests().isIdle())
                    .forEach(Connection::leave);
            if (connections.isEmpty() || System.nanoTime() - deadline >= 0) {
                return;
            }
            Thread.sleep(DRAIN_LOOK_MILLIS);
        }
    }

    private void stopThreads() {
        warmUp.close();
        timers.close();
        threads.shutdown();
    }

    private void accept(SocketChannel channel) {
        try {
            InetSocketAddress from = (InetSocketAddress) channel.getRemoteAddress();
            Peer peer = new Peer("smb", from, false);
            Optional<ConnectionLimiter.Permit> permit = limiter.tryAcquire(AddressRange.ofPeer(from.getAddress()));
            if (permit.isEmpty()) {
                refuse(channel, peer);
                return;
            }
            begin(channel, peer, permit.get());
        } catch (IOException e) {
            LOG.debug("a connection ended as it began", e);
            closeQuietly(channel);
        }
    }

    private void begin(SocketChannel channel, Peer peer, ConnectionLimiter.Permit permit) throws IOException {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SmbSettings.Limits limits = shared.settings().limits();
            Connection connection = new Connection(
                    connectionIds.incrementAndGet(), channel, peer, limits.credits(), shared.ids(), threads, memory);
            connections.put(connection, permit);
            makeRoom();
            connection.start(dispatcher);
        } catch (IOException | RejectedExecutionException e) {
            connections.values().remove(permit);
            permit.close();
            closeQuietly(channel);
        }
    }

    /** Of connections that nobody has logged in on, the oldest gives way to the newest. */
    private void makeRoom() {
        List<Connection> strangers =
                connections.keySet().stream().filter(SmbServer::isStranger).toList();
        if (strangers.size() > shared.settings().limits().unauthenticated()) {
            strangers.stream().min(Comparator.comparingLong(Connection::id)).ifPresent(oldest -> {
                shared.counters().refusedSessions.increment();
                oldest.close();
            });
        }
    }

    private static boolean isStranger(Connection connection) {
        return connection.sessions().stream().noneMatch(SmbSession::isValid);
    }

    private void refuse(SocketChannel channel, Peer peer) {
        shared.counters().refusedSessions.increment();
        shared.audit()
                .record(AuditEvent.now(
                                new AuditEvent.Source(name(), "", peer, ""),
                                AuditEvent.Action.CONNECT,
                                AuditEvent.Outcome.REFUSED)
                        .withDetail("Too many connections"));
        closeQuietly(channel);
    }

    private void ended(Connection connection) {
        ConnectionLimiter.Permit permit = connections.remove(connection);
        if (permit != null) {
            permit.close();
        }
    }

    /** Cuts who does not log in, and who does not take what is sent; what a channel does not take is told on another one. */
    private void look() {
        try {
            Duration most = shared.settings().limits().login();
            for (Connection connection : connections.keySet()) {
                boolean late = connection.since().plus(most).isBefore(Instant.now());
                boolean stalls = connection.isLate(shared.settings().limits().stall());
                if (stalls) {
                    LOG.info("{} has held up a message for too long, and is cut off", connection.peer());
                }
                if (stalls || late && isStranger(connection)) {
                    connection.close();
                }
                connection.lookAfterTold(BREAK_PATIENCE);
            }
        } finally {
            timers.after(LOOK, this::look);
        }
    }

    private void lookAtAccounts(AccountWatch watch) {
        try {
            watch.look();
        } finally {
            timers.after(AccountWatch.INTERVAL, () -> lookAtAccounts(watch));
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing", e);
        }
    }
}
