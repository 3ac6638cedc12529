// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.ftp.protocol.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A data connection in use, and the control connection that owes the reply about it. For one thread at a time. */
public final class Transfer {
    /** How long the reply about a transfer that broke off is awaited, before its connection is given up. */
    private static final Duration BRIEFLY = Duration.ofSeconds(2);

    private final Loan loan;
    private final Wire wire;
    private final Reply opening;
    private final Duration patience;
    private boolean over;

    Transfer(Loan loan, Wire wire, Reply opening, Duration patience) {
        this.loan = loan;
        this.wire = wire;
        this.opening = opening;
        this.patience = patience;
    }

    /** The control connection that it runs beside. */
    public Loan loan() {
        return loan;
    }

    /** Its data connection. */
    public Wire wire() {
        return wire;
    }

    /** The 1yz reply that opened it. */
    public Reply opening() {
        return opening;
    }

    /**
     * Closes the data connection after its last byte and waits for the verdict.
     *
     * @throws RefusedException if the server says that it failed
     */
    public void finish() throws IOException {
        wire.close();
        try {
            Reply reply = loan.connection().reply();
            end(true);
            if (!reply.isCompletion()) {
                throw new RefusedException("the transfer", reply);
            }
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            end(false);
            throw e;
        }
    }

    /** Breaks off a download: the server notices when it writes on. Never throws. */
    public void abandon() {
        if (!over) {
            wire.patience(BRIEFLY);
            wire.beforeAbandoning();
            wire.close();
            end(verdict().isPresent());
        }
    }

    /** Breaks off an upload so that the server does not take what came so far for all. Never throws. */
    public void abort() {
        if (!over) {
            try {
                loan.connection().send("ABOR", null); // RFC 959 4.1.3; most servers notice the reset first
            } catch (IOException e) {
                // the reset says it as well
            }
            wire.reset();
            verdict();
            end(false); // one reply or two: not worth finding out
        }
    }

    /** After a failure of the data connection: the server's reason, if it tells one soon. The transfer is over then. */
    public Optional<Reply> afterFailure() {
        if (over) {
            return Optional.empty();
        }
        wire.reset();
        Optional<Reply> reply = verdict();
        end(reply.isPresent());
        return reply;
    }

    private Optional<Reply> verdict() {
        try {
            return Optional.of(loan.connection().reply(BRIEFLY, patience));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void end(boolean reusable) {
        over = true;
        loan.connection().dataWire(null);
        if (reusable) {
            loan.release();
        } else {
            loan.discard();
        }
    }
}
