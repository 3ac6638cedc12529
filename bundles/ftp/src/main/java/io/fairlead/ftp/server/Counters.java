// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.server.Statistics;
import java.util.concurrent.atomic.LongAdder;

/** What a server counts. Thread-safe. */
final class Counters {
    final LongAdder sessions = new LongAdder();
    final LongAdder refusedSessions = new LongAdder();
    final LongAdder failedLogins = new LongAdder();
    final LongAdder transfers = new LongAdder();
    final LongAdder failedTransfers = new LongAdder();
    final LongAdder bytesIn = new LongAdder();
    final LongAdder bytesOut = new LongAdder();

    Statistics snapshot(int openSessions) {
        return new Statistics(
                sessions.sum(),
                openSessions,
                refusedSessions.sum(),
                failedLogins.sum(),
                transfers.sum(),
                failedTransfers.sum(),
                bytesIn.sum(),
                bytesOut.sum());
    }
}
