// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.ByteBuffer;
import java.util.List;

/** The root, the only directory there is: it is known to exist, and nothing else is known of it. */
final class RootNode implements Node {
    private final TftpVolume volume;
    private volatile boolean closed;

    RootNode(TftpVolume volume) {
        this.volume = volume;
    }

    private void checkOpen() throws StorageException {
        volume.checkOpen();
        if (closed) {
            throw new StorageException(Reason.STALE, VPath.ROOT);
        }
    }

    @Override
    public NodeId id() {
        return NodeId.ofPath(VPath.ROOT);
    }

    @Override
    public Attributes attributes() throws StorageException {
        checkOpen();
        return TftpVolume.root();
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        checkOpen();
        throw new StorageException(Reason.IS_DIRECTORY, VPath.ROOT);
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        checkOpen();
        throw TftpVolume.unable("list directories", VPath.ROOT);
    }

    @Override
    public void close() {
        closed = true;
        volume.closed(this);
    }
}
