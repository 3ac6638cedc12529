// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that connect all the time, 100 a second, wait for the greeting, and go: what each was told is counted, and
 * whether it was refused.
 */
final class Knocking implements AutoCloseable {
    private static final long PERIOD_MILLIS = 10;
    private static final long END_SECONDS = 30;

    private final int port;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();

    private Knocking(int port) {
        this.port = port;
    }

    static Knocking at(int port) {
        Knocking knocking = new Knocking(port);
        var ignored = knocking.clock.scheduleAtFixedRate(
                () -> knocking.clients.execute(knocking::knock), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return knocking;
    }

    private void knock() {
        String answer;
        try (FtpPeer peer = FtpPeer.connect(port)) {
            String reply = peer.reply();
            answer = reply == null ? "nothing" : reply.substring(0, 3);
        } catch (IOException e) {
            answer = e.toString();
        }
        answers.computeIfAbsent(answer, text -> new AtomicInteger()).incrementAndGet();
    }

    /** How many were told this so far: a reply code, or the failure's text. */
    int count(String answer) {
        AtomicInteger count = answers.get(answer);
        return count == null ? 0 : count.get();
    }

    /** Ends, and wants every client to have got one of these replies, and some of them the first one. */
    void endsWithOnly(String... codes) throws InterruptedException {
        close();
        assertThat(answers.keySet()).isSubsetOf(codes).contains(codes[0]);
    }

    @Override
    public void close() throws InterruptedException {
        clock.shutdown();
        clock.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        clients.shutdown();
        clients.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    }
}
