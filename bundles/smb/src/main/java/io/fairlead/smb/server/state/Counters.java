// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import java.util.concurrent.atomic.LongAdder;

/** What a server counts; each only ever grows. Thread-safe. */
public final class Counters {
    public final LongAdder sessions = new LongAdder();
    public final LongAdder refusedSessions = new LongAdder();
    public final LongAdder failedLogins = new LongAdder();
    public final LongAdder bytesIn = new LongAdder();
    public final LongAdder bytesOut = new LongAdder();
}
