// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.smb;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Offers named pipes of the share IPC$ to SMB clients, [MS-SMB2] 3.3.5.9.1: a service of remote procedure calls, for instance.
 * Published as an OSGi service it is asked by every SMB server; outside OSGi it is given to the server's builder. The server's
 * own pipes, {@code srvsvc} and {@code wkssvc}, can't be replaced. Thread-safe.
 */
@FunctionalInterface
@ConsumerType
public interface PipeService {
    /** Service property: names of the pipes, a text or an array of texts; case does not matter, and there is no default. */
    String NAME = "pipe.name";

    /**
     * Opens a pipe for a client, which may look ({@link io.fairlead.api.auth.Right#LIST}).
     *
     * @param name of the pipe, one of those that are named by the property, in lower case
     * @throws StorageException if the client can't have it
     */
    Pipe open(String name, Client client) throws StorageException;

    /**
     * Who opens.
     *
     * @param user who logged in
     * @param peer from where
     * @param server name of the SMB server
     */
    record Client(Identity user, Peer peer, String server) {}

    /**
     * An open pipe in message mode: each message that a client writes is taken, and answered with any number of messages before
     * the call returns, which the client then reads. One thread at a time; may block, which holds up nothing but the client's
     * request.
     */
    interface Pipe extends AutoCloseable {
        /**
         * Takes what was written, up to 8 MiB; not kept after the call.
         *
         * @throws IOException if the pipe is of no use any more; the message is logged and never sent
         */
        void write(ByteBuffer message) throws IOException;

        /** The next message for the client; null if there is none. It becomes the caller's. */
        byte[] next() throws IOException;

        /** The client has closed it, or has gone. Called once. */
        @Override
        default void close() {}
    }
}
