// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a client was told over one connection and has to answer. Thread-safe. */
public final class Unanswered {
    /** From so many on, those that are answered meanwhile are looked for. */
    private static final int MANY = 64;

    private final Set<Notice> notices = ConcurrentHashMap.newKeySet();

    /** Something that a client is told and has to answer, as the break of a lease. */
    public interface Notice {
        /** Whether it has been answered, over any connection. */
        boolean isAnswered();

        /** The connection is lost, and nobody has answered. Must not block. */
        void lost();
    }

    void add(Notice notice) {
        if (notices.size() >= MANY) {
            notices.removeIf(Notice::isAnswered);
        }
        notices.add(notice);
    }

    /** The connection is lost: tells a notice so, once, unless it is answered. */
    void lost(Notice notice) {
        if (notices.remove(notice) && !notice.isAnswered()) {
            notice.lost();
        }
    }

    /** As {@link #lost}, of all. */
    void allLost() {
        List.copyOf(notices).forEach(this::lost);
    }
}
