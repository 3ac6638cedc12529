// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.auth.Account;
import io.fairlead.api.auth.Identity;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Users whose sessions have ended and whose durable opens may still wait for them: their accounts are followed all the same. Thread-safe. */
public final class Absentees {
    /** No open waits longer, {@link io.fairlead.api.export.OpenFile#park}. */
    private static final long LONGEST_NANOS = Duration.ofMinutes(5).toNanos();

    private final Map<String, Absentee> byName = new ConcurrentHashMap<>();

    /**
     * One of them.
     *
     * @param identity who
     * @param account what the authenticator knows them by
     * @param until nanoseconds; when the last open has ended, at the latest
     */
    public record Absentee(Identity identity, Account account, long until) {}

    /** A session ends; called before its opens are left to the Export. */
    void leaves(SmbSession session) {
        boolean mayWait =
                session.opens().stream().anyMatch(open -> open.durability().isPresent());
        if (mayWait && !session.isRevoked()) {
            session.established().ifPresent(login -> {
                Identity identity = login.identity();
                long until = System.nanoTime() + LONGEST_NANOS;
                byName.put(identity.name(), new Absentee(identity, session.account(), until));
            });
        }
    }

    /** Those of whom something may still wait. */
    public Collection<Absentee> all() {
        byName.values().removeIf(absentee -> absentee.until - System.nanoTime() <= 0);
        return List.copyOf(byName.values());
    }

    /** Nothing of one waits any more. */
    public void forget(Absentee absentee) {
        byName.remove(absentee.identity.name(), absentee);
    }
}
