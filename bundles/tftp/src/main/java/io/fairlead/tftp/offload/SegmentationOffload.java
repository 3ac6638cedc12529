// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.offload;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the blocks of a window go through the system's network code in one piece: cut into datagrams at its end when
 * they are sent (UDP_SEGMENT of Linux 4.18), put together at its beginning when they are received (UDP_GRO of Linux
 * 5.0), and what was not put together is taken by one call (recvmmsg). Why and how: docs/adr/0004-segmentation-offload.md.
 */
public enum SegmentationOffload {
    /** Where the running JVM may call native functions, and has made itself ready for that: see {@link #prepare}. */
    AUTO,
    /** Also where it prints a warning about that, and from the first transfer on. */
    ON,
    OFF;

    private static final Logger LOG = LoggerFactory.getLogger(SegmentationOffload.class);
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    private static volatile boolean begun;

    /** Begun when first asked for. It takes the JDK some 100 ms, most of it to make code. */
    private static final class Loading {
        static final FutureTask<SocketCalls> TASK = new FutureTask<>(Loading::load);

        static {
            Thread thread = new Thread(TASK, "tftp-offload");
            thread.setDaemon(true);
            thread.start();
        }

        /** Null if that can't be done here. */
        private static SocketCalls load() {
            try {
                SocketCalls calls = SocketCalls.load();
                tell("in use");
                return calls;
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                LOG.debug("No calls of native functions", e);
                tell("not used: " + e.getMessage());
                return null;
            }
        }
    }

    /** Begins to get ready, which is not worth its while for a program that moves one file. */
    public void prepare() {
        if (wanted()) {
            begun = true;
            Loading.TASK.isDone();
        }
    }

    private boolean wanted() {
        String obstacle = SocketCalls.obstacle();
        if (this == OFF) {
            return false;
        }
        if (obstacle == null && this == AUTO && !SocketCalls.permitted()) {
            obstacle = "start Java with --enable-native-access=ALL-UNNAMED for it";
        }
        if (obstacle != null) {
            tell("not used: " + obstacle);
        }
        return obstacle == null;
    }

    /** What it is done with; null if it is not done. */
    public SocketCalls calls() {
        if (!wanted() || this == AUTO && !(begun && Loading.TASK.isDone())) {
            return null;
        }
        try {
            return Loading.TASK.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static void tell(String what) {
        if (!TOLD.getAndSet(true)) {
            LOG.info("Segmentation offload for TFTP: {}", what);
        }
    }
}
