// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.protocol.Reply;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/**
 * A whole-file upload: one STOR, straight to the name or, if so configured, to a name beside it that is renamed at the end.
 */
final class FtpReplacingNode extends FtpNode {
    private final VPath stored; // where the bytes go
    private final Upload upload; // guarded by lock, as all below
    private Instant modified;
    private boolean broken;

    FtpReplacingNode(FtpVolume volume, VPath path, Open how) throws StorageException {
        super(volume, path, how, false);
        boolean byRename = files.target().uploadsByRename() && !isLink();
        stored = byRename ? path.parent().child(temporaryName()) : path;
        upload = Upload.whole(files, stored);
    }

    /** It has its name to itself: it follows its folder, but not the old file. */
    @Override
    void renamed(VPath from, VPath to) {
        if (!path().equals(from)) {
            super.renamed(from, to);
        }
    }

    /** A rename would take the place of a link; what it leads to is reached by STOR, though not at once. */
    private boolean isLink() throws StorageException {
        try {
            return files.told(path()).isLink();
        } catch (StorageException e) {
            if (e.reason() == Reason.UNAVAILABLE) {
                throw e;
            }
            return false; // nothing that we may see
        }
    }

    private static String temporaryName() {
        return ".fairlead-" + UUID.randomUUID() + ".part";
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        require(Access.WRITE);
        lock.lock();
        try {
            if (broken || position != upload.sent()) {
                throw new StorageException(
                        broken ? Reason.IO : Reason.NOT_SUPPORTED,
                        path() + " can be written at " + upload.sent() + ", not at " + position);
            }
            broken = true;
            upload.write(from);
            broken = false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        require(Access.READ);
        throw new StorageException(Reason.NOT_SUPPORTED, path() + " can't be read while it is being uploaded");
    }

    @Override
    public void resize(long size) throws StorageException {
        require(Access.WRITE);
        if (size != upload.sent()) {
            throw new StorageException(Reason.NOT_SUPPORTED, path() + " can't be resized to " + size);
        }
    }

    @Override
    public Attributes attributes() throws StorageException {
        requireOpen();
        lock.lock();
        try {
            Instant time = modified == null ? Instant.now() : modified;
            return Attributes.of(NodeId.ofPath(path()), Attributes.Kind.FILE, upload.sent(), time);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        require(Access.WRITE);
        lock.lock();
        try {
            Instant wanted = modifiedOnly(changes);
            modified = wanted == null ? modified : wanted;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        require(Access.DELETE);
        throw new StorageException(Reason.NOT_SUPPORTED, path() + " can't be renamed while it is being uploaded");
    }

    @Override
    public void delete() throws StorageException {
        require(Access.DELETE);
        abort();
    }

    @Override
    public void abort() {
        if (markClosed()) {
            lock.lock();
            try {
                upload.abort();
                discard();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void close() throws StorageException {
        if (markClosed()) {
            lock.lock();
            try {
                upload.finish();
                publish();
            } finally {
                lock.unlock();
            }
        }
    }

    private void publish() throws StorageException {
        if (modified != null) {
            files.setModified(stored, modified);
        }
        if (stored.equals(path())) {
            return;
        }
        Reply reply = files.rename(stored, path());
        if (reply.isPermanentFailure()) {
            reply = replace(reply);
        }
        if (!reply.isCompletion()) {
            discard();
            throw volume.renameRefused(stored, path(), reply);
        }
    }

    /** Interop: servers on Windows don't rename onto an existing file. */
    private Reply replace(Reply refusal) throws StorageException {
        if (!files.stat(path()).isFile()) {
            return refusal;
        }
        files.delete(path(), false, false);
        return files.rename(stored, path());
    }

    private void discard() {
        if (!stored.equals(path())) {
            try {
                files.delete(stored, false, false);
            } catch (StorageException e) {
                // litter, if the server kept it and does not let it go
            }
        }
    }
}
