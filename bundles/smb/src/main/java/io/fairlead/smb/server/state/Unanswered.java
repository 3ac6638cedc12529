// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** What a client was told over one connection and has to take, or to answer. Thread-safe. */
public final class Unanswered {
    /** From so many on, those that are answered meanwhile are looked for. */
    private static final int MANY = 64;

    private final Map<Notice, Long> notices = new ConcurrentHashMap<>(); // with when it was told
    private final LongSupplier nanoTime;

    /** Something that a client is told, as the break of a lease. */
    public interface Notice {
        /** Whether nothing is owed any more: it has been answered, over any connection; or was sent, and has no answer. */
        boolean isAnswered();

        /** The bytes have left for the connection. */
        default void sent() {}

        /**
         * The connection is lost, or hangs, and nobody has answered. Must not block.
         *
         * @return false if there is no other connection to tell it on
         */
        boolean lost();
    }

    Unanswered() {
        this(System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime} */
    Unanswered(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(Notice notice) {
        if (notices.size() >= MANY) {
            notices.keySet().removeIf(Notice::isAnswered);
        }
        notices.put(notice, nanoTime.getAsLong());
    }

    /** The connection is lost: tells a notice so, once, unless it is answered. */
    void lost(Notice notice) {
        if (notices.remove(notice) != null && !notice.isAnswered()) {
            notice.lost();
        }
    }

    /** As {@link #lost}, of all. */
    void allLost() {
        List.copyOf(notices.keySet()).forEach(this::lost);
    }

    /**
     * As {@link #lost}, of those that were told at least {@code patience} ago, if nothing has come from the client for as long; one
     * that can't be told elsewhere is asked again later.
     *
     * @param silenceNanos since something came last
     */
    void hangs(Duration patience, long silenceNanos) {
        if (silenceNanos < patience.toNanos()) {
            return;
        }
        long now = nanoTime.getAsLong();
        notices.forEach((notice, told) -> {
            if (now - told >= patience.toNanos() && (notice.isAnswered() || notice.lost())) {
                notices.remove(notice);
            }
        });
    }
}
