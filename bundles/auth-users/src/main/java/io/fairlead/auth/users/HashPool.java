// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies credentials on a few platform threads of its own, since each hash takes a processor for tens of milliseconds:
 * on the thread of a session, which may be virtual, a hundred of them would leave no processor to anybody else. Who waits
 * stands in a short line of their origin; the lines take turns, and when all together are too long, the longest loses its
 * last. So an origin that tries a hundred passwords delays others by one hash. Thread-safe.
 *
 * <p>{@code lock} guards the lines; nothing is computed under it.
 */
final class HashPool {
    private static final Logger LOG = LoggerFactory.getLogger(HashPool.class);
    private static final int PER_ORIGIN = 32;
    private static final int IN_ALL = 64;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
    private static final long LOOK_MILLIS = 200;
    private static final long IDLE_SECONDS = 5; // then a thread ends

    /** That of this process. */
    static final HashPool SHARED = new HashPool(threads(Runtime.getRuntime()), PER_ORIGIN, IN_ALL);

    private final int threads;
    private final int perOrigin;
    private final int inAll;
    private final AtomicLong runs = new AtomicLong();
    private final ExecutorService executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deque<Job<?>>> lines = new LinkedHashMap<>(); // by origin, none empty; the first is next
    private int waiting;
    private int working;

    private record Job<T>(Supplier<T> work, CompletableFuture<T> answer) {
        void run() {
            try {
                answer.complete(work.get());
            } catch (RuntimeException | Error e) { // OutOfMemoryError, too: a hash may want a lot
                answer.completeExceptionally(e);
            }
        }
    }

    /**
     * @param threads verifications at one time
     * @param perOrigin how many of one origin wait at most
     * @param inAll how many wait at most
     */
    HashPool(int threads, int perOrigin, int inAll) {
        this.threads = threads;
        this.perOrigin = perOrigin;
        this.inAll = inAll;
        AtomicLong number = new AtomicLong();
        this.executor = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "password-hash-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Half of the processors, and no more than what fits into an eighth of the heap at the usual cost. */
    private static int threads(Runtime runtime) {
        long each = KdfCost.DEFAULT.memoryKib() * 1024L;
        long fit = runtime.maxMemory() / 8 / each;
        return (int) Math.max(1, Math.min(runtime.availableProcessors() / 2, fit));
    }

    /**
     * Has {@code work} done when it is its turn, and waits for it.
     *
     * @param origin who asks; see {@link io.fairlead.api.auth.Peer#origin()}
     * @param wanted whether the caller still wants the answer
     * @throws AuthenticationException {@code BUSY} if too many wait, or for too long, or it is not wanted any more;
     *     {@code UNAVAILABLE} if the work fails, or the thread is interrupted
     */
    <T> T run(String origin, BooleanSupplier wanted, Supplier<T> work) throws AuthenticationException {
        Job<T> job = new Job<>(work, new CompletableFuture<>());
        enter(origin, job);
        try {
            return await(job, wanted);
        } catch (ExecutionException e) {
            LOG.error("A password could not be verified", e.getCause());
            throw new AuthenticationException(Refusal.UNAVAILABLE, "a password could not be verified", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuthenticationException(Refusal.UNAVAILABLE, "interrupted", e);
        } finally {
            leave(origin, job);
        }
    }

    /** How many verifications were done. */
    long runs() {
        return runs.get();
    }

    private static <T> T await(Job<T> job, BooleanSupplier wanted)
            throws AuthenticationException, ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            try {
                T answer = job.answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (answer == null) {
                    throw busy();
                }
                return answer;
            } catch (TimeoutException e) {
                if (!wanted.getAsBoolean()) {
                    throw new AuthenticationException(Refusal.BUSY, "nobody waits for the answer", e);
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw busy();
                }
            }
        }
    }

    private static AuthenticationException busy() {
        return new AuthenticationException(Refusal.BUSY, "too many logins at a time");
    }

    private void enter(String origin, Job<?> job) throws AuthenticationException {
        lock.lock();
        try {
            Deque<Job<?>> line = lines.computeIfAbsent(origin, key -> new ArrayDeque<>());
            if (line.size() >= perOrigin) {
                throw busy();
            }
            line.addLast(job);
            waiting++;
            if (waiting > inAll) {
                dropLastOfLongest();
            }
            if (working < threads && waiting > 0) {
                working++;
                executor.execute(this::work);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The newest in a line is refused first, as it would be anywhere. */
    private void dropLastOfLongest() {
        Map.Entry<String, Deque<Job<?>>> longest = lines.entrySet().stream()
                .max(Comparator.comparingInt(line -> line.getValue().size()))
                .orElseThrow();
        longest.getValue().removeLast().answer.complete(null);
        waiting--;
        if (longest.getValue().isEmpty()) {
            lines.remove(longest.getKey());
        }
    }

    private void leave(String origin, Job<?> job) {
        lock.lock();
        try {
            Deque<Job<?>> line = lines.get(origin);
            if (line != null && line.remove(job)) {
                waiting--;
                if (line.isEmpty()) {
                    lines.remove(origin);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (Job<?> job = next(); job != null; job = next()) {
            runs.incrementAndGet();
            job.run();
        }
    }

    /** Null if there is nothing to do, and this thread counts no more. */
    private Job<?> next() {
        lock.lock();
        try {
            Iterator<Map.Entry<String, Deque<Job<?>>>> first = lines.entrySet().iterator();
            if (!first.hasNext()) {
                working--;
                return null;
            }
            Map.Entry<String, Deque<Job<?>>> line = first.next();
            String origin = line.getKey();
            Deque<Job<?>> jobs = line.getValue();
            first.remove();
            Job<?> job = jobs.removeFirst();
            waiting--;
            if (!jobs.isEmpty()) {
                lines.put(origin, jobs); // behind all others
            }
            return job;
        } finally {
            lock.unlock();
        }
    }
}
