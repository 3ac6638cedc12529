// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.audit.AuditSink;
import io.fairlead.api.auth.AccountWatch;
import io.fairlead.api.auth.AddressRange;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.Absence;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.server.Session;
import io.fairlead.api.server.Statistics;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.transfer.TransferMemory;
import io.fairlead.net.ConnectionLimiter;
import io.fairlead.net.Endpoints;
import io.fairlead.net.TlsIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An FTP server, RFC 959, over one Export. Thread-safe. Needs no OSGi:
 *
 * <pre>{@code
 * var server = FtpServer.builder(endpoints, export).authenticator(users).address(address).start();
 * }</pre>
 */
public final class FtpServer implements FileServer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FtpServer.class);
    private static final Duration CUT_WAIT = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 100; // between two looks who is quiet

    private final FtpSettings settings;
    private final FtpServices services;
    private final Counters counters = new Counters();
    private final TransferMemory memory;
    private final ConnectionLimiter limiter;
    private final Tally<Seat> users = new Tally<>();
    private final Lobby lobby;
    private final Workers workers;
    private final Absence authenticatorAway;
    private final Absence exportAway;
    private final Map<String, FtpSession> sessions = new ConcurrentHashMap<>();
    private final AtomicLong sessionNumbers = new AtomicLong();
    private volatile State state = State.RUNNING;
    private boolean draining; // guarded by this
    private volatile Endpoints.Attachment attachment;

    private FtpServer(FtpSettings settings, FtpServices services) {
        this.settings = settings;
        this.services = services;
        FtpSettings.Limits limits = settings.limits();
        this.limiter = new ConnectionLimiter(limits.connections(), limits.perAddress());
        this.memory = new TransferMemory(limits.memory(), limits.memoryPerUser());
        this.lobby = new Lobby(limits.unauthenticated());
        this.workers = new Workers(settings.name());
        this.authenticatorAway = new Absence(settings.swapWait());
        this.exportAway = new Absence(settings.swapWait());
    }

    /** Builds a server over one Export. */
    public static FtpServerBuilder builder(Endpoints endpoints, Export export) {
        return builder(endpoints, () -> Optional.of(export));
    }

    /** Builds a server over an Export that may come and go; without it clients are told to try again. */
    public static FtpServerBuilder builder(Endpoints endpoints, Supplier<Optional<Export>> export) {
        return new FtpServerBuilder(endpoints, export);
    }

    /**
     * Starts listening.
     *
     * @throws IllegalArgumentException if TLS is on and there is no certificate
     * @throws IOException if the address can't be bound
     */
    static FtpServer start(FtpSettings settings, FtpServices services) throws IOException {
        if (settings.security().tls() != FtpSettings.TlsMode.OFF
                && services.tls().isEmpty()) {
            throw new IllegalArgumentException("TLS is on, but there is no certificate");
        }
        FtpServer server = new FtpServer(settings, services);
        try {
            new IdleCheck(server.workers.timers(), settings.timeouts(), server.sessions.values()).begin();
            server.followAccounts();
            server.attachment = services.endpoints().attachTcp(settings.endpoint(), server::accept);
        } catch (IOException | RuntimeException e) {
            server.workers.close();
            throw e;
        }
        LOG.info("FTP server {} listens on {}", settings.name(), server.attachment.localAddress());
        return server;
    }

    private void followAccounts() {
        AccountWatch watch = new AccountWatch(
                services.authenticator(), () -> FollowedLogin.of(workers, sessions.values()), workers::executeIfAny);
        lookAtAccounts(watch);
    }

    private void lookAtAccounts(AccountWatch watch) {
        try {
            watch.look();
        } finally {
            workers.timers().after(AccountWatch.INTERVAL, () -> lookAtAccounts(watch));
        }
    }

    @Override
    public String protocol() {
        return "ftp";
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return List.of(attachment.localAddress());
    }

    @Override
    public List<Session> sessions() {
        return sessions.values().stream().map(FtpSession::snapshot).toList();
    }

    @Override
    public boolean disconnect(String sessionId) {
        FtpSession session = sessions.get(sessionId);
        if (session != null) {
            session.end("Disconnected by the administrator");
        }
        return session != null;
    }

    @Override
    public void startDraining() {
        Thread thread = new Thread(() -> close(true), "ftp-drain-" + name());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Statistics statistics() {
        return counters.snapshot(sessions.size());
    }

    /** Stops, leaving the socket bound for its linger time; see {@link #close(boolean)}. */
    @Override
    public void close() {
        close(false);
    }

    /**
     * Takes no new session, lets running transfers end within the drain time, tells everybody 421 and returns when
     * nothing of it runs any more. Uploads that are cut are not published. Idempotent.
     *
     * @param release whether to unbind the socket at once, for nobody will succeed
     */
    public void close(boolean release) {
        leave(release);
        drain();
    }

    /** The first part of {@link #close(boolean)}: takes no new session, so that a successor gets them. Returns at once. */
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

    /** The rest of it. */
    void drain() {
        synchronized (this) {
            if (state != State.DRAINING || draining) {
                return;
            }
            draining = true;
        }
        sessions.values().forEach(FtpSession::drain);
        if (!ended(settings.drain())) {
            LOG.info("FTP server {} cuts {} sessions", settings.name(), sessions.size());
            sessions.values().forEach(session -> workers.executeAnyway(() -> session.end("Server is stopping")));
            if (!ended(CUT_WAIT)) {
                sessions.values().forEach(session -> session.control().close());
                ended(CUT_WAIT);
            }
        }
        workers.close();
        state = State.STOPPED;
        LOG.info("FTP server {} stopped", settings.name());
    }

    FtpSettings settings() {
        return settings;
    }

    FtpServices services() {
        return services;
    }

    /** Empty if TLS is off. */
    Optional<TlsIdentity> tls() {
        return settings.security().tls() == FtpSettings.TlsMode.OFF ? Optional.empty() : services.tls();
    }

    /** For tests; null if there is none of that id. */
    FtpSession session(String id) {
        return sessions.get(id);
    }

    Counters counters() {
        return counters;
    }

    AuditSink audit() {
        return services.audit();
    }

    TransferMemory memory() {
        return memory;
    }

    Tally<Seat> users() {
        return users;
    }

    /** Whether logins make sense; what is being replaced is waited for, while {@code wanted}. */
    boolean awaitReady(BooleanSupplier wanted) {
        boolean logins = settings.security().anonymous()
                || authenticatorAway.await(services.authenticator(), wanted).isPresent();
        return logins && exportAway.await(services.export(), wanted).isPresent();
    }

    /** For waits for the authenticator. */
    Absence authenticatorAway() {
        return authenticatorAway;
    }

    /** For waits for the export and the storage behind it. */
    Absence exportAway() {
        return exportAway;
    }

    Workers workers() {
        return workers;
    }

    /** The last call for each session that began. */
    void ended(FtpSession session) {
        try {
            session.release();
        } finally {
            sessions.remove(session.id());
            synchronized (sessions) {
                sessions.notifyAll();
            }
        }
    }

    private void accept(SocketChannel channel) {
        try {
            InetSocketAddress from = (InetSocketAddress) channel.getRemoteAddress();
            Optional<ConnectionLimiter.Permit> permit = limiter.tryAcquire(AddressRange.ofPeer(from.getAddress()));
            if (permit.isEmpty()) {
                refuse(channel);
                return;
            }
            admit(channel, permit.get());
        } catch (IOException e) {
            LOG.debug("a connection ended as it began", e);
            closeQuietly(channel);
        }
    }

    /** A session that may be one too many. */
    void notLoggedIn(FtpSession session) {
        lobby.enter(session).ifPresent(victim -> {
            counters.refusedSessions.increment();
            LOG.info("{} has to go: too many connections that are not logged in", victim.who());
            victim.endLater("Too many connections that are not logged in");
        });
    }

    Lobby lobby() {
        return lobby;
    }

    /** The permit is given back with the session, or at once if there won't be one. */
    private void admit(SocketChannel channel, ConnectionLimiter.Permit permit) throws IOException {
        FtpSession session;
        try {
            String id = Long.toString(sessionNumbers.incrementAndGet());
            session = new FtpSession(id, this, new ControlConnection(id, channel), permit);
            sessions.put(id, session);
        } catch (IOException | RuntimeException | Error e) {
            permit.close();
            throw e;
        }
        counters.sessions.increment();
        notLoggedIn(session);
        begin(session);
    }

    private void begin(FtpSession session) {
        if (!workers.tryExecute(new CommandLoop(session))) { // stopped meanwhile, or no threads are left
            counters.refusedSessions.increment();
            session.control().closeSaying(ReplyCode.NOT_AVAILABLE, "Service not available, try again later");
            ended(session);
        }
    }

    /** On the accepting thread: a new socket takes these bytes without waiting. */
    private void refuse(SocketChannel channel) throws IOException {
        counters.refusedSessions.increment();
        Peer peer = new Peer("ftp", (InetSocketAddress) channel.getRemoteAddress(), false);
        services.audit()
                .record(AuditEvent.now(
                                new AuditEvent.Source(name(), "", peer, ""),
                                AuditEvent.Action.CONNECT,
                                AuditEvent.Outcome.REFUSED)
                        .withDetail("Too many connections"));
        String reply = ReplyCode.NOT_AVAILABLE.value() + " Too many connections\r\n";
        channel.write(ByteBuffer.wrap(reply.getBytes(StandardCharsets.US_ASCII)));
        channel.close();
    }

    private boolean ended(Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (!sessions.isEmpty()) {
            long now = System.nanoTime();
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - now);
            if (left <= 0) {
                return false;
            }
            sessions.values().forEach(session -> session.leaveIfQuiet(now));
            try {
                synchronized (sessions) {
                    if (!sessions.isEmpty()) {
                        sessions.wait(Math.min(left, LOOK_MILLIS));
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing", e);
        }
    }
}
