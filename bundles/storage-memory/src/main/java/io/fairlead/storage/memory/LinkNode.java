// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Set;

/** A symbolic link opened itself: it has a name and attributes, and no content. */
final class LinkNode extends MemoryNode {
    LinkNode(MemoryVolume volume, DirectoryEntry link, Set<Access> access) {
        super(volume, link, link.inode(), access, false);
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        checkOpen();
        throw new StorageException(Reason.ACCESS_DENIED, "a symbolic link has no content");
    }
}
