// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import org.osgi.annotation.versioning.ConsumerType;

/** Extension: small files are read in fewer exchanges with a server than an open, reads and a close take. Thread-safe. */
@ConsumerType
public interface SmallReads {
    /**
     * Opens a file to be read once, from its start to its end. Unlike a node of {@link Volume#open} this one may give what
     * the file was when it was opened, whatever becomes of it afterwards.
     *
     * @param expectedBytes what the file is believed to have; a wrong belief costs an exchange and nothing else
     * @throws StorageException as {@link Volume#open} with {@link Open#read()}
     */
    Node open(VPath path, long expectedBytes) throws StorageException;
}
