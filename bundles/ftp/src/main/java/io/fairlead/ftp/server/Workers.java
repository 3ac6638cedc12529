// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.net.Threads;
import io.fairlead.net.Timers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** The threads of one server: who reads commands, who moves data, who watches the clock. Thread-safe. */
final class Workers implements AutoCloseable {
    private final Timers timers;
    private final ExecutorService controls;
    private final ExecutorService transfers; // platform threads
    private final Relief relief;

    /** {@code server}: its name, for the threads' names. */
    Workers(String server) {
        this.timers = new Timers("ftp-timers-" + server);
        this.controls = Threads.perTask("ftp-control-" + server);
        this.relief = new Relief(timers, controls);
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

    /** Reads a session's commands on a thread of its own kind; false if the server has stopped. */
    boolean serveLater(CommandLoop loop) {
        try {
            controls.execute(loop::goOn);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /**
     * Runs a transfer, on a platform thread: a virtual one makes the socket non-blocking, and sendfile then stops at each
     * full buffer. That thread goes on with the session for as long as commands come one upon the other, since a change of
     * threads for each would be a good part of the time of a small file. Inside TLS the session's own does so.
     *
     * @param loop reads the session's commands
     * @param onPlatform whether the calling thread is a platform thread although there are virtual ones
     * @return whether the calling thread goes on reading commands
     */
    boolean run(Transfer transfer, CommandLoop loop, boolean onPlatform) {
        if (onPlatform || !Threads.virtual()) {
            return relief.carry(transfer, loop::goOn);
        }
        boolean encrypted = transfer.encrypted();
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
            transfer.cut(Transfer.Ending.STOPPED);
            transfer.run();
            return true;
        }
    }

    /** Starts nothing any more; what runs is not waited for. */
    @Override
    public void close() {
        timers.close();
        controls.shutdown();
        transfers.shutdown();
    }
}
