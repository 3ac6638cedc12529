// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.dfs;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.dfsc.Referral;
import io.fairlead.smb.dfsc.ReferralResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What is known of where parts of namespaces lie, [MS-DFSC] 3.1.1 ReferralCache. Thread-safe. */
final class Referrals {
    private static final int MOST = 1024;
    private static final int MOST_TARGETS = 64;
    private static final long SECONDS_OF_VERSION_1 = 300; // which does not tell
    private static final long MOST_SECONDS = TimeUnit.DAYS.toSeconds(1);
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LongSupplier nanoTime;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) { // guarded by this
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
                    return size() > MOST;
                }
            };

    /** Where a path, and all below it, lies. */
    static final class Known {
        private final UncPath prefix;
        private final List<UncPath> targets;
        private volatile long until;
        private volatile int current; // of the targets: the one that was reached last

        private Known(UncPath prefix, List<UncPath> targets, long until) {
            this.prefix = prefix;
            this.targets = List.copyOf(targets);
            this.until = until;
        }

        UncPath prefix() {
            return prefix;
        }

        List<UncPath> targets() {
            return targets;
        }

        int current() {
            return current;
        }

        void reached(int target) {
            current = target;
        }
    }

    /** @param nanoTime {@link System#nanoTime}, or a test's */
    Referrals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** What is known of the longest part of a path; null if nothing is. */
    synchronized Known find(UncPath path) {
        if (known.isEmpty()) {
            return null;
        }
        for (int length = path.names().size(); length >= 0; length--) {
            Known found = known.get(path.first(length).key());
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    boolean hasExpired(Known one) {
        return nanoTime.getAsLong() - one.until >= 0;
    }

    /** It could not be asked for again: it may still be so. */
    void prolong(Known one) {
        one.until = nanoTime.getAsLong() + STALE_NANOS;
    }

    synchronized void forget(Known one) {
        known.remove(one.prefix.key(), one);
    }

    /**
     * Keeps what a server has answered.
     *
     * @param asked the path that it was asked about
     * @return whether it leads anywhere else
     * @throws MalformedMessageException if it is about another path
     */
    boolean learn(UncPath asked, ReferralResponse response) throws MalformedMessageException {
        UncPath prefix = prefix(asked, response.pathConsumed());
        List<UncPath> targets = new ArrayList<>();
        long seconds = MOST_SECONDS;
        for (Referral referral : response.referrals()) {
            if (!referral.isNameList() && targets.size() < MOST_TARGETS) {
                UncPath.parse(referral.networkAddress())
                        .filter(target -> !target.key().equals(prefix.key()))
                        .ifPresent(targets::add);
                seconds = Math.min(seconds, referral.version() == 1 ? SECONDS_OF_VERSION_1 : referral.timeToLive());
            }
        }
        if (targets.isEmpty()) {
            return false;
        }
        Known fresh = new Known(prefix, targets, nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(Math.max(1, seconds)));
        synchronized (this) {
            Known before = known.put(prefix.key(), fresh);
            if (before != null) { // [MS-DFSC] 3.1.5.4.3: who has a target keeps it, if it is one still
                fresh.current = Math.max(0, targets.indexOf(before.targets.get(before.current)));
            }
        }
        return true;
    }

    private static UncPath prefix(UncPath asked, int bytes) throws MalformedMessageException {
        String whole = asked.toString();
        int length = bytes / 2;
        if (bytes % 2 == 0 && length > 0 && length <= whole.length()) {
            boolean behind = length < whole.length() && whole.charAt(length - 1) == '\\';
            int end = behind ? length - 1 : length;
            if (end == whole.length() || whole.charAt(end) == '\\') {
                int names = (int) whole.substring(0, end)
                                .chars()
                                .filter(c -> c == '\\')
                                .count()
                        - 2;
                if (names >= 0) {
                    return asked.first(names);
                }
            }
        }
        throw new MalformedMessageException("PathConsumed is " + bytes + " of " + whole);
    }
}
