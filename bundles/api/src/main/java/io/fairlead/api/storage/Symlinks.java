// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import org.osgi.annotation.versioning.ConsumerType;

/** Extension: symbolic links as such. Thread-safe. */
@ConsumerType
public interface Symlinks {
    /**
     * Makes {@code link} point to {@code target} (text, relative to the link's folder or absolute within the storage),
     * which need not exist.
     *
     * @throws StorageException {@link Reason#EXISTS}, {@link Reason#ACCESS_DENIED} if it would lead out of the storage by
     *     its text; as {@link Volume#open} for the parents of {@code link}
     */
    void create(VPath link, String target) throws StorageException;

    /**
     * Makes {@code link}, which is a link or an empty file, point to {@code target}, at once: never is there no such name.
     * Who has it open keeps what was there before.
     *
     * @throws StorageException as {@link #create}, but for {@link Reason#EXISTS}; {@link Reason#NOT_FOUND};
     *     {@link Reason#IS_DIRECTORY}; {@link Reason#NOT_EMPTY} for a file with content; {@link Reason#NOT_SUPPORTED}
     */
    default void replace(VPath link, String target) throws StorageException {
        throw new StorageException(Reason.NOT_SUPPORTED, link + ": links can't be changed");
    }

    /**
     * Where the link points: {@link Attributes#target}.
     *
     * @throws StorageException {@link Reason#NOT_SUPPORTED} if {@code link} is none; as {@link Volume#attributes}
     */
    String target(VPath link) throws StorageException;
}
