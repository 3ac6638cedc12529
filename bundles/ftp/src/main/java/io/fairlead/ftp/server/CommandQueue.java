// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.server.transfer.Ending;
import io.fairlead.ftp.server.transfer.Transfer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of one session, in the order they come. While one of them waits for a transfer to end, those behind it are
 * read already, so that ABOR and the loss of the connection are heard. For one thread at a time.
 */
final class CommandQueue {
    private static final Logger LOG = LoggerFactory.getLogger(CommandQueue.class);
    private static final int MOST_LINES = 64;
    /** A transfer that ends this soon is waited for without listening. */
    private static final long FIRST_WAIT_MILLIS = 30;

    private static final int LISTEN_MILLIS = 20;

    private final ControlConnection control;
    private final Deque<byte[]> ahead = new ArrayDeque<>();
    private boolean ended;

    CommandQueue(ControlConnection control) {
        this.control = control;
    }

    /** Waits for the next command, see {@link ControlConnection#readLine}. */
    byte[] next() throws IOException {
        byte[] line = ahead.poll();
        return line != null || ended ? line : control.readLine();
    }

    /** Whether the client sent more than it had reason to by now. */
    boolean hasAhead() {
        return !ahead.isEmpty() || control.hasBuffered();
    }

    /**
     * Waits until a transfer has sent its last reply. ABOR ends it at once, and is answered in its turn.
     *
     * @param last whether nothing is done any more that comes behind: after QUIT
     */
    void await(Transfer running, boolean last) throws IOException {
        if (!running.isOver() && !running.await(FIRST_WAIT_MILLIS)) {
            int before = control.patience(LISTEN_MILLIS);
            while (!running.isOver() && !ended && ahead.size() < MOST_LINES) {
                listen(running, last);
            }
            if (!ended) {
                control.patience(before);
            }
        }
        running.await();
    }

    private void listen(Transfer running, boolean last) throws IOException {
        try {
            byte[] line = control.readLine();
            if (line == null) {
                lost(running, last);
                return;
            }
            if (isAbort(line)) {
                running.cut(Ending.ABORTED);
            }
            if (!last) {
                ahead.add(line);
            }
        } catch (SocketTimeoutException e) {
            LOG.trace("nothing yet", e);
        } catch (FtpSyntaxException e) {
            throw e;
        } catch (IOException e) {
            LOG.debug("control connection ended", e);
            lost(running, last);
        }
    }

    private void lost(Transfer running, boolean last) {
        ended = true;
        running.controlLost(last);
    }

    private static boolean isAbort(byte[] line) {
        return new String(line, StandardCharsets.US_ASCII).strip().equalsIgnoreCase("ABOR");
    }
}
