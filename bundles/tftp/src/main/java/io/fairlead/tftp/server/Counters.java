// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.server.Statistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a server has counted since it started. Thread-safe. */
public final class Counters {
    final LongAdder requests = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder ignored = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder foreign = new LongAdder();
    final LongAdder errorsWithheld = new LongAdder();
    final LongAdder probes = new LongAdder();
    final LongAdder transfers = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder bytesIn = new LongAdder();
    final LongAdder bytesOut = new LongAdder();

    Counters() {}

    /**
     * A moment's values.
     *
     * @param requests that became transfers
     * @param refused requests turned down: by a limit, the access list, a rule, or for want of the file
     * @param ignored packets that got no answer: not a request, or from a port that gets none
     * @param duplicates requests that came again
     * @param foreignIds packets from an address or port that is not the transfer's
     * @param errorsWithheld ERROR packets not sent, to bound their rate
     * @param probes reads that ended with the size, as firmware does before it reads in earnest
     * @param transfers files transferred whole
     * @param failed transfers that ended early
     * @param repeatedPackets blocks and ACKs sent more than once
     * @param bytesIn content received
     * @param bytesOut content sent
     */
    public record Snapshot(
            long requests,
            long refused,
            long ignored,
            long duplicates,
            long foreignIds,
            long errorsWithheld,
            long probes,
            long transfers,
            long failed,
            long repeatedPackets,
            long bytesIn,
            long bytesOut) {}

    Snapshot snapshot() {
        return new Snapshot(
                requests.sum(),
                refused.sum(),
                ignored.sum(),
                duplicates.sum(),
                foreign.sum(),
                errorsWithheld.sum(),
                probes.sum(),
                transfers.sum(),
                failed.sum(),
                repeated.sum(),
                bytesIn.sum(),
                bytesOut.sum());
    }

    /** Those that {@link Statistics} lacks, by name. */
    Map<String, Long> byName() {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("ignored", ignored.sum());
        values.put("duplicates", duplicates.sum());
        values.put("foreignIds", foreign.sum());
        values.put("errorsWithheld", errorsWithheld.sum());
        values.put("probes", probes.sum());
        values.put("repeatedPackets", repeated.sum());
        return values;
    }

    Statistics statistics(int open) {
        return new Statistics(
                requests.sum(), open, refused.sum(), 0, transfers.sum(), failed.sum(), bytesIn.sum(), bytesOut.sum());
    }
}
