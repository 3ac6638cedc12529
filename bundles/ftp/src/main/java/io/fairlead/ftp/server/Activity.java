// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.auth.Peer;
import io.fairlead.api.server.Session;
import io.fairlead.ftp.server.transfer.Elapsed;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** What a session has done so far, and when. Thread-safe. */
final class Activity {
    private final Counters all;
    private final Instant since = Instant.now();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private volatile long activeNanos = System.nanoTime();

    /** {@code all}: the server's, which count it as well. */
    Activity(Counters all) {
        this.all = all;
    }

    /** Something happened: a command or bytes. */
    void touch(long nowNanos) {
        activeNanos = nowNanos;
    }

    void sent(long bytes) {
        bytesOut.addAndGet(bytes);
        all.bytesOut.add(bytes);
    }

    void received(long bytes) {
        bytesIn.addAndGet(bytes);
        all.bytesIn.add(bytes);
    }

    /** Whether nothing has happened for as long. */
    boolean idleFor(Duration limit, long nowNanos) {
        return Elapsed.passed(activeNanos, nowNanos, limit);
    }

    /** For consoles. */
    Session snapshot(String id, Peer peer, String user, String doing) {
        return new Session(id, peer, user, since, last(), doing, bytesIn(), bytesOut());
    }

    Instant since() {
        return since;
    }

    /** When something happened last. */
    Instant last() {
        return Instant.now().minusNanos(System.nanoTime() - activeNanos);
    }

    long bytesIn() {
        return bytesIn.get();
    }

    long bytesOut() {
        return bytesOut.get();
    }
}
