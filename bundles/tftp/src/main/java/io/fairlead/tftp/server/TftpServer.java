// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import io.fairlead.api.server.Session;
import io.fairlead.api.server.Statistics;
import io.fairlead.api.tftp.TftpContentProvider;
import io.fairlead.net.Endpoint;
import io.fairlead.net.Endpoints;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TFTP server, RFC 1350, 2347, 2348, 2349 and 7440, over one Export. Thread-safe. Needs no OSGi:
 *
 * <pre>{@code
 * var server = TftpServer.builder(endpoints, export).address(new InetSocketAddress("127.0.0.1", 6969)).start();
 * }</pre>
 */
public final class TftpServer implements FileServer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TftpServer.class);

    private final TftpSettings settings;
    private final Facilities facilities;
    private final List<Reception> receptions = new ArrayList<>();
    private volatile State state = State.RUNNING;
    private volatile boolean releases; // set when it leaves
    private boolean draining; // guarded by this

    private TftpServer(
            TftpSettings settings, Supplier<Optional<Export>> export, Supplier<List<TftpContentProvider>> providers) {
        this.settings = settings;
        this.facilities = new Facilities(settings, export, providers);
    }

    /** Builds a server over one Export. */
    public static TftpServerBuilder builder(Endpoints endpoints, Export export) {
        return new TftpServerBuilder(endpoints, () -> Optional.of(export));
    }

    /** Builds a server over an Export that may come and go; without it clients are told to try again. */
    public static TftpServerBuilder builder(Endpoints endpoints, Supplier<Optional<Export>> export) {
        return new TftpServerBuilder(endpoints, export);
    }

    static TftpServer start(
            TftpSettings settings,
            List<Endpoint> places,
            Endpoints endpoints,
            Supplier<Optional<Export>> export,
            Supplier<List<TftpContentProvider>> providers)
            throws IOException {
        var server = new TftpServer(settings, export, providers);
        try {
            for (Endpoint place : places) {
                var reception = new Reception(server.facilities);
                reception.attached(endpoints.attachUdp(place, reception));
                server.receptions.add(reception);
            }
        } catch (IOException | RuntimeException e) {
            server.receptions.forEach(reception -> reception.attachment().release());
            server.facilities.close();
            throw e;
        }
        settings.offload().prepare();
        LOG.info("{}: serving TFTP on {}", settings.name(), server.addresses());
        return server;
    }

    @Override
    public String protocol() {
        return "tftp";
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
        return receptions.stream().map(Reception::address).toList();
    }

    @Override
    public List<Session> sessions() {
        return facilities.table.all().stream().map(ServedTransfer::session).toList();
    }

    @Override
    public boolean disconnect(String sessionId) {
        for (ServedTransfer served : facilities.table.all()) {
            if (served.id().equals(sessionId)) {
                served.cancel("ended by an administrator");
                return true;
            }
        }
        return false;
    }

    @Override
    public void startDraining() {
        Thread thread = new Thread(() -> close(true), "tftp-drain-" + name());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Statistics statistics() {
        return facilities.counters.statistics(facilities.table.size());
    }

    @Override
    public Map<String, Long> protocolCounters() {
        Map<String, Long> values = facilities.counters.byName();
        values.put("memoryBytes", facilities.memoryInUse());
        return values;
    }

    /** Everything that is counted. */
    public Counters.Snapshot counters() {
        return facilities.counters.snapshot();
    }

    /** Bytes of memory that transfers use for blocks now. */
    public long memoryInUse() {
        return facilities.memoryInUse();
    }

    /** Stops, leaving the socket bound for its linger time; see {@link #close(boolean)}. */
    @Override
    public void close() {
        close(false);
    }

    /**
     * Takes no more requests, lets running transfers end within the drain time, ends the rest by an ERROR. Idempotent.
     *
     * @param release whether to unbind the socket at once, as there will be no successor
     */
    public void close(boolean release) {
        leave(release);
        drain();
    }

    /**
     * The first part of {@link #close(boolean)}: takes no more requests, which a successor gets. Returns at once. On the
     * shared port, transfers that run get their packets still.
     */
    void leave(boolean release) {
        synchronized (this) {
            if (state != State.RUNNING) {
                return;
            }
            state = State.DRAINING;
            releases = release;
        }
        if (!settings.singlePort()) {
            detach(); // our transfers have sockets of their own
        }
        receptions.forEach(Reception::stopRequests); // not before: what has come by now is served
    }

    /** The rest of it. */
    void drain() {
        synchronized (this) {
            if (state != State.DRAINING || draining) {
                return;
            }
            draining = true;
        }
        awaitTransfers();
        detach();
        facilities.close();
        state = State.STOPPED;
        LOG.info("{}: stopped", settings.name());
    }

    private void detach() {
        for (Reception reception : receptions) {
            if (releases) {
                reception.attachment().release();
            } else {
                reception.attachment().close();
            }
        }
    }

    private void awaitTransfers() {
        try {
            if (!facilities.table.awaitEmpty(settings.drain().toNanos())) {
                facilities.table.all().forEach(served -> served.cancel("the server stops"));
                facilities.table.awaitEmpty(Duration.ofSeconds(1).toNanos());
            }
        } catch (InterruptedException e) {
            facilities.table.all().forEach(served -> served.cancel("the server stops"));
            Thread.currentThread().interrupt();
        }
    }
}
