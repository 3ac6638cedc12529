// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** A data connection agreed upon, and used by at most one transfer: RFC 959 3.2. */
public sealed interface DataConnection permits PassiveDataConnection, ActiveDataConnection {
    /**
     * Waits for it to be there. {@link #close} from another thread ends the wait.
     *
     * @throws IOException if it does not come about
     */
    SocketChannel connect() throws IOException;

    /** Gives up what was set up; a channel that {@link #connect} gave stays open. Never throws; idempotent. */
    void close();
}
