// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.ftp.protocol.Reply;
import java.io.IOException;
import java.io.Serial;

/** The server refused a command; the connection is ready for the next one. */
public final class RefusedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Reply reply;

    RefusedException(String verb, Reply reply) {
        super(verb + " was refused: " + reply);
        this.reply = reply;
    }

    /** The 4yz or 5yz that refused it. */
    public Reply reply() {
        return reply;
    }
}
