// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sessions that are not logged in. When there are too many, one makes room for the newcomer: of the place that has
 * most of them, the one that came first, and rather not one whose password is being looked at. So who opens connections
 * and says nothing shuts out nobody but itself. Thread-safe, does not block.
 */
final class Lobby {
    private final int most;
    private final Map<String, Set<FtpSession>> byOrigin = new LinkedHashMap<>(); // none empty
    private int size;

    /** {@code most} of 0 is any number. */
    Lobby(int most) {
        this.most = most;
    }

    /** Lets one in; whoever comes back has been taken out, and must end. */
    synchronized Optional<FtpSession> enter(FtpSession session) {
        Set<FtpSession> there = byOrigin.computeIfAbsent(session.peer().origin(), key -> new LinkedHashSet<>());
        if (there.add(session)) {
            size++;
        }
        if (most == 0 || size <= most) {
            return Optional.empty();
        }
        Set<FtpSession> largest = byOrigin.values().stream()
                .max(Comparator.comparingInt(Set::size)) // the first of several
                .orElseThrow();
        FtpSession victim = largest.stream()
                .filter(candidate -> !candidate.progress().verifying())
                .findFirst()
                .orElseGet(() -> largest.iterator().next());
        leave(victim);
        return Optional.of(victim);
    }

    /** Logged in, or gone. */
    synchronized void leave(FtpSession session) {
        String origin = session.peer().origin();
        Set<FtpSession> there = byOrigin.get(origin);
        if (there != null && there.remove(session)) {
            size--;
            if (there.isEmpty()) {
                byOrigin.remove(origin);
            }
        }
    }
}
