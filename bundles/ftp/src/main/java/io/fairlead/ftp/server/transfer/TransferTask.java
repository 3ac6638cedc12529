// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.io.IOException;

/** What a {@link Transfer} does with its data connection. All on the transfer's thread, in the order given here. */
public interface TransferTask {
    /** Verb and path, for people. */
    String description();

    /** What it is to the audit. */
    AuditEvent.Action action();

    /** What it's about. */
    VPath path();
    /** What the user must be allowed to, until it ends. */
    Right right();

    /**
     * Opens what is to be sent or written, before the data connection is looked for.
     *
     * @param patience how long it waits for others; cancelled when the transfer is cut
     */
    void open(Patience patience) throws IOException;

    /** Text for reply 150. */
    String opening();

    /** Moves everything; returns at the clean end of it, which the sender has announced and the receiver has seen. */
    void carry(DataChannel channel, Transfer transfer) throws IOException;

    /** Ends it well, the data connection being closed: an upload is published. */
    void complete() throws IOException;

    /**
     * Drops it, unless it was completed: a new file is not published.
     *
     * @throws StorageException which changes nothing any more
     */
    void abandon() throws StorageException;

    /** Whether it may go on for a moment without a control connection, since all of it may have been sent. */
    default boolean outlivesControl() {
        return false;
    }

    /** Bytes there are in all, for STAT; negative if unknown. */
    default long expectedBytes() {
        return -1;
    }
}
