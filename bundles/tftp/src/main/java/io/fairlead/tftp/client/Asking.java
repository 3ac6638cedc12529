// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.tftp.channel.TransferSocket;
import io.fairlead.tftp.channel.Watchdog;
import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.transfer.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A request that is sent until it is answered or given up; then the socket is closed, which wakes its receiver. After
 * some it is sent without options: some old servers drop what they do not understand.
 */
final class Asking implements Watchdog.Watched, AutoCloseable {
    private static final int FIRST_WITHOUT_OPTIONS = 4;

    private final TransferSocket socket;
    private final Request request;
    private final Timing timing;
    private final Watchdog watchdog;
    private volatile long deadline;
    private volatile boolean gaveUp;
    private volatile boolean plain;
    private final long until;
    private long wait;
    private int sent;

    Asking(TransferSocket socket, Request request, Timing timing, Duration patience, Watchdog watchdog)
            throws IOException {
        this.socket = socket;
        this.request = request;
        this.timing = timing;
        this.watchdog = watchdog;
        this.wait = timing.initial().toNanos();
        RequestLog.asked(request);
        socket.send(request.toDatagram());
        sent = 1;
        until = System.nanoTime() + patience.toNanos();
        deadline = Math.min(System.nanoTime() + wait, until);
        watchdog.watch(this);
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public synchronized void overdue(long now) {
        if (sent >= timing.unanswered() || now - until >= 0) {
            gaveUp = true;
            watchdog.forget(this);
            socket.close();
            return;
        }
        wait = Math.min(timing.most().toNanos(), wait * 2); // RFC 6298 5.5
        deadline = Math.min(now + wait + ThreadLocalRandom.current().nextLong(wait / 4 + 1), until);
        plain = ++sent >= FIRST_WITHOUT_OPTIONS && !request.options().isEmpty();
        var again = plain ? new Request(request.kind(), request.file(), request.mode(), Options.NONE) : request;
        try {
            RequestLog.asked(again);
            socket.send(again.toDatagram());
        } catch (IOException e) {
            socket.close();
        }
    }

    /** Whether the options were left out in the end. */
    boolean isPlain() {
        return plain;
    }

    boolean gaveUp() {
        return gaveUp;
    }

    @Override
    public void close() {
        watchdog.forget(this);
    }
}
