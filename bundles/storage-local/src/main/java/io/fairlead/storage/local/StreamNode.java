// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.stream.StreamOwner;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** An open named stream: content of its own; its path, and all else, is its owner's. */
final class StreamNode extends FileNode {
    private final StreamOwner owner;
    private final Path file;
    private final Object fileKey;

    /** Takes the state's content over; {@code place} is the owner's. */
    StreamNode(LocalVolume volume, Located place, Open how, OpenedState state, Path file) {
        super(volume, place, how, state);
        owner = StreamOwner.of(place.found());
        this.file = file;
        fileKey = state.attributes().fileKey();
    }

    @Override
    public Attributes opened() throws StorageException {
        return attributes();
    }

    @Override
    public Attributes attributesAtOpen() throws StorageException {
        return attributes();
    }

    @Override
    public Attributes attributes() throws StorageException {
        Attributes of = super.attributes();
        return sized(of, content() == null ? guard(this::sizeByName) : size());
    }

    private long sizeByName() throws IOException {
        BasicFileAttributes found = storage.streams().look(owner, file, fileKey);
        if (found == null) {
            throw stale();
        }
        return found.size();
    }

    /** What is told of a stream, given its owner's. */
    static Attributes sized(Attributes owner, long size) {
        return owner.ofStream(size, size);
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        checkOpen();
        throw new StorageException(Reason.NOT_SUPPORTED, path() + ": a stream can't become a file");
    }

    @Override
    public void delete() throws StorageException {
        check(Access.DELETE);
        guard(() -> {
            storage.streams().delete(owner, file, fileKey);
            return null;
        });
    }
}
