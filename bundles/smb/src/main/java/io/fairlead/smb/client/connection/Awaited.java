// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.smb.crypto.CryptoWarmUp;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.Smb2Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A request on its way, and the answer to it when it is there. Its signature is checked by whoever asks for it, so that the
 * thread that reads the connection has less to do. Thread-safe.
 */
public final class Awaited {
    private final ClientConnection connection;
    private final Command command;
    private final long messageId;
    private final Envelope envelope;
    private int charge; // the thread's that reads; 0 once an interim answer has settled it
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch there = new CountDownLatch(1);
    private volatile boolean parked;
    private volatile Answer answer;
    private volatile boolean unwanted;
    private volatile IOException failure;
    private ByteBuffer sent; // its header and body; for the preauthentication hash

    Awaited(ClientConnection connection, Command command, long messageId, int charge, Envelope envelope) {
        this.connection = connection;
        this.command = command;
        this.messageId = messageId;
        this.charge = charge;
        this.envelope = envelope;
    }

    long messageId() {
        return messageId;
    }

    /** What it costs; the first time that it is asked, by an answer, interim or not. */
    int settle() {
        int settled = charge;
        charge = 0;
        return settled;
    }

    Command command() {
        return command;
    }

    void sent(ByteBuffer message) {
        sent = message;
    }

    ByteBuffer sent() {
        return sent;
    }

    /** Whether an answer to it has to be encrypted. */
    boolean encrypted() {
        return envelope.cipher() != null;
    }

    /** An interim answer came: the server knows of it. */
    void interim() {
        parked = command == Command.CHANGE_NOTIFY;
        begun.countDown();
    }

    /** Whether the server may take all the time in the world. */
    boolean isParked() {
        return parked;
    }

    void complete(Answer given) {
        answer = given;
        if (unwanted) {
            given.release();
        }
        there.countDown();
        begun.countDown();
    }

    void fail(IOException cause) {
        if (answer == null) {
            failure = cause;
            there.countDown();
            begun.countDown();
        }
    }

    /** Nobody will ask for the answer, or use the one that was given. */
    public void forget() {
        unwanted = true;
        Answer here = answer;
        if (here != null) {
            here.release();
        }
    }

    /** Whether {@link #await} would not wait. */
    public boolean isThere() {
        return there.getCount() == 0;
    }

    /**
     * The answer, whatever its status. Returns when it is there, or the connection has ended: it ends when the server has kept
     * silent for too long. Being interrupted does not end the wait.
     *
     * @throws ConnectionLostException if there will be no answer
     */
    public Answer await() throws IOException {
        return verified(awaitUnverified());
    }

    /** As {@link #await}, for whoever checks the signature otherwise. */
    Answer awaitUnverified() throws IOException {
        awaitUninterruptibly(there);
        if (answer == null) {
            throw connection.lost(failure, true);
        }
        return answer;
    }

    /**
     * Waits for the answer, whatever becomes of it, but no longer than that.
     *
     * @param deadline by {@link System#nanoTime}
     */
    public void awaitUntil(long deadline) {
        boolean interrupted = false;
        while (!isThere()) {
            long left = deadline - System.nanoTime();
            try {
                if (left <= 0 || there.await(left, TimeUnit.NANOSECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until the server has taken it up, which an interim answer tells, or has answered it.
     *
     * @throws ConnectionLostException if there will be no answer
     */
    public void awaitBegun() throws IOException {
        awaitUninterruptibly(begun);
        if (answer == null && failure != null) {
            throw connection.lost(failure, true);
        }
    }

    /**
     * The answer to what has succeeded.
     *
     * @throws StatusException if it has not
     * @throws ConnectionLostException if there will be no answer
     */
    public Answer success() throws IOException {
        Answer given = await();
        if (given.status() != NtStatus.SUCCESS.code()) {
            throw new StatusException(command, given.status());
        }
        return given;
    }

    private void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + connection.longestWait().toNanos();
        while (true) {
            try {
                if (parked) {
                    latch.await();
                    break;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0 && !parked || latch.await(Math.max(1, left), TimeUnit.NANOSECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (latch.getCount() > 0) {
            connection.fail(new IOException("no answer to " + command + " for too long"));
        }
    }

    /** [MS-SMB2] 3.2.5.1.3. */
    private Answer verified(Answer given) throws IOException {
        if (given.encrypted() || !envelope.signs()) {
            return given;
        }
        CryptoWarmUp.seen(given.message().remaining());
        boolean right =
                given.header().has(Smb2Header.SIGNED) && envelope.signer().verify(given.message(), true);
        if (!right) {
            IOException cause = new IOException("an answer to " + command + " that is not signed as it has to be");
            connection.fail(cause);
            throw connection.lost(cause, true);
        }
        return given;
    }
}
