// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Where to listen.
 *
 * @param address resolved; port 0 picks a free one
 * @param backlog connections that wait in the kernel, at least 1
 * @param linger how long the socket stays bound with no module attached
 * @param owner for whom: the PID of a configuration, or empty. A newer attachment takes over from an older one of the same
 *     owner, which is how a new version of a module replaces the old one; another owner's is refused
 */
public record Endpoint(InetSocketAddress address, int backlog, Duration linger, String owner) {
    /** Backlog 512, linger 30 s, without an owner. */
    public static Endpoint of(InetSocketAddress address) {
        return new Endpoint(address, 512, Duration.ofSeconds(30));
    }

    /** Without an owner. */
    public Endpoint(InetSocketAddress address, int backlog, Duration linger) {
        this(address, backlog, linger, "");
    }

    /**
     * @throws IllegalArgumentException if the address is unresolved, the backlog below 1, or the linger time negative
     */
    public Endpoint {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("unknown host " + address.getHostString());
        }
        if (backlog < 1 || linger.isNegative()) {
            throw new IllegalArgumentException("backlog " + backlog + ", linger " + linger);
        }
    }
}
