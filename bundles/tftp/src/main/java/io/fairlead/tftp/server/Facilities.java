// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.auth.AddressRange;
import io.fairlead.api.export.Export;
import io.fairlead.api.server.Absence;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.tftp.TftpContentProvider;
import io.fairlead.net.BufferPool;
import io.fairlead.net.Fragmentation;
import io.fairlead.net.Threads;
import io.fairlead.tftp.channel.Dally;
import io.fairlead.tftp.channel.RouteMtu;
import io.fairlead.tftp.channel.TransferSocket;
import io.fairlead.tftp.channel.Watchdog;
import io.fairlead.tftp.server.names.Asker;
import io.fairlead.tftp.transfer.Negotiation;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** What the transfers of one server share. Thread-safe. */
final class Facilities implements AutoCloseable {
    private static final long IDLE_BYTES = 16L << 20;
    private static final int SPARE_THREADS = 8;

    final TftpSettings settings;
    final Supplier<Optional<Export>> export;
    final Supplier<List<TftpContentProvider>> providers;
    final Counters counters = new Counters();
    final TransferTable table;
    final ErrorThrottle errors;
    final Watchdog watchdog;
    final Dally dally;
    final Unserved unserved;
    final Absence exportAway;
    private final RouteMtu routes = new RouteMtu();
    private final NarrowPaths narrow = new NarrowPaths();
    /**
     * Platform threads on purpose: a virtual one that waits for a packet goes through the JDK's poller, which makes a
     * block cost two system calls and a wake-up more (docs/protocols/tftp.md, "Speed").
     */
    final ThreadPoolExecutor workers;

    private final BufferPool pool = new BufferPool(IDLE_BYTES, 8 << 10, 40 << 10, 136 << 10, 272 << 10, 1 << 20);
    private final MemoryBudget memory;

    Facilities(
            TftpSettings settings, Supplier<Optional<Export>> export, Supplier<List<TftpContentProvider>> providers) {
        this.settings = settings;
        this.export = export;
        this.providers = providers;
        this.table = new TransferTable(settings.limits(), settings.singlePort());
        this.memory = new MemoryBudget(settings.limits().memoryBytes());
        this.errors = new ErrorThrottle(settings.limits().errorsPerSecond(), System.nanoTime());
        this.exportAway = new Absence(settings.swapWait());
        this.unserved = new Unserved(settings.name());
        this.watchdog = new Watchdog(settings.name() + "-timer");
        this.dally = new Dally(settings.name() + "-dally");
        this.workers = new ThreadPoolExecutor(
                0,
                settings.limits().transfers() + SPARE_THREADS,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Threads.daemons(settings.name()));
    }

    /** What a client at this address may be granted. Asks the system, at times. */
    Negotiation negotiationWith(InetAddress client) {
        Negotiation most = settings.negotiation();
        if (!settings.clampToRoute()) {
            return most;
        }
        most = most.clampedTo(routes.blockBytes(client));
        if (packetsAreCut(client)) {
            return most;
        }
        table.all().stream()
                .filter(served -> served.client().getAddress().equals(client))
                .forEach(this::noteLoss);
        return most.clampedTo(narrow.blockBytes(client, System.nanoTime()));
    }

    /** Whether a router on the way cuts what is too long, instead of dropping it. Those of IPv6 do not (RFC 8200 5). */
    private static boolean packetsAreCut(InetAddress client) {
        return Fragmentation.allowed() && client instanceof Inet4Address;
    }

    /** Its packets may have been too long for the way. */
    void noteLoss(ServedTransfer served) {
        InetAddress client = served.client().getAddress();
        if (!packetsAreCut(client) && served.lostFirstBlock()) {
            narrow.lost(client, served.asker.agreed().blockBytes(), System.nanoTime());
        }
    }

    /** A socket of its own for a transfer, at the address that was asked. */
    TransferSocket socketFor(Asker asker) throws IOException {
        InetAddress local = asker.server().getAddress();
        TransferSocket socket = asker.agreed().windowBlocks() > 1
                ? TransferSocket.open(local, settings.ports(), settings.offload())
                : TransferSocket.open(local, settings.ports());
        socket.peer(asker.client());
        return socket;
    }

    /** Memory for one transfer. */
    final class Memory implements AutoCloseable {
        private final BufferPool.Lease lease;
        private final AddressRange network;
        private final int bytes;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Memory(AddressRange network, int bytes) {
            this.network = network;
            this.bytes = bytes;
            this.lease = pool.lease(bytes);
        }

        /** Exactly as large as asked for. */
        ByteBuffer buffer() {
            return lease.buffer().clear().limit(bytes).slice();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                lease.close();
                memory.give(network, bytes);
            }
        }
    }

    /**
     * Memory for a transfer with {@code client}.
     *
     * @throws StorageException {@code UNAVAILABLE} if all that there may be is in use
     */
    Memory memory(InetSocketAddress client, int bytes) throws StorageException {
        AddressRange network = TransferTable.network(client);
        if (!memory.take(network, bytes)) {
            throw new StorageException(Reason.UNAVAILABLE, "all memory for blocks is in use");
        }
        boolean leased = false;
        try {
            Memory taken = new Memory(network, bytes);
            leased = true;
            return taken;
        } finally {
            if (!leased) { // no direct memory: others use it as well
                memory.give(network, bytes);
            }
        }
    }

    /** Bytes in use by transfers now. */
    long memoryInUse() {
        return memory.inUse();
    }

    @Override
    public void close() {
        watchdog.close();
        dally.close();
        workers.shutdown();
    }
}
