// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import io.fairlead.api.server.Absence;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** ShareList, [MS-SMB2] 3.3.1.5: what a server offers, which may change at any time. Thread-safe. */
public final class Shares {
    private static final long YOUNG_NANOS = Duration.ofSeconds(10).toNanos();

    private final Duration swapWait;
    private final boolean follow;
    private final long began = System.nanoTime();
    private final Map<String, Integer> connects = new ConcurrentHashMap<>();
    private final Map<String, Absence> away = new ConcurrentHashMap<>();
    private volatile Map<String, Share> byName = Map.of();

    /**
     * None at first.
     *
     * @param swapWait how long one wait for a share or its export may be
     * @param follow whether shares come one by one after the server
     */
    public Shares(Duration swapWait, boolean follow) {
        this.swapWait = swapWait;
        this.follow = follow;
    }

    /** Offers these and no others. Of several of one name, the first. */
    public void offer(Collection<Share> present) {
        Map<String, Share> next = new LinkedHashMap<>();
        present.forEach(share -> next.putIfAbsent(key(share.name()), share));
        byName = next;
        away.keySet().retainAll(next.keySet());
    }

    /** All, without the one for pipes. */
    public Collection<Share> all() {
        return List.copyOf(byName.values());
    }

    /** The share of a name, whatever its case; the one for pipes, too. */
    public Optional<Share> find(String name) {
        String wanted = key(name);
        return wanted.equals(Share.IPC.name()) ? Optional.of(Share.IPC) : Optional.ofNullable(byName.get(wanted));
    }

    /**
     * As {@link #find}; in the first seconds, a share that may follow is waited for.
     *
     * @param whenWaiting called before it waits
     * @param wanted cheap and does not block; once it is false, the wait is over
     */
    public Optional<Share> await(String name, Runnable whenWaiting, BooleanSupplier wanted) {
        Optional<Share> present = find(name);
        if (present.isPresent() || !follow || System.nanoTime() - began > YOUNG_NANOS) {
            return present;
        }
        whenWaiting.run();
        return new Absence(swapWait).await(() -> find(name), wanted);
    }

    /** Whether a share that somebody is connected to is still offered, with the same rules and files. */
    public boolean offers(Share connected) {
        return connected.isPipes()
                || find(connected.name()).map(connected::isSameFor).orElse(false);
    }

    /** For waits for a share's export, or the storage behind it. */
    public Absence away(Share share) {
        return away.computeIfAbsent(key(share.name()), name -> new Absence(swapWait));
    }

    /** One more is connected to a share, until {@link #leave}; false if that would be too many. */
    public boolean enter(Share share) {
        int most = share.rules().mostConnects();
        int[] entered = new int[1];
        connects.compute(key(share.name()), (name, count) -> {
            int before = count == null ? 0 : count;
            entered[0] = most == 0 || before < most ? 1 : 0;
            return before + entered[0] == 0 ? null : Integer.valueOf(before + entered[0]);
        });
        return entered[0] == 1;
    }

    /** One less is. */
    public void leave(Share share) {
        connects.computeIfPresent(key(share.name()), (name, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    /** How many are connected. */
    public int connects(Share share) {
        return connects.getOrDefault(key(share.name()), 0);
    }

    private static String key(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
