// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many connections are open in all and from one address. An IPv6 peer counts as its /64 network, all of which
 * one host may use (RFC 6177 2). Thread-safe; never blocks. Memory: one entry for each address connected now.
 */
public final class ConnectionLimiter {
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Object, Integer> byNetwork = new ConcurrentHashMap<>();
    private volatile Limits limits;

    private record Limits(int total, int perAddress) {}

    /** A connection that counts until this is closed. Twice is once. */
    @FunctionalInterface
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    /** See {@link #limit}. */
    public ConnectionLimiter(int total, int perAddress) {
        limit(total, perAddress);
    }

    /**
     * Sets the limits for connections to come; those open go on, and count.
     *
     * @param total connections in all; 0 for any number
     * @param perAddress connections from one IPv4 address or IPv6 /64 network; 0 for any number
     */
    public void limit(int total, int perAddress) {
        if (total < 0 || perAddress < 0) {
            throw new IllegalArgumentException("limits " + total + " and " + perAddress + " must not be negative");
        }
        limits = new Limits(total, perAddress);
    }

    /** Lets one more connection in; empty if that would exceed a limit. */
    public Optional<Permit> tryAcquire(InetAddress from) {
        Limits now = limits;
        if (!increment(now.total)) {
            return Optional.empty();
        }
        Object network = network(from);
        var admitted = new AtomicBoolean();
        byNetwork.compute(network, (key, count) -> {
            int before = count == null ? 0 : count;
            admitted.set(now.perAddress == 0 || before < now.perAddress);
            return admitted.get() ? Integer.valueOf(before + 1) : count;
        });
        if (!admitted.get()) {
            open.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(permit(network));
    }

    /** Connections now. */
    public int open() {
        return open.get();
    }

    private boolean increment(int most) {
        if (open.incrementAndGet() > most && most > 0) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    private Permit permit(Object network) {
        var released = new AtomicBoolean();
        return () -> {
            if (released.compareAndSet(false, true)) {
                byNetwork.computeIfPresent(network, (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
                open.decrementAndGet();
            }
        };
    }

    private static Object network(InetAddress address) {
        return address instanceof Inet6Address
                ? (Object) ByteBuffer.wrap(address.getAddress()).getLong() // the upper 64 bits
                : address;
    }
}
