// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import org.osgi.annotation.versioning.ConsumerType;

/** Extension: copying inside the storage, without the bytes passing through us (reflink, copy_file_range, COPY). */
@ConsumerType
public interface ServerCopy {
    /**
     * Copies a range between open nodes of this volume.
     *
     * @return bytes copied, which may be fewer; 0 at the end of the source
     */
    long copy(Node source, long sourcePosition, Node target, long targetPosition, long count) throws StorageException;
}
