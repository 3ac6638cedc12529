// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import org.osgi.annotation.versioning.ConsumerType;

/** Extension: copying inside the storage, without the bytes passing through us (reflink, copy_file_range, COPY). */
@ConsumerType
public interface ServerCopy {
    /**
     * Copies a range between open nodes of this volume, which may be one node if the ranges do not overlap.
     *
     * @param source opened with {@link Open.Access#READ}
     * @param target opened with {@link Open.Access#WRITE}
     * @param count at least 1
     * @return bytes copied, which may be fewer; 0 at the end of the source
     * @throws StorageException as {@link Node#read} and {@link Node#write}; {@link Reason#NOT_SUPPORTED} if these two can't
     *     be copied so, and nothing was: the caller copies through memory
     */
    long copy(Node source, long sourcePosition, Node target, long targetPosition, long count) throws StorageException;
}
