// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.net.BufferPool;
import io.fairlead.tftp.channel.Dally;
import io.fairlead.tftp.channel.RouteMtu;
import io.fairlead.tftp.channel.Watchdog;
import java.util.LinkedHashMap;
import java.util.Map;

/** What all storages of a connector share. Thread-safe. */
final class ClientFacilities implements AutoCloseable {
    private static final int MOST_SERVERS = 256;
    private static final long IDLE_BYTES = 8L << 20;

    final Watchdog watchdog = new Watchdog("tftp-client-timer");
    final Dally dally = new Dally("tftp-client-dally");
    final RouteMtu routes = new RouteMtu();
    final BufferPool pool = new BufferPool(IDLE_BYTES, 2 << 10, 68 << 10, 136 << 10, 1 << 20);

    /** Servers that were asked last, by host and port; guarded by itself. */
    private final Map<String, Traits> servers = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Traits> eldest) {
            return size() > MOST_SERVERS;
        }
    };

    /** What is known of a server. */
    Traits traits(TftpTarget target) {
        synchronized (servers) {
            return servers.computeIfAbsent(target.host() + " " + target.port(), server -> new Traits());
        }
    }

    @Override
    public void close() {
        watchdog.close();
        dally.close();
    }
}
