// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.tftp.protocol.Request;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TFTP server's files, as far as their names are known. Thread-safe. */
final class TftpVolume implements Volume {
    private static final int SKIP_BYTES = 64 * 1024;

    private final TftpStorage storage;
    private final Set<Node> nodes = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    TftpVolume(TftpStorage storage) {
        this.storage = storage;
    }

    TftpStorage storage() {
        return storage;
    }

    void checkOpen() throws StorageException {
        if (closed) {
            throw new StorageException(Reason.STALE, "the volume was closed");
        }
        storage.checkOpen();
    }

    @Override
    public Attributes attributes(VPath path) throws StorageException {
        checkOpen();
        return path.isRoot() ? root() : file(path, size(path));
    }

    static Attributes root() {
        return Attributes.of(NodeId.ofPath(VPath.ROOT), Attributes.Kind.DIRECTORY, 0, Instant.EPOCH);
    }

    static Attributes file(VPath path, long size) {
        return Attributes.of(NodeId.ofPath(path), Attributes.Kind.FILE, size, Instant.EPOCH);
    }

    /** Asks for the file with tsize, and ends the transfer once the size is known: no data moves (RFC 2349). */
    long size(VPath path) throws StorageException {
        TftpTarget.RemoteFile file = storage.target.file(path);
        Dialogue dialogue = Dialogue.ask(storage, Request.Kind.READ, file, 0);
        OptionalLong told = dialogue.agreement().size();
        ByteBuffer first = dialogue.first();
        dialogue.abort();
        if (told.isPresent()) {
            return told.getAsLong();
        }
        int firstBytes = first == null ? Integer.MAX_VALUE : first.remaining() - 4;
        return firstBytes < 512 ? firstBytes : counted(file);
    }

    /** The server does not tell sizes: so the file is read through. */
    private long counted(TftpTarget.RemoteFile file) throws StorageException {
        try (RemoteReader reader = RemoteReader.open(storage, file)) {
            ByteBuffer skipped = ByteBuffer.allocate(SKIP_BYTES);
            while (reader.read(skipped.clear()) >= 0) {
                checkOpen();
            }
            return reader.position();
        }
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        checkOpen();
        Node node = path.isRoot() ? openRoot(how) : openFile(path, how);
        nodes.add(node);
        storage.open().opened(node);
        if (closed) {
            node.abort();
            node.close();
            checkOpen();
        }
        return node;
    }

    private Node openRoot(Open how) throws StorageException {
        if (how.disposition() == Open.Disposition.CREATE) {
            throw new StorageException(Reason.EXISTS, VPath.ROOT);
        }
        if (how.kind() == Open.Kind.FILE) {
            throw new StorageException(Reason.IS_DIRECTORY, VPath.ROOT);
        }
        return new RootNode(this);
    }

    private Node openFile(VPath path, Open how) throws StorageException {
        if (how.access().contains(Open.Access.DELETE)) {
            throw unable("delete or rename", path);
        }
        if (how.access().contains(Open.Access.APPEND)) {
            throw unable("append", path);
        }
        if (how.access().contains(Open.Access.ATTRIBUTES)) {
            throw unable("change attributes", path);
        }
        boolean directory = how.kind() == Open.Kind.DIRECTORY;
        return switch (how.disposition()) {
            case OPEN -> openExisting(path, how, directory);
            case REPLACE -> new WriteNode(this, path, storage.target.file(path), false);
            case CREATE, OPEN_OR_CREATE -> {
                if (directory) {
                    throw unable("make directories", path);
                }
                yield create(path, how);
            }
        };
    }

    private Node openExisting(VPath path, Open how, boolean directory) throws StorageException {
        if (how.access().contains(Open.Access.WRITE)) {
            throw unable("change a part of a file", path);
        }
        return directory ? openDirectory(path) : new ReadNode(this, path, storage.target.file(path));
    }

    /** A file that can be read is no directory; where the server denies that, there may be one. */
    private Node openDirectory(VPath path) throws StorageException {
        try {
            new ReadNode(this, path, storage.target.file(path)).close();
        } catch (StorageException e) {
            throw e.reason() == Reason.ACCESS_DENIED ? unable("list directories", path) : e;
        }
        throw new StorageException(Reason.NOT_DIRECTORY, path);
    }

    private Node create(VPath path, Open how) throws StorageException {
        boolean exists = exists(path);
        if (exists && how.disposition() == Open.Disposition.CREATE) {
            throw new StorageException(Reason.EXISTS, path);
        }
        if (how.access().contains(Open.Access.READ)) {
            if (!exists || how.access().contains(Open.Access.WRITE)) {
                throw unable("read and write at the same time", path);
            }
            return new ReadNode(this, path, storage.target.file(path));
        }
        return new WriteNode(this, path, storage.target.file(path), !exists);
    }

    private boolean exists(VPath path) throws StorageException {
        try {
            size(path);
            return true;
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    static StorageException unable(String what, VPath path) {
        return new StorageException(Reason.NOT_SUPPORTED, path + ": TFTP can't " + what);
    }

    /** Its closing is over. */
    void closed(Node node) {
        nodes.remove(node);
        storage.open().closed(node);
    }

    @Override
    public void close() throws StorageException {
        closed = true;
        for (Node node : nodes) {
            node.abort();
            node.close();
        }
    }
}
