// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import java.io.IOException;
import java.io.Serial;

/** The connection has ended, or could not be made. Whether a request that was sent took effect is not known. */
public class ConnectionLostException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean sent;

    /** @param sent whether a byte of the request may have reached the server */
    public ConnectionLostException(String message, boolean sent, Throwable cause) {
        super(message, cause);
        this.sent = sent;
    }

    /** Whether the request may have reached the server. */
    public boolean sent() {
        return sent;
    }
}
