// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** An open directory, with its cursor. */
final class DirectoryNode extends LocalNode {
    private volatile Folder folder; // null if not opened to be listed
    private Listing listing;

    /** Takes {@code folder} over, which is the place's own directory, opened; or null if it will not be listed. */
    DirectoryNode(LocalVolume volume, Located place, Open how, OpenedState state, Folder folder) {
        super(volume, place, how, state);
        this.folder = folder;
    }

    @Override
    Attributes nameless() throws IOException {
        if (folder == null || folder.byPath()) {
            throw stale();
        }
        return storage.reader().read(folder.stat(), platformId());
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        throw notAFile();
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        throw notAFile();
    }

    @Override
    public void resize(long size) throws StorageException {
        throw notAFile();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel sink) throws StorageException {
        throw notAFile();
    }

    private StorageException notAFile() throws StorageException {
        checkOpen();
        return new StorageException(Reason.IS_DIRECTORY, path());
    }

    @Override
    public void sync() throws StorageException {
        checkOpen();
        if (folder != null) {
            guard(() -> {
                folder.sync();
                return null;
            });
        }
    }

    /** By a look of its own, which needs no right to list and leaves the cursor alone. */
    @Override
    public boolean isEmpty() throws StorageException {
        checkOpen();
        return guard(() -> storage.namespace().steady(() -> {
            try (Located place = storage.resolver().resolve(path(), Links.ITSELF)) {
                if (gone() || place.found() == null || !AttributeReader.same(place.found(), platformId())) {
                    throw stale();
                }
                try (Folder inside = place.open()) {
                    return !inside.names().hasNext();
                }
            } catch (StorageException x) {
                throw x.reason() == Reason.PARENT_NOT_FOUND || x.reason() == Reason.NOT_DIRECTORY ? stale() : x;
            }
        }));
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        check(Access.READ);
        if (max < 1) {
            throw new IllegalArgumentException("max " + max);
        }
        return guard(() -> {
            try {
                return read(max);
            } catch (IllegalStateException x) { // of the JDK's stream, which was closed meanwhile
                throw stale();
            }
        });
    }

    private List<Entry> read(int max) throws IOException {
        if (listing == null) {
            findByPath();
            listing = new Listing(storage, folder, this::path);
        }
        List<Entry> entries = listing.next(max);
        checkOpen(); // closed meanwhile, it would look like the end of the directory
        return entries;
    }

    /** A folder that goes by path knows nothing of renames, so it is looked up where this node is by now. */
    private void findByPath() throws IOException {
        if (folder.byPath()) {
            exchange(storage.namespace().steady(() -> {
                if (look() == null) {
                    throw stale();
                }
                return storage.resolver().folder(path());
            }));
        }
    }

    private void exchange(Folder now) throws IOException {
        try (Folder before = folder) {
            folder = now;
        }
        if (isClosed()) {
            now.close();
        }
    }

    @Override
    public void rewind() throws StorageException {
        check(Access.READ);
        guard(() -> {
            exchange(folder.again());
            listing = null;
            return null;
        });
    }

    @Override
    void end() throws IOException {
        if (folder != null) {
            folder.close();
        }
    }
}
