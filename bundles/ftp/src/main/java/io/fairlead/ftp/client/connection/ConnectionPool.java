// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The control connections of one storage: at most so many, handed out in the order of asking, kept for a while when idle.
 * Thread-safe. The lock is never held over network traffic.
 *
 * <p>A download that nobody reads from would hold its connection forever: when others wait, the one that has rested longest
 * loses it, and goes on over another connection when it is read again.
 */
public final class ConnectionPool {
    /** How long an idle connection is trusted without asking. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** How long a download has to rest before others may have its connection. */
    private static final long RESTING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Dialer dialer;
    private final FtpTarget target;
    private final ScheduledExecutorService timer;
    private final Semaphore permits;
    private final Deque<Idle> idle = new ArrayDeque<>(); // guarded by this; the latest used first
    private final Set<Loan> loans = new HashSet<>(); // guarded by this
    private final Set<ControlConnection> dialling = new HashSet<>(); // guarded by this
    private ScheduledFuture<?> ticks; // guarded by this; null when there is nothing to look after
    private boolean closed; // guarded by this

    /** What is asked of a connection. */
    public enum Wanted {
        /** Any will do; an idle one may turn out to have gone. */
        ANY,
        /** The server was heard of lately, or is asked first: for a command that must not be sent twice. */
        ANSWERING,
        /** One that was never used. */
        NEW
    }

    private record Idle(ControlConnection connection, long since) {}

    /** @param timer closes what nobody uses */
    public ConnectionPool(FtpTarget target, Dialer dialer, ScheduledExecutorService timer) {
        this.target = target;
        this.dialer = dialer;
        this.timer = timer;
        this.permits = new Semaphore(target.options().get(ConnectOptions.MAX_CONNECTIONS), true);
    }

    /**
     * Hands out a connection, an idle one if there is one. Waits while all are in use.
     *
     * @throws StorageException {@link Reason#UNAVAILABLE} if none became free in time (the message says who has them) or
     *     none can be made; {@link Reason#STALE} if the pool is closed
     */
    public Loan acquire(Wanted wanted) throws StorageException {
        Duration patience = target.options().get(ConnectOptions.POOL_TIMEOUT);
        boolean permitted;
        try {
            permitted =
                    permits.tryAcquire(0, TimeUnit.SECONDS) || awaitPermit(patience); // without time it would barge in
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Reason.UNAVAILABLE, target + ": interrupted while waiting for a connection", e);
        }
        if (!permitted) {
            throw new StorageException(Reason.UNAVAILABLE, exhausted(patience));
        }
        try {
            return loan(wanted);
        } catch (IOException | RuntimeException e) {
            permits.release();
            throw e;
        }
    }

    private boolean awaitPermit(Duration patience) throws StorageException, InterruptedException {
        synchronized (this) {
            refuseIfClosed();
        }
        return permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Loan loan(Wanted wanted) throws StorageException {
        for (Optional<Idle> kept = pollIdle(); kept.isPresent(); kept = pollIdle()) {
            ControlConnection connection = kept.get().connection();
            boolean heardLately = System.nanoTime() - kept.get().since() < FRESH_NANOS;
            boolean good =
                    switch (wanted) {
                        case ANY -> connection.looksAlive();
                        case ANSWERING -> connection.looksAlive() && (heardLately || answers(connection));
                        case NEW -> false;
                    };
            if (good) {
                return lent(new Loan(this, connection, true));
            }
            connection.close();
            if (wanted == Wanted.NEW) {
                break; // one place is free now
            }
        }
        return dialled();
    }

    private Loan dialled() throws StorageException {
        List<ControlConnection> made = new ArrayList<>(1);
        try {
            ControlConnection connection = dialer.dial(c -> {
                made.add(c);
                watch(c);
            });
            return lent(new Loan(this, connection, false));
        } finally {
            synchronized (this) {
                dialling.removeAll(made);
            }
        }
    }

    private synchronized void watch(ControlConnection connection) {
        dialling.add(connection);
        if (closed) {
            connection.close();
        }
        startTicking();
    }

    private synchronized Optional<Idle> pollIdle() throws StorageException {
        refuseIfClosed();
        return Optional.ofNullable(idle.pollFirst());
    }

    private synchronized Loan lent(Loan loan) throws StorageException {
        if (closed) {
            loan.connection().close();
        }
        refuseIfClosed();
        loans.add(loan);
        return loan;
    }

    private void refuseIfClosed() throws StorageException {
        if (closed) {
            throw new StorageException(Reason.STALE, target + " was closed");
        }
    }

    private static boolean answers(ControlConnection connection) {
        try {
            return connection.command("NOOP").isCompletion();
        } catch (IOException e) {
            return false;
        }
    }

    /** Takes a connection back; one that can't be used any more is closed. */
    void release(Loan loan, boolean reusable) {
        ControlConnection connection = loan.connection();
        synchronized (this) {
            if (!loans.remove(loan)) {
                return;
            }
            if (reusable && !closed) {
                idle.addFirst(new Idle(connection, System.nanoTime()));
            } else {
                connection.close();
            }
        }
        permits.release();
    }

    /** Closes the idle connections, so that the next ones are made anew. */
    synchronized void renew() {
        idle.forEach(i -> i.connection().quit());
        idle.clear();
    }

    /** Closes every connection, those in use too; whoever waits is turned away. Idempotent. */
    public void close() {
        List<ControlConnection> all = new ArrayList<>();
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            idle.forEach(i -> i.connection().quit());
            idle.clear();
            loans.forEach(l -> all.add(l.connection()));
            all.addAll(dialling);
            stopTicking();
        }
        dialer.close();
        all.forEach(ControlConnection::close);
        permits.release(Integer.MAX_VALUE / 2); // everybody comes in, to see that it is closed
    }

    private void startTicking() {
        if (ticks == null && !closed) {
            long shortest = Math.min(
                    target.ioTimeout().toMillis(),
                    target.options().get(ConnectOptions.IDLE_TIMEOUT).toMillis());
            long period = Math.max(20, Math.min(500, shortest / 4));
            ticks = timer.scheduleWithFixedDelay(this::tick, period, period, TimeUnit.MILLISECONDS);
        }
    }

    private void stopTicking() {
        if (ticks != null) {
            ticks.cancel(false);
            ticks = null;
        }
    }

    /** Closes what is idle for too long or silent for too long, and frees what rests while others wait. */
    private synchronized void tick() {
        long now = System.nanoTime();
        long keepNanos = target.options().get(ConnectOptions.IDLE_TIMEOUT).toNanos();
        while (!idle.isEmpty() && now - idle.peekLast().since() > keepNanos) {
            idle.pollLast().connection().quit();
        }
        loans.forEach(l -> l.connection().checkStall(now));
        dialling.forEach(c -> c.checkStall(now));
        if (permits.hasQueuedThreads() && idle.isEmpty()) {
            longestResting(now).filter(Loan::take).ifPresent(Loan::discard);
        }
        if (idle.isEmpty() && loans.isEmpty() && dialling.isEmpty()) {
            stopTicking();
        }
    }

    private Optional<Loan> longestResting(long now) {
        return loans.stream()
                .filter(l -> l.restingNanos(now) > RESTING_NANOS)
                .max(Comparator.comparingLong(l -> l.restingNanos(now)));
    }

    private synchronized String exhausted(Duration patience) {
        StringBuilder text = new StringBuilder()
                .append(target)
                .append(": all ")
                .append(loans.size())
                .append(" connections are in use, none became free in ")
                .append(patience.toMillis())
                .append(" ms; they were taken by");
        loans.stream().sorted(Comparator.comparingLong(Loan::takenAt)).limit(8).forEach(l -> text.append(' ')
                .append(l)
                .append(';'));
        return text.substring(0, text.length() - 1);
    }
}
