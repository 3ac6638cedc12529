// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.auth.Peer;
import io.fairlead.api.server.Session;
import io.fairlead.tftp.channel.Transfer;
import java.time.Instant;

/** A transfer, as consoles show it. */
final class SessionView {
    private SessionView() {}

    /** {@code transfer}: null until the request was understood. */
    static Session of(ServedTransfer served, Transfer transfer) {
        Arrival arrival = served.arrival;
        boolean in = arrival.writes();
        String activity = arrival.request().kind() + " "
                + TransferLog.printable(arrival.request().file())
                + (transfer == null ? "" : ", block " + transfer.blocks());
        Instant now = Instant.now();
        long clock = System.nanoTime();
        return new Session(
                arrival.id(),
                new Peer("tftp", arrival.client(), false),
                "",
                now.minusNanos(clock - arrival.time()),
                now.minusNanos(clock - served.heardAt()),
                activity,
                in ? served.bytes() : 0,
                in ? 0 : served.bytes());
    }
}
