// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.smb.client.connection.Awaited;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.ClientTree;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CLOSE requests of one link that nobody waits for, because nothing depends on them but what is deleted or renamed
 * afterwards: who does that settles them before. Thread-safe.
 */
public final class Closings {
    private static final Logger LOG = LoggerFactory.getLogger(Closings.class);
    private static final int MOST = 64;

    private final Deque<Closing> sent = new ArrayDeque<>(); // guarded by itself

    private record Closing(ClientTree tree, FileId id, Awaited awaited, int logins) {}

    /** Sends one; waits for an earlier one if there are too many. */
    public void send(ClientTree tree, FileId id) throws IOException {
        int logins = tree.session().logins();
        Awaited awaited = tree.send(new ClientRequest(Command.CLOSE, new CloseRequest(0, id)));
        synchronized (sent) {
            sent.add(new Closing(tree, id, awaited, logins));
        }
        for (Closing done = pollDone(); done != null; done = pollDone()) {
            finish(done);
        }
    }

    private Closing pollDone() {
        synchronized (sent) {
            Closing first = sent.peek();
            return first != null && (first.awaited.isThere() || sent.size() > MOST) ? sent.poll() : null;
        }
    }

    private Closing poll() {
        synchronized (sent) {
            return sent.poll();
        }
    }

    /** Waits until the server has closed all that it was sent. */
    public void settle() {
        for (Closing next = poll(); next != null; next = poll()) {
            finish(next);
        }
    }

    /** As {@link #settle}, but no longer than that. */
    void settle(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        for (Closing next = poll(); next != null; next = poll()) {
            next.awaited.awaitUntil(deadline);
        }
    }

    private static void finish(Closing closing) {
        try {
            if (isToBeSentAgain(closing)) {
                closing.tree
                        .send(new ClientRequest(Command.CLOSE, new CloseRequest(0, closing.id)))
                        .await();
            }
        } catch (IOException e) {
            LOG.debug("closed with its connection: {}", e.getMessage());
        }
    }

    private static boolean isToBeSentAgain(Closing closing) throws IOException {
        try {
            if (closing.awaited.await().is(NtStatus.NETWORK_SESSION_EXPIRED)) {
                closing.tree.session().renew(closing.logins);
                return true;
            }
            return false;
        } catch (ConnectionLostException e) {
            return !closing.tree.session().isLost(); // over another channel
        }
    }
}
