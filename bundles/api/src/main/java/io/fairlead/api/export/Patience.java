// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.storage.StorageException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How long one call may wait for other clients (a byte-range lock, the break of a lease), and the handle by which any
 * thread ends that wait. For one call, made anew for each; thread-safe.
 *
 * <pre>{@code
 * Patience patience = Patience.of(Duration.ofSeconds(30)).onWait(connection::sendInterimReply);
 * pending.put(messageId, patience);       // CANCEL finds it here, and calls patience.cancel()
 * file.lock(range, true, patience);       // LOCKED after 30 s, CANCELLED after cancel()
 * }</pre>
 *
 * Interrupting the thread is no way to cancel: it closes the file channel or socket that the thread is in.
 */
public final class Patience {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final ThreadLocal<Consumer<Patience>> OF_THREAD = new ThreadLocal<>();

    private final long nanos;
    private Runnable told; // null for nobody, as the next
    private Gate gate;
    private Wait waiting; // guarded by this, as the others
    private boolean begun;
    private boolean cancelled;
    private long deadline;

    private Patience(long nanos) {
        this.nanos = nanos;
    }

    /** Waits for nobody: a call that would have to wait fails at once. */
    public static Patience none() {
        return new Patience(0);
    }

    /** Waits at most so long, counted from the first wait of the call; longer than a year is a year, negative is zero. */
    public static Patience of(Duration most) {
        Duration bounded = most.compareTo(LONGEST) > 0 ? LONGEST : most;
        return new Patience(bounded.isNegative() ? 0 : bounded.toNanos());
    }

    /**
     * Has somebody told before the call begins to wait, once, on the call's own thread, which holds no lock; it must not
     * block. [MS-SMB2] 3.3.4.2: the interim reply.
     *
     * @return this
     */
    public synchronized Patience onWait(Runnable listener) {
        told = Objects.requireNonNull(listener);
        return this;
    }

    /** What {@link #listenOnThread} began; closed by the same thread. */
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Has somebody told before any call of this thread begins to wait, of those too that are given no Patience, as a write or a
     * close; as {@link #onWait} otherwise. For a thread that has a duty which it must hand on before it waits. What is told is the
     * call's Patience, by which its wait can be ended.
     */
    public static Listening listenOnThread(Consumer<Patience> listener) {
        OF_THREAD.set(Objects.requireNonNull(listener));
        return OF_THREAD::remove;
    }

    /**
     * Ends the call's wait, now or when it comes to one: it fails with
     * {@link io.fairlead.api.storage.Reason#CANCELLED}, and nothing has changed. A call that was granted what it waits for
     * goes on as if nothing had been said. Idempotent, does not block.
     */
    public void cancel() {
        Wait present;
        synchronized (this) {
            cancelled = true;
            present = waiting;
        }
        if (present != null) {
            present.wake.run();
        }
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Whether it lets a call wait at all. */
    public boolean allowsWaiting() {
        return nanos > 0;
    }

    /** What the Export asks before a call of a session begins to wait. */
    @FunctionalInterface
    public interface Gate {
        /** @throws StorageException {@code TOO_MANY} if the session has too many calls that wait; the call then fails */
        void waiting(Patience patience) throws StorageException;
    }

    /** For the Export: has {@code asked} asked before the call's first wait, and before anybody is told of it. */
    public synchronized void through(Gate asked) {
        gate = asked;
    }

    /**
     * For the Export: asks the gate and tells of the wait, if this is the call's first. Called with no lock held, before
     * {@link #begin}.
     */
    public void announce() throws StorageException {
        Gate asked;
        Runnable listener;
        synchronized (this) {
            if (begun) {
                return;
            }
            begun = true;
            deadline = System.nanoTime() + nanos;
            asked = gate;
            listener = told;
        }
        if (asked != null) {
            asked.waiting(this);
        }
        if (listener != null) {
            listener.run();
        }
        Consumer<Patience> ofThread = OF_THREAD.get();
        if (ofThread != null) {
            ofThread.accept(this);
        }
    }

    /** For the Export: whether the call has come to a wait. */
    public synchronized boolean hasWaited() {
        return begun;
    }

    /**
     * For the Export: a wait begins.
     *
     * @param wake makes the waiting thread look at {@link Wait#isOver} again; called by any thread, perhaps before this
     *     returns; it must not block on anything that a holder of this Patience may hold
     */
    public synchronized Wait begin(Runnable wake) {
        if (!begun) {
            throw new IllegalStateException("announce() comes first");
        }
        waiting = new Wait(wake);
        return waiting;
    }

    /** One wait; the waiting thread closes it. */
    public final class Wait implements AutoCloseable {
        private final Runnable wake;

        private Wait(Runnable wake) {
            this.wake = wake;
        }

        /** Nanoseconds left, 0 or less when there are none. */
        public long nanosLeft() {
            return deadline - System.nanoTime();
        }

        public boolean isCancelled() {
            return Patience.this.isCancelled();
        }

        /** Whether it was cancelled, or has run out. */
        public boolean isOver() {
            return isCancelled() || nanosLeft() <= 0;
        }

        @Override
        public void close() {
            synchronized (Patience.this) {
                if (waiting == this) {
                    waiting = null;
                }
            }
        }
    }
}
