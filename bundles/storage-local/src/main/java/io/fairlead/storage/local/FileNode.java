// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Transfers;
import io.fairlead.storage.local.folder.Located;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.attribute.BasicFileAttributes;

/** An open file. Content goes through one channel of the platform; attributes are looked up by name. */
class FileNode extends LocalNode {
    private final Content content; // null if opened for neither reading nor writing
    private volatile BasicFileAttributes last;

    FileNode(LocalVolume volume, Located place, Open how, FileState state) {
        super(volume, place, how, state.id(), state.created());
        content = state.content();
        last = state.attributes();
    }

    /**
     * What an opened file starts with.
     *
     * @param content its bytes; null if neither read nor written
     * @param attributes as they were when it was opened
     * @param id its identity
     * @param created whether the open made it
     */
    record FileState(Content content, BasicFileAttributes attributes, NodeId id, boolean created) {}

    final Content content() {
        return content;
    }

    @Override
    Attributes nameless() throws IOException {
        if (content == null) {
            throw stale();
        }
        Attributes known = storage.reader().read(last, id());
        long size = content.size();
        return new Attributes(
                known.id(),
                known.kind(),
                size,
                known.created(),
                known.modified(),
                known.accessed(),
                known.changed(),
                size,
                known.links(),
                known.dosFlags(),
                known.posix());
    }

    @Override
    public final long size() throws StorageException {
        checkOpen();
        return content == null ? attributes().size() : guard(content::size);
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        check(Access.READ);
        try {
            return into.hasRemaining() ? content.read(into, position) : 0;
        } catch (IOException x) {
            throw storage.failures().of(x, path());
        }
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        checkWrite();
        try {
            content.write(from, position);
        } catch (IOException x) {
            throw storage.failures().of(x, path());
        }
    }

    private void checkWrite() throws StorageException {
        if (!may(Access.APPEND)) {
            check(Access.WRITE);
        }
        checkOpen();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel sink) throws IOException {
        check(Access.READ);
        long sent;
        try {
            sent = count <= 0 ? 0 : content.transferTo(position, count, sink);
        } catch (IOException x) {
            throw content.isOpen() ? x : storage.failures().of(x, path()); // else the sink failed
        }
        boolean refused = sent < 0 || (sent == 0 && count > 0); // at the end, or the kernel can't for this pair
        return refused ? Transfers.copy(this, position, count, sink) : sent;
    }

    @Override
    public void resize(long size) throws StorageException {
        check(Access.WRITE);
        guard(() -> {
            content.resize(size);
            return null;
        });
    }

    @Override
    public void sync() throws StorageException {
        checkOpen();
        if (content != null) {
            guard(() -> {
                content.sync();
                return null;
            });
        }
    }

    @Override
    void end() throws IOException {
        if (content != null) {
            content.close();
        }
    }
}
