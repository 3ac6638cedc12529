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

/** A whole-file upload: one STOR, to where the {@link UploadPlan} says. */
final class FtpReplacingNode extends FtpNode {
    private final UploadPlan plan;
    private final Upload upload; // guarded by lock, as all below
    private Instant modified;
    private boolean broken;

    private FtpReplacingNode(FtpVolume volume, Open how, UploadPlan plan, Upload upload) {
        super(volume, plan.path(), how, false);
        this.plan = plan;
        this.upload = upload;
    }

    /** Begins to upload. */
    static FtpReplacingNode begin(FtpVolume volume, VPath path, Open how) throws StorageException {
        RemoteFiles files = volume.files();
        UploadPlan plan = UploadPlan.of(files, path);
        try {
            return new FtpReplacingNode(volume, how, plan, Upload.whole(files, plan.stored()));
        } catch (StorageException e) {
            boolean refused = e.reason() == Reason.ACCESS_DENIED || e.reason() == Reason.NAME_INVALID;
            if (!refused || !plan.renames() || !files.target().upload().equals("auto")) {
                throw e;
            }
        }
        plan = plan.direct(); // Interop: files may be changed there, but not made, or no name may begin with a dot
        return new FtpReplacingNode(volume, how, plan, Upload.whole(files, path));
    }

    /** It has its name to itself: it follows its folder, but not the old file. */
    @Override
    void renamed(VPath from, VPath to) {
        if (!path().equals(from)) {
            super.renamed(from, to);
        }
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
                volume.settled(this);
            }
        }
    }

    @Override
    public void close() throws StorageException {
        if (markClosed()) {
            lock.lock();
            try {
                finish();
                StorageException untimed = keepTime();
                publish();
                if (untimed != null) {
                    throw untimed;
                }
            } finally {
                lock.unlock();
                volume.settled(this);
            }
        }
    }

    private void finish() throws StorageException {
        try {
            upload.finish();
        } catch (StorageException e) {
            discard();
            throw e;
        }
    }

    /** What went wrong, if anything did: the content has arrived all the same. */
    private StorageException keepTime() {
        try {
            if (modified != null) {
                files.setModified(plan.stored(), modified);
            }
            return null;
        } catch (StorageException e) {
            return e;
        }
    }

    private void publish() throws StorageException {
        if (!plan.renames()) {
            return;
        }
        keepMode();
        Reply reply = files.rename(plan.stored(), plan.path());
        if (reply.isPermanentFailure() && isFile(plan.path())) {
            replace();
        } else if (!reply.isCompletion()) {
            discard();
            throw volume.renameRefused(plan.stored(), plan.path(), reply);
        }
    }

    private boolean isFile(VPath path) {
        try {
            return files.stat(path).isFile();
        } catch (StorageException e) {
            return false;
        }
    }

    /** Who may read the old file, and nobody else, may read the new one. */
    private void keepMode() throws StorageException {
        ServerTraits traits = files.exchange().traits();
        if (plan.mode().isPresent() && traits.changesMode()) {
            String mode = String.format("CHMOD %03o ", plan.mode().getAsInt());
            Reply reply = files.exchange().ask("SITE", mode + files.wirePath(plan.stored()));
            if (SizeAndTime.isUnknown(reply)) {
                traits.refusedChangeMode();
            }
        }
    }

    /** Interop: servers on Windows don't rename onto an existing file. Once that is gone the new one stays, come what may. */
    private void replace() throws StorageException {
        try {
            files.delete(plan.path(), false, false);
        } catch (StorageException e) {
            discard();
            throw e;
        }
        Reply reply = files.rename(plan.stored(), plan.path());
        if (!reply.isCompletion()) {
            throw new StorageException(
                    Reason.IO, "the new content of " + plan.path() + " is in " + plan.stored() + ", for " + reply);
        }
    }

    /** Removes what is nobody's but this upload's. */
    private void discard() {
        if (plan.renames() || plan.fresh()) {
            try {
                files.exchange().order("DELE", files.wirePath(plan.stored()));
            } catch (StorageException e) {
                // litter, if the server kept it and does not let it go
            }
        }
    }
}
