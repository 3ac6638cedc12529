// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone.swap;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that do what they do until they are told to end, each on a thread of its own. What fails is kept. */
public final class Load implements AutoCloseable {
    private static final int ENOUGH = 50; // failures, to be looked at

    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    /** Adds a client and starts it; {@code kind} is what its rounds are counted as. */
    public void add(String kind, Client client) {
        Thread thread = new Thread(() -> repeat(kind, client), kind);
        threads.add(thread);
        thread.start();
    }

    private void repeat(String kind, Client client) {
        try (client) {
            while (!ended && failures.size() < ENOUGH) {
                try {
                    client.once();
                    count(kind);
                } catch (Client.SessionEnded e) {
                    count("sessions ended");
                } catch (Exception | AssertionError e) {
                    failures.add(LocalTime.now() + " " + kind + ": " + e);
                }
            }
        } catch (Exception e) {
            failures.add(kind + ": " + e);
        }
    }

    private void count(String what) {
        done.computeIfAbsent(what, k -> new AtomicInteger()).incrementAndGet();
    }

    /** Rounds by kind, and how many sessions the server ended. */
    public Map<String, AtomicInteger> done() {
        return done;
    }

    public int done(String kind) {
        AtomicInteger rounds = done.get(kind);
        return rounds == null ? 0 : rounds.get();
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** Lets every client end what it does. */
    @Override
    public void close() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
