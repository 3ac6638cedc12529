// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Xattrs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The extensions of one volume. */
final class MemoryExtensions {
    private static final int COPY_BYTES = 256 * 1024;

    private final MemoryVolume volume;
    private final List<Object> all = List.of(
            new MemorySymlinks(), new MemoryStreams(), new MemoryXattrs(), new MemoryHardLinks(), new MemoryCopy());

    MemoryExtensions(MemoryVolume volume) {
        this.volume = volume;
    }

    <T> Optional<T> find(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** A node of this volume, which is open. */
    private MemoryNode own(Node node) throws StorageException {
        volume.checkOpen();
        if (!(node instanceof MemoryNode ours) || ours.volume() != volume) {
            throw new IllegalArgumentException("not a node of this volume");
        }
        ours.checkOpen();
        return ours;
    }

    private FileNode ownFile(Node node) throws StorageException {
        MemoryNode ours = own(node);
        if (ours instanceof DirectoryNode) {
            throw new StorageException(Reason.IS_DIRECTORY, "a directory");
        }
        if (!(ours instanceof FileNode file)) {
            throw new StorageException(Reason.NOT_SUPPORTED, "a symbolic link");
        }
        return file;
    }

    private final class MemorySymlinks implements Symlinks {
        @Override
        public void create(VPath link, String target) throws StorageException {
            volume.checkOpen();
            volume.names().makeLink(link, target, volume.policy());
        }

        @Override
        public void replace(VPath link, String target) throws StorageException {
            volume.checkOpen();
            volume.names().replaceByLink(link, target, volume.policy());
        }

        @Override
        public String target(VPath link) throws StorageException {
            return volume.attributes(link, Links.ITSELF)
                    .target()
                    .orElseThrow(() -> new StorageException(Reason.NOT_SUPPORTED, link + ": not a symbolic link"));
        }
    }

    private final class MemoryStreams implements Streams {
        @Override
        public List<Entry> list(Node owner) throws StorageException {
            Inode inode = own(owner).inode();
            Attributes attributes = inode.attributes();
            List<Entry> entries = new ArrayList<>();
            for (StreamTable.Line line : inode.streams().list()) {
                entries.add(new Entry(line.name(), StreamNode.of(attributes, line.content())));
            }
            return entries;
        }

        @Override
        public Node open(Node owner, String stream, Open how) throws StorageException {
            MemoryNode file = owner(owner);
            Streams.checkName(stream);
            if (how.kind() == Open.Kind.DIRECTORY) {
                throw new StorageException(Reason.NOT_DIRECTORY, "a stream is no directory");
            }
            if (how.disposition() == Open.Disposition.REPLACE) {
                throw new StorageException(Reason.NOT_SUPPORTED, "a stream can't be uploaded");
            }
            file.inode().holdIfHeld();
            try {
                StreamTable.Opened opened = file.inode().streams().open(stream, how.disposition());
                return volume.add(new StreamNode(volume, file.entry(), opened, how.access()));
            } catch (StorageException e) {
                file.inode().release();
                throw e;
            }
        }

        @Override
        public void rename(Node owner, String from, String to, boolean replace) throws StorageException {
            MemoryNode file = owner(owner);
            Streams.checkName(to);
            file.inode().streams().rename(from, to, replace);
        }

        /** What can have streams: a file or directory with a name. */
        private MemoryNode owner(Node owner) throws StorageException {
            MemoryNode file = own(owner);
            if (file instanceof LinkNode || file instanceof StreamNode || file.entry() == null) {
                throw new StorageException(Reason.NOT_SUPPORTED, "neither a file nor a directory with a name");
            }
            if (file.kind() != Attributes.Kind.DIRECTORY && !file.inode().isNamed()) {
                throw new StorageException(Reason.STALE, "the file was deleted");
            }
            return file;
        }
    }

    private final class MemoryXattrs implements Xattrs {
        @Override
        public Map<String, byte[]> get(Node node) throws StorageException {
            return own(node).inode().xattrs().get();
        }

        @Override
        public void set(Node node, Map<String, byte[]> changes) throws StorageException {
            MemoryNode file = own(node);
            if (!file.has(Access.WRITE)) {
                file.check(Access.ATTRIBUTES);
            }
            file.inode().xattrs().set(changes);
            file.inode().markChanged();
        }
    }

    private final class MemoryHardLinks implements HardLinks {
        @Override
        public void link(Node file, VPath name, boolean replace) throws StorageException {
            FileNode node = ownFile(file);
            if (node instanceof StreamNode) {
                throw new StorageException(Reason.NOT_SUPPORTED, "a stream can't be a file");
            }
            volume.names().add(node.inode(), name, replace, volume.policy());
        }
    }

    private final class MemoryCopy implements ServerCopy {
        @Override
        public long copy(Node source, long sourcePosition, Node target, long targetPosition, long count)
                throws StorageException {
            FileNode from = ownFile(source);
            FileNode to = ownFile(target);
            if (!to.has(Access.WRITE)) {
                to.check(Access.WRITE);
            }
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(COPY_BYTES, count));
            if (from.read(buffer, sourcePosition) < 0) {
                return 0;
            }
            int copied = buffer.flip().remaining();
            to.write(buffer, targetPosition);
            return copied;
        }
    }
}
