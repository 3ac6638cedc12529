// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.jaas;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Runs logins on a few platform threads, since nobody knows how long a realm takes, nor whether it computes. What a realm
 * does can't be ended: who waits too long goes, and the thread is one less until the realm has answered. Thread-safe.
 */
final class LoginThreads implements AutoCloseable {
    private static final int WAITING = 64;
    private static final int PER_ORIGIN = 16;
    private static final long LOOK_MILLIS = 200;
    private static final long IDLE_SECONDS = 5; // then a thread ends

    private final ThreadPoolExecutor executor;
    private final Duration timeout;
    private final Map<String, Integer> byOrigin = new ConcurrentHashMap<>();

    LoginThreads(int threads, Duration timeout) {
        this.timeout = timeout;
        AtomicLong number = new AtomicLong();
        executor = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "jaas-login-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Has {@code login} done when it is its turn, and waits for it.
     *
     * @param origin who asks, as {@link io.fairlead.api.auth.Peer#origin()} has it
     * @param wanted whether the caller still wants the answer
     * @throws AuthenticationException what {@code login} throws; {@code BUSY} if too many wait, or nobody wants the answer;
     *     {@code UNAVAILABLE} if the realm does not answer in time, or breaks
     */
    RealmLogin.Account run(String origin, BooleanSupplier wanted, RealmLogin login) throws AuthenticationException {
        if (byOrigin.merge(origin, 1, Integer::sum) > PER_ORIGIN) {
            leave(origin);
            login.wipe();
            throw busy("too many logins from one address at a time");
        }
        FutureTask<RealmLogin.Account> task = new FutureTask<>(login);
        try {
            executor.execute(task);
            return await(task, wanted);
        } catch (RejectedExecutionException e) {
            login.wipe();
            throw busy("too many logins at a time");
        } finally {
            if (executor.remove(task)) { // its turn has not come
                login.wipe();
            }
            leave(origin);
        }
    }

    private void leave(String origin) {
        byOrigin.computeIfPresent(origin, (key, count) -> count == 1 ? null : count - 1);
    }

    private RealmLogin.Account await(FutureTask<RealmLogin.Account> task, BooleanSupplier wanted)
            throws AuthenticationException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (!wanted.getAsBoolean()) {
                    throw busy("nobody waits for the answer");
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw new AuthenticationException(Refusal.UNAVAILABLE, "the realm does not answer", e);
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AuthenticationException refused) {
                    throw refused;
                }
                throw new AuthenticationException(Refusal.UNAVAILABLE, "the realm is broken", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AuthenticationException(Refusal.UNAVAILABLE, "interrupted", e);
            }
        }
    }

    private static AuthenticationException busy(String why) {
        return new AuthenticationException(Refusal.BUSY, why);
    }

    /** Takes no more; those under way come to their end. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
