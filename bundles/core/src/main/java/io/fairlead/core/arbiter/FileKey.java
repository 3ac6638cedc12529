// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import io.fairlead.api.storage.NodeId;

/**
 * A file, or one named stream of it, wherever it is seen from: share modes, locks and leases belong to it.
 *
 * @param storage id of the storage, see {@link io.fairlead.api.storage.Storage#storageId}
 * @param id of the file in that storage
 * @param stream name of a named stream, folded; empty for the file itself
 */
public record FileKey(String storage, NodeId id, String stream) {
    /** The file that a stream belongs to; itself if it is none. */
    public FileKey file() {
        return stream.isEmpty() ? this : new FileKey(storage, id, "");
    }
}
