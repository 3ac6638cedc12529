// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.tftp;

import io.fairlead.api.storage.StorageException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes files that exist on no storage, for instance a boot script for each client. Published as an OSGi service it is
 * asked by every TFTP server; outside OSGi it is given to the server's builder. Thread-safe; may block, and the client
 * repeats its request if it takes more than a second or so.
 */
@FunctionalInterface
@ConsumerType
public interface TftpContentProvider {
    /** Service property: the name of the only server to serve, as {@code server.name} has it; all of them if absent. */
    String SERVER = "tftp.server";

    /**
     * Asked for each read request, before the server's Export, in the order of service rankings.
     *
     * @return empty if this name is not one of this provider's
     * @throws StorageException if it is, and the client can't have it; the reason becomes TFTP's error code
     */
    Optional<TftpContent> content(TftpRequest request) throws StorageException;
}
