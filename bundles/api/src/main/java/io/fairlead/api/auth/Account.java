// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The account of somebody logged in, as their authenticator knows it. When that has been replaced, the new one is asked:
 * who is known there goes over to it, who is not stays as they are. For servers, whose sessions outlive authenticators. One
 * thread asks at a time; any may look.
 */
public final class Account {
    private static final Duration RETRY = Duration.ofSeconds(5);

    private Authenticator own; // null for somebody whom no authenticator let in
    private volatile Authenticator asked;
    private volatile long revision;
    private volatile long notBeforeNanos = System.nanoTime();
    private final AtomicBoolean asking = new AtomicBoolean();

    /**
     * @param by who let them in; null for nobody
     * @param revision of {@code by}, from before it was asked
     */
    public Account(Authenticator by, long revision) {
        this.own = by;
        this.asked = by;
        this.revision = revision;
    }

    /** Whether there may be news: costs nothing. */
    public boolean isStale(Authenticator present, long presentRevision) {
        boolean same = asked == present && revision == presentRevision;
        return asked != null && !same && System.nanoTime() - notBeforeNanos >= 0;
    }

    /** Whether there may be news that nobody asks for yet. */
    boolean isDue(Authenticator present, long presentRevision) {
        return isStale(present, presentRevision) && !asking.get();
    }

    /** False if another thread asks; else {@link #endAsking} must follow. */
    boolean beginAsking() {
        return asking.compareAndSet(false, true);
    }

    void endAsking() {
        asking.set(false);
    }

    /**
     * Asks.
     *
     * @return who it is now; empty if it has gone or is disabled
     * @throws AuthenticationException if it can't be asked; some time later it {@link #isStale} again
     */
    public Optional<Identity> ask(Authenticator present, Identity known) throws AuthenticationException {
        long before = present.revision();
        notBeforeNanos = System.nanoTime() + RETRY.toNanos(); // unless there is an answer
        Optional<Identity> answer = present.current(known);
        notBeforeNanos = System.nanoTime();
        boolean ours = present == own;
        if (answer.isPresent() && before != 0) {
            own = present;
        }
        asked = present;
        revision = before;
        return ours ? answer : Optional.of(answer.orElse(known));
    }
}
