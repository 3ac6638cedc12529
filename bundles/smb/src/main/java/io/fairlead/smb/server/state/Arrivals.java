// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The messages of one connection that are served beside each other, in the order in which they came, so that what ends an open
 * does not overtake what its client has asked of it before. Thread-safe.
 */
final class Arrivals {
    /** As long as a request may wait for others; then whoever waits here goes on. */
    private static final int MOST_SECONDS = 35;

    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final Set<Arrival> present = ConcurrentHashMap.newKeySet();
    private long last; // used by whoever has the duty to read

    /** One message, until it is answered. */
    final class Arrival {
        private final long number;
        private final CompletableFuture<Set<Long>> named = new CompletableFuture<>();
        private final CompletableFuture<Void> calm = new CompletableFuture<>(); // it waits for others, or is done
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        private Arrival(long number) {
            this.number = number;
        }

        /** The opens that it asks something of, by their volatile ids. */
        void names(Set<Long> opens) {
            named.complete(opens);
        }

        /** It waits for other clients, perhaps for long. */
        void waits() {
            calm.complete(null);
        }

        void done() {
            present.remove(this);
            named.complete(Set.of());
            calm.complete(null);
            done.complete(null);
        }

        private CompletableFuture<Void> doneWith(long open) {
            return named.thenCompose(opens -> opens.contains(open) ? done : NOTHING);
        }
    }

    /** The next message; called by whoever has the duty to read. */
    Arrival next() {
        Arrival arrival = new Arrival(++last);
        present.add(arrival);
        return arrival;
    }

    /**
     * Waits for the messages before one that name an open.
     *
     * @param own null for the one that is read now
     * @param whenWaiting called before it waits
     */
    void awaitEarlier(Arrival own, long open, Runnable whenWaiting) {
        await(own, earlier -> earlier.doneWith(open), whenWaiting);
    }

    /** As {@link #awaitEarlier(Arrival, long, Runnable)}, for all messages but those that wait for others. */
    void awaitEarlier(Arrival own, Runnable whenWaiting) {
        await(own, earlier -> earlier.calm, whenWaiting);
    }

    private void await(Arrival own, Function<Arrival, CompletableFuture<Void>> what, Runnable whenWaiting) {
        CompletableFuture<?>[] earlier = present.stream()
                .filter(other -> own == null || other.number < own.number)
                .map(what)
                .filter(future -> !future.isDone())
                .toArray(CompletableFuture[]::new);
        if (earlier.length == 0) {
            return;
        }
        whenWaiting.run();
        try {
            CompletableFuture.allOf(earlier).get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // it has waited long enough
        }
    }
}
