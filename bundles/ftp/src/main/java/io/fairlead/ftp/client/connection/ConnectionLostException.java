// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import java.io.IOException;
import java.io.Serial;
import java.net.SocketTimeoutException;

/** A control connection ended where a reply was due. */
public final class ConnectionLostException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean executed;

    /**
     * @param executed whether the server may have executed the command: false if it said that it would not (421), or
     *     nothing of it can have arrived
     */
    public ConnectionLostException(String message, boolean executed, Throwable cause) {
        super(message, cause);
        this.executed = executed;
    }

    /** Whether the server kept silent for too long; then it may do so again. */
    boolean isStall() {
        return getCause() instanceof SocketTimeoutException;
    }

    /** Whether the server may have executed the command. */
    boolean maybeExecuted() {
        return executed;
    }
}
