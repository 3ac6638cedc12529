// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Extension: many entries are deleted without waiting for one after the other. Thread-safe. */
@ConsumerType
public interface Deletions {
    /**
     * An entry that is to go; a symbolic link goes itself.
     *
     * @param path of the entry
     * @param kind what it must be, as in {@link Open#delete(Open.Kind)}
     */
    record Deletion(VPath path, Open.Kind kind) {}

    /**
     * Deletes entries in no particular order: none may be inside of another one. Each is deleted as by {@link Volume#open}
     * with {@link Open#delete(Open.Kind)} and {@link Node#delete}; that one of them can't be does not keep the others.
     *
     * @return for each entry, in the order given, why it was not deleted; empty if it was
     * @throws StorageException {@link Reason#STALE} if the volume was closed: then nothing was deleted
     */
    List<Optional<StorageException>> delete(List<Deletion> entries) throws StorageException;
}
