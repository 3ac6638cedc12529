// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** Extension: small files are written in fewer exchanges with a server than an open, writes and a close take. Thread-safe. */
@ConsumerType
public interface SmallUploads {
    /** Makes the folder of an upload. */
    @FunctionalInterface
    interface MissingFolder {
        void make() throws IOException;
    }

    /**
     * A whole-file upload. Unlike {@link Volume#open} it need not ask the server first, so that what that would refuse may be
     * told by a later call, at the latest by {@link Node#close}, which then has published nothing.
     *
     * @param missing called if the folder proves missing when the server is asked for the first time, which is tried again then
     * @throws StorageException as {@link Volume#open} with {@link Open#replace()}
     */
    Node open(VPath path, MissingFolder missing) throws StorageException;
}
