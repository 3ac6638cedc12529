// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.Set;

/** An open named stream: content of its own, the rest is its owner's. */
final class StreamNode extends FileNode {
    private final StreamTable.Stream stream;

    /** Takes over the hold on the owner. */
    StreamNode(MemoryVolume volume, DirectoryEntry owner, StreamTable.Opened opened, Set<Access> access) {
        super(volume, owner, opened.stream().content(), access, opened.created());
        stream = opened.stream();
    }

    @Override
    public Attributes.Kind kind() {
        return Attributes.Kind.FILE;
    }

    @Override
    public Attributes attributes() throws StorageException {
        return of(super.attributes(), stream.content());
    }

    /** What is told of a stream, given its owner's. */
    static Attributes of(Attributes owner, Content content) {
        return owner.ofStream(content.size(), content.allocated());
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        checkOpen();
        throw new StorageException(Reason.NOT_SUPPORTED, "a stream can't become a file");
    }

    @Override
    public void delete() throws StorageException {
        check(Access.DELETE);
        inode().streams().delete(stream);
    }

    @Override
    void closing() {
        inode().streams().leave(stream);
    }
}
