// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.client.RemoteChecksums;
import io.fairlead.api.client.ResumableUploads;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.ftp.client.connection.Failures;
import io.fairlead.ftp.protocol.Reply;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** A mounted server. Opens are made cheap: reading a file costs EPSV and RETR, listing EPSV and MLSD, storing EPSV and STOR. */
final class FtpVolume implements Volume {
    private final FtpStorage storage;
    private final RemoteFiles files;
    private final Set<FtpNode> nodes = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    FtpVolume(FtpStorage storage, RemoteFiles files) {
        this.storage = storage;
        this.files = files;
    }

    RemoteFiles files() {
        return files;
    }

    @Override
    public Attributes attributes(VPath path) throws StorageException {
        return attributes(path, Links.FOLLOW);
    }

    @Override
    public Attributes attributes(VPath path, Links links) throws StorageException {
        requireOpen();
        return links == Links.FOLLOW ? files.stat(path) : files.itself(path);
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        requireOpen();
        FtpNode node =
                switch (how.disposition()) {
                    case OPEN -> openExisting(path, how);
                    case CREATE -> create(path, how);
                    case OPEN_OR_CREATE -> openOrCreate(path, how);
                    case REPLACE -> replace(path, how);
                };
        return opened(node);
    }

    private FtpNode opened(FtpNode node) throws StorageException {
        nodes.add(node);
        storage.open().opened(node);
        if (closed.get()) {
            close(node);
            requireOpen();
        }
        return node;
    }

    private FtpNode openExisting(VPath path, Open how) throws StorageException {
        boolean readsOnly = how.access().equals(EnumSet.of(Access.READ)) && how.links() == Links.FOLLOW;
        if (readsOnly && how.kind() == Kind.FILE) {
            return FtpFileNode.reading(this, path, how);
        }
        if (readsOnly && how.kind() == Kind.DIRECTORY) {
            return new FtpDirectoryNode(this, path, how, false).listed();
        }
        if (how.links() == Links.FOLLOW) {
            return found(path, how, files.stat(path));
        }
        Attributes there = files.itself(path);
        // Interop: servers whose MLST, SIZE and CWD show what a link leads to; its own line in the listing tells
        boolean wrongKind = there.isDirectory() && how.kind() == Kind.FILE;
        return found(path, how, wrongKind ? files.listed(path).orElse(there) : there);
    }

    private FtpNode found(VPath path, Open how, Attributes there) throws StorageException {
        if (there.kind() == Attributes.Kind.OTHER || there.isLink()) {
            boolean removes = EnumSet.of(Access.DELETE).containsAll(how.access());
            if (!removes && how.kind() != Kind.DIRECTORY) {
                throw new StorageException(Reason.ACCESS_DENIED, path + " is neither a file nor a directory");
            }
        }
        if (there.isDirectory() && how.kind() == Kind.FILE) {
            throw new StorageException(Reason.IS_DIRECTORY, path);
        }
        if (!there.isDirectory() && how.kind() == Kind.DIRECTORY) {
            throw new StorageException(Reason.NOT_DIRECTORY, path);
        }
        return there.isDirectory()
                ? new FtpDirectoryNode(this, path, how, false)
                : new FtpFileNode(this, path, how, false, there.size());
    }

    private FtpNode create(VPath path, Open how) throws StorageException {
        if (how.kind() == Kind.DIRECTORY) {
            files.makeDirectory(path);
            return new FtpDirectoryNode(this, path, how, true);
        }
        ReentrantLock naming = storage.naming();
        naming.lock();
        try {
            if (exists(path, how.disposition() == Open.Disposition.CREATE)) {
                throw new StorageException(Reason.EXISTS, path);
            }
            Upload.empty(files, path);
            return new FtpFileNode(this, path, how, true, 0);
        } finally {
            naming.unlock();
        }
    }

    private FtpNode openOrCreate(VPath path, Open how) throws StorageException {
        Attributes there;
        try {
            there = files.stat(path);
        } catch (StorageException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
            try {
                return create(path, how);
            } catch (StorageException beaten) {
                if (beaten.reason() != Reason.EXISTS) {
                    throw beaten;
                }
                there = files.stat(path);
            }
        }
        return found(path, how, there);
    }

    private FtpNode replace(VPath path, Open how) throws StorageException {
        if (path.isRoot() || how.kind() == Kind.DIRECTORY) {
            throw new StorageException(
                    path.isRoot() ? Reason.IS_DIRECTORY : Reason.NOT_SUPPORTED, "only files are replaced, not " + path);
        }
        return FtpReplacingNode.begin(this, path, how);
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        if (type == ResumableUploads.class) {
            return Optional.of(type.cast(new FtpUploads(this, files)));
        }
        return type == RemoteChecksums.class ? Optional.of(type.cast(new RemoteHashes(files))) : Optional.empty();
    }

    /** See {@link ResumableUploads#resume}. */
    FtpNode resume(VPath path, String source, long size) throws StorageException {
        requireOpen();
        if (path.isRoot()) {
            throw new StorageException(Reason.IS_DIRECTORY, path);
        }
        return opened(FtpReplacingNode.resume(this, path, source, size));
    }

    /** @param itself whether a link that leads nowhere is something */
    private boolean exists(VPath path, boolean itself) throws StorageException {
        try {
            if (itself) {
                files.told(path);
            } else {
                files.stat(path);
            }
            return true;
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** Renames, refusing or clearing what is in the way. */
    void rename(VPath from, VPath target, boolean replace) throws StorageException {
        ReentrantLock naming = storage.naming();
        naming.lock();
        try {
            makeRoom(from, target, replace);
            Reply reply = files.rename(from, target);
            if (!reply.isCompletion()) {
                throw renameRefused(from, target, reply);
            }
            nodes.forEach(n -> n.renamed(from, target));
        } finally {
            naming.unlock();
        }
    }

    private void makeRoom(VPath from, VPath target, boolean replace) throws StorageException {
        Attributes there;
        try {
            there = files.told(target);
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return;
            }
            throw e;
        }
        if (!replace) {
            throw new StorageException(Reason.EXISTS, target);
        }
        boolean directory = files.told(from).isDirectory();
        if (directory != there.isDirectory()) {
            throw new StorageException(directory ? Reason.NOT_DIRECTORY : Reason.IS_DIRECTORY, target);
        }
        if (directory) {
            files.delete(target, true, true);
        }
    }

    StorageException renameRefused(VPath from, VPath target, Reply reply) {
        StorageException source = files.refused(from, reply, null, null, Reason.STALE);
        if (source.reason() != Failures.reason(reply)) {
            return source;
        }
        return files.refused(target, reply, null, null, null);
    }

    void deleted(VPath path) {
        nodes.forEach(n -> {
            if (n.path().equals(path)) {
                n.deleted();
            }
        });
    }

    void forget(FtpNode node) {
        nodes.remove(node);
    }

    /** Its closing is over. */
    void settled(FtpNode node) {
        storage.open().closed(node);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            nodes.forEach(FtpVolume::close);
            storage.forget(this);
        }
    }

    private static void close(Node node) {
        try {
            node.abort();
            node.close();
        } catch (StorageException e) {
            // nobody is left to be told
        }
    }

    private void requireOpen() throws StorageException {
        if (closed.get()) {
            throw new StorageException(Reason.STALE, "the volume was closed");
        }
    }
}
