// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.ftp.server.FtpSettings.Timeouts;
import io.fairlead.net.Timers;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks over all sessions every now and then for what takes too long. One look at a thousand sessions costs less than
 * setting and cancelling a timer for each transfer of a busy one.
 */
final class IdleCheck {
    private static final Logger LOG = LoggerFactory.getLogger(IdleCheck.class);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofMillis(20);

    private final Timers timers;
    private final Collection<FtpSession> sessions;
    private final Duration interval;

    /** {@code sessions} may change meanwhile; the watch ends with the timers. */
    IdleCheck(Timers timers, Timeouts timeouts, Collection<FtpSession> sessions) {
        this.timers = timers;
        this.sessions = sessions;
        Duration shortest = Stream.of(timeouts.login(), timeouts.idle(), timeouts.stall(), timeouts.dataConnect())
                .filter(limit -> !limit.isZero())
                .min(Duration::compareTo)
                .orElse(LONGEST);
        Duration wanted = shortest.dividedBy(8);
        interval = wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted;
    }

    void begin() {
        timers.after(interval, this::look);
    }

    private void look() {
        try {
            long now = System.nanoTime();
            for (FtpSession session : sessions) {
                check(session, now);
            }
        } finally {
            begin();
        }
    }

    /** One that fails takes nothing from the others. */
    private static void check(FtpSession session, long now) {
        try {
            session.check(now);
        } catch (RuntimeException | Error e) {
            LOG.error("{} can't be watched", session.who(), e);
        }
    }
}
