// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the calls that open a name, which the platform may hold up without end: somebody who may change the folder can put
 * a pipe in the place of a file between our look and our call, and opening a pipe waits for somebody at its other end. The
 * JDK has no {@code O_NONBLOCK}. So the call is made by a thread of ours, never by one that carries virtual threads; the
 * caller waits for so long and no longer. Meanwhile a pipe that is found under the name is opened at both ends for a moment,
 * which lets the call go on; the caller then finds that it is no file. Thread-safe.
 */
public final class DetachedCalls {
    private static final int MAX_THREADS = 64;
    private static final int PATIENCE = 10;
    private static final int FILE_TYPE = 0170000;
    private static final int PIPE = 0010000;
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Executor THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "storage-local-open-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    /** Those of all storages of this process. */
    static final DetachedCalls OF_PROCESS = new DetachedCalls(Duration.ofSeconds(1));

    private final Semaphore free = new Semaphore(MAX_THREADS);
    private final long lateMillis;

    /** A call is late after {@code late}, and given up after {@value #PATIENCE} times that. */
    public DetachedCalls(Duration late) {
        lateMillis = late.toMillis();
    }

    /**
     * Makes a call. Beyond {@value #MAX_THREADS} that don't return, the caller makes it.
     *
     * @param path what it opens
     * @throws StorageException {@link Reason#IN_USE} if it does not return; what it then opens all the same is closed
     */
    public <T> T make(Path path, Failures.Call<T> call) throws IOException {
        CompletableFuture<T> result = begin(call);
        if (result == null) {
            return call.run();
        }
        try {
            for (int i = 0; i < PATIENCE; i++) {
                try {
                    return result.get(lateMillis, TimeUnit.MILLISECONDS);
                } catch (TimeoutException late) {
                    freePipe(path);
                }
            }
            if (!result.completeExceptionally(new CancellationException())) {
                return result.get();
            }
            throw new StorageException(Reason.IN_USE, path + ": can't be opened, perhaps a pipe by now");
        } catch (ExecutionException x) {
            throw failure(x.getCause());
        } catch (InterruptedException x) {
            result.completeExceptionally(x);
            Thread.currentThread().interrupt();
            throw new StorageException(Reason.UNAVAILABLE, path + ": interrupted", x);
        }
    }

    /** Null if no thread is free. */
    private <T> CompletableFuture<T> begin(Failures.Call<T> call) {
        if (!free.tryAcquire()) {
            return null;
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            THREADS.execute(() -> run(call, result));
            return result;
        } catch (OutOfMemoryError noThread) {
            free.release();
            return null;
        }
    }

    private <T> void run(Failures.Call<T> call, CompletableFuture<T> result) {
        try {
            T value = call.run();
            if (!result.complete(value) && value instanceof Closeable opened) {
                Closing.quietly(opened);
            }
        } catch (Throwable x) {
            result.completeExceptionally(x);
        } finally {
            free.release();
        }
    }

    private static IOException failure(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return (IOException) cause;
    }

    /** Opening a pipe for both reading and writing does not wait. */
    static void freePipe(Path path) {
        try {
            Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if (((Integer) mode & FILE_TYPE) == PIPE) {
                Files.newByteChannel(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)
                        .close();
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException gone) {
            // or not ours to open: the call goes on waiting, and its caller is told in time
        }
    }
}
