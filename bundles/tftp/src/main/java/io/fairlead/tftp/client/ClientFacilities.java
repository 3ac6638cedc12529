// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.net.BufferPool;
import io.fairlead.tftp.channel.Dally;
import io.fairlead.tftp.channel.RouteMtu;
import io.fairlead.tftp.channel.Watchdog;

/** What all storages of a connector share. Thread-safe. */
final class ClientFacilities implements AutoCloseable {
    private static final long IDLE_BYTES = 8L << 20;

    final Watchdog watchdog = new Watchdog("tftp-client-timer");
    final Dally dally = new Dally("tftp-client-dally");
    final RouteMtu routes = new RouteMtu();
    final BufferPool pool = new BufferPool(IDLE_BYTES, 2 << 10, 68 << 10, 136 << 10, 1 << 20);

    @Override
    public void close() {
        watchdog.close();
        dally.close();
    }
}
