// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches which addresses this machine has. The JDK tells nobody of a change, so a thread asks every two seconds, or
 * less often where asking takes long, and at once on request. There is no thread before the first {@link #watch}.
 * Thread-safe.
 */
final class LocalAddresses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalAddresses.class);
    private static final long PAUSE_NANOS = 2_000_000_000L;
    private static final long LEAST_NANOS = 200_000_000L; // between two requests
    private static final int SHARE = 100; // one part of so many of the time is spent with asking, at most

    private final Source source;
    private final Consumer<Set<InetAddress>> listener;
    private final Timers thread = new Timers("endpoint-addresses");
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile long askedAt = System.nanoTime() - LEAST_NANOS;

    /** The system. */
    @FunctionalInterface
    interface Source {
        /** Addresses of all interfaces. */
        Set<InetAddress> ask() throws IOException;
    }

    /** {@code listener} is given the present addresses, on a thread of their own. */
    LocalAddresses(Source source, Consumer<Set<InetAddress>> listener) {
        this.source = source;
        this.listener = listener;
    }

    static Set<InetAddress> ofThisMachine() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isAnyLocalAddress() && !address.isMulticastAddress())
                .collect(Collectors.toSet());
    }

    /** The addresses now; empty if the system does not tell. From now on the listener hears of them. */
    Set<InetAddress> watch() {
        if (!watching.getAndSet(true)) {
            thread.after(Duration.ofNanos(PAUSE_NANOS), this::look);
        }
        return ask().orElse(Set.of());
    }

    /** There may be one more by now. Cheap; does not wait. */
    void lookSoon() {
        long now = System.nanoTime();
        if (now - askedAt > LEAST_NANOS) {
            askedAt = now;
            thread.after(Duration.ZERO, () -> ask().ifPresent(listener));
        }
    }

    private void look() {
        long start = System.nanoTime();
        try {
            ask().ifPresent(listener);
        } finally {
            long took = System.nanoTime() - start;
            thread.after(Duration.ofNanos(Math.max(PAUSE_NANOS, SHARE * took)), this::look);
        }
    }

    private Optional<Set<InetAddress>> ask() {
        askedAt = System.nanoTime();
        try {
            return Optional.of(source.ask());
        } catch (IOException e) {
            LOG.debug("The system does not tell its addresses", e);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
