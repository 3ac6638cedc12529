// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Does again what failed for a reason that may pass: a lost connection, a server that is busy or silent, a file that ended
 * too early. Between the attempts it waits, each time twice as long. Thread-safe.
 *
 * @param most how often after the first attempt
 * @param told hears, in one line, what failed and when it is tried again
 * @param pause waits
 */
record Retries(int most, Consumer<String> told, Pause pause) {
    /** No second attempt. */
    static final Retries NONE = new Retries(0, line -> {}, time -> {});

    private static final Set<Reason> PASSING = Set.of(Reason.UNAVAILABLE, Reason.IN_USE, Reason.IO, Reason.CANCELLED);
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int DEPTH = 20;

    /** Waits for some time. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws IOException;
    }

    /** What may have to be done again. */
    @FunctionalInterface
    interface Work<T> {
        /** @param attempt 0 for the first */
        T run(int attempt) throws IOException;
    }

    /** A file ended before its size was reached. */
    static final class CutShortException extends IOException {
        private static final long serialVersionUID = 1;

        CutShortException(String message) {
            super(message);
        }
    }

    static Retries of(int most, Consumer<String> told) {
        return most == 0 ? NONE : new Retries(most, told, Retries::sleep);
    }

    private static void sleep(Duration time) throws IOException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to try again");
        }
    }

    /**
     * Does it until it works.
     *
     * @throws IOException what it failed with in the end
     */
    <T> T call(Work<T> work) throws IOException {
        Duration wait = FIRST;
        for (int attempt = 0; ; attempt++) {
            try {
                return work.run(attempt);
            } catch (IOException e) {
                if (attempt == most || !mayPass(e)) {
                    throw e;
                }
                told.accept(Names.oneLine(e) + "; attempt " + (attempt + 2) + " of " + (most + 1) + " in "
                        + wait.toMillis() / 1000.0 + " s");
            }
            pause.of(wait);
            wait = wait.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : wait.multipliedBy(2);
        }
    }

    private static boolean mayPass(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
            if (cause instanceof StorageException known) {
                return PASSING.contains(known.reason());
            }
            if (cause instanceof CutShortException
                    || cause instanceof SocketException
                    || cause instanceof EOFException
                    || cause instanceof InterruptedIOException) { // a timeout
                return true;
            }
        }
        return false;
    }
}
