// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.ftp.server.transfer.Ending;
import io.fairlead.ftp.server.transfer.Transfer;
import io.fairlead.net.Threads;
import io.fairlead.net.Timers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of one server: who reads commands, who moves data, who watches the clock. Thread-safe. */
final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private static final long TELL_NANOS = 1_000_000_000;

    private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - TELL_NANOS);
    private final Timers timers;
    private final ExecutorService controls;
    private final ExecutorService transfers; // platform threads
    private final Relief relief;

    /** {@code server}: its name, for the threads' names. */
    Workers(String server) {
        this.timers = new Timers("ftp-timers-" + server);
        this.controls = Threads.perTask("ftp-control-" + server);
        this.relief = new Relief(timers, this::tryExecute);
        this.transfers = Executors.newCachedThreadPool(Threads.daemons("ftp-data-" + server));
    }

    Timers timers() {
        return timers;
    }

    /**
     * Runs something on a thread of its own, of the kind that reads commands.
     *
     * @throws RejectedExecutionException after {@link #close}
     */
    void execute(Runnable task) {
        controls.execute(task);
    }

    /** As {@link #execute}; false if there is no thread for it, now or ever: the server has stopped, or the system has none. */
    boolean tryExecute(Runnable task) {
        try {
            controls.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        } catch (OutOfMemoryError e) { // "unable to create native thread": a matter of moments, and of others
            noThread(e);
            return false;
        }
    }

    /**
     * As {@link #tryExecute}.
     *
     * @throws RejectedExecutionException if there is no thread for it
     */
    void executeIfAny(Runnable task) {
        if (!tryExecute(task)) {
            throw new RejectedExecutionException("no thread");
        }
    }

    /** Told once a second at most: it may be so for each of a thousand connections. */
    private void noThread(OutOfMemoryError e) {
        long now = System.nanoTime();
        long last = toldNanos.get();
        if (now - last >= TELL_NANOS && toldNanos.compareAndSet(last, now)) {
            LOG.warn("No thread can be made: {}", e.getMessage());
        }
    }

    /** As {@link #execute}; on the calling thread where there is no other. */
    void executeAnyway(Runnable task) {
        if (!tryExecute(task)) {
            task.run();
        }
    }

    /** Reads a session's commands on a thread of its own kind; false if there is none. */
    boolean serveLater(CommandLoop loop) {
        return tryExecute(loop::goOn);
    }

    /**
     * Runs a transfer, on a platform thread: a virtual one makes the socket non-blocking, and sendfile then stops at each
     * full buffer. That thread goes on with the session for as long as commands come one upon the other, since a change of
     * threads for each would be a good part of the time of a small file. Inside TLS the session's own does so.
     *
     * @param encrypted whether the control connection is inside TLS
     * @param loop reads the session's commands
     * @param onPlatform whether the calling thread is a platform thread although there are virtual ones
     * @return whether the calling thread goes on reading commands
     */
    boolean run(Transfer transfer, boolean encrypted, CommandLoop loop, boolean onPlatform) {
        if (onPlatform || !Threads.virtual()) {
            return relief.carry(transfer, loop::goOn);
        }
        try {
            transfers.execute(() -> {
                if (encrypted) {
                    transfer.run();
                } else if (relief.carry(transfer, loop::goOn)) {
                    loop.goOnBriefly();
                }
            });
            return encrypted;
        } catch (RejectedExecutionException e) { // stopped meanwhile
            transfer.cut(Ending.STOPPED);
            transfer.run();
            return true;
        } catch (OutOfMemoryError e) { // no thread can be made: this one does it, and hears no ABOR meanwhile
            noThread(e);
            transfer.run();
            return true;
        }
    }

    /**
     * Runs a login, on this thread; if it takes long, another one reads the session's commands meanwhile.
     *
     * @return whether the calling thread goes on reading commands
     */
    boolean run(LoginAttempt login, CommandLoop loop) {
        return relief.carry(login, loop::goOn);
    }

    /** Starts nothing any more; what runs is not waited for. */
    @Override
    public void close() {
        timers.close();
        controls.shutdown();
        transfers.shutdown();
    }
}
