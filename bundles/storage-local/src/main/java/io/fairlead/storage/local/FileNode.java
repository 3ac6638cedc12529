// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Transfers;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.folder.Resolver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** An open file. Content goes through one channel of the platform; attributes are looked up by name. */
class FileNode extends LocalNode {
    private final Content content; // null if opened for neither reading nor writing
    private final Folder folder; // the one that had it at the open, shared; null where none can be kept
    private final Path file;

    FileNode(LocalVolume volume, Located place, Open how, OpenedState state) {
        super(volume, place, how, state);
        content = state.content();
        // What is only asked about holds no descriptor, and an upload waits elsewhere.
        boolean shared = content != null
                && how.disposition() != Open.Disposition.REPLACE
                && !place.isRoot() // as it is for a stream of the root
                && place.folder().share();
        folder = shared ? place.folder() : null;
        file = place.file();
    }

    /** By the folder it was opened in: what has its name and identity there is this file, wherever the folder is. */
    @Override
    final Attributes lookInFolder() throws IOException {
        if (folder == null) {
            return null;
        }
        BasicFileAttributes found = Resolver.look(folder, file);
        return found != null && AttributeReader.same(found, platformId())
                ? storage.attributes(new Located(folder, true, file, path(), found), platformId())
                : null;
    }

    @Override
    final Attributes completed() throws StorageException {
        return folder == null ? attributes() : guard(() -> storage.namespace().steady(this::complete));
    }

    private Attributes complete() {
        Located place = new Located(folder, true, file, path(), found());
        return created() ? storage.counted(lastSeen(), place) : storage.attributes(place, platformId());
    }

    final Content content() {
        return content;
    }

    @Override
    Attributes nameless() throws IOException {
        if (content == null) {
            throw stale();
        }
        Attributes known = lastSeen();
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
        outdated();
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
        try (Folder closing = folder) {
            if (content != null) {
                content.close();
            }
        }
    }
}
