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
import io.fairlead.ftp.client.connection.ServerTraits;
import io.fairlead.ftp.protocol.Reply;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/** A whole-file upload: one STOR, to where the {@link UploadPlan} says. */
final class FtpReplacingNode extends FtpNode {
    private final UploadPlan plan;
    private final Part part;
    private final Upload upload; // guarded by lock, as all below
    private Instant modified;
    private boolean broken;

    /**
     * What an upload is of the whole.
     *
     * @param start bytes that were there before
     * @param size of the whole; negative if it is not known, and then nothing is kept of an upload that breaks off
     */
    private record Part(long start, long size) {
        static final Part ALL = new Part(0, -1);

        boolean kept() {
            return size >= 0;
        }
    }

    private FtpReplacingNode(FtpVolume volume, Open how, UploadPlan plan, Part part, Upload upload) {
        super(volume, plan.path(), how, false);
        this.plan = plan;
        this.part = part;
        this.upload = upload;
    }

    /** Begins to upload. */
    static FtpReplacingNode begin(FtpVolume volume, VPath path, Open how) throws StorageException {
        RemoteFiles files = volume.files();
        UploadPlan plan = UploadPlan.of(files, path);
        try {
            return new FtpReplacingNode(volume, how, plan, Part.ALL, Upload.whole(files, plan.stored()));
        } catch (StorageException e) {
            boolean refused = e.reason() == Reason.ACCESS_DENIED || e.reason() == Reason.NAME_INVALID;
            if (!refused || !plan.renames() || !files.target().upload().equals("auto")) {
                throw e;
            }
        }
        plan = plan.direct(); // Interop: files may be changed there, but not made, or no name may begin with a dot
        return new FtpReplacingNode(volume, how, plan, Part.ALL, Upload.whole(files, path));
    }

    /** Goes on with what an earlier upload of the same source has left, or begins one that can be gone on with. */
    static FtpReplacingNode resume(FtpVolume volume, VPath path, String source, long size) throws StorageException {
        RemoteFiles files = volume.files();
        UploadPlan plan = UploadPlan.kept(files, path, source);
        if (!plan.renames()) {
            return begin(volume, path, Open.replace());
        }
        long there = sizeOf(files, plan.stored());
        if (there > 0 && there <= size) {
            Optional<Upload> on = Upload.on(files, plan.stored(), there);
            if (on.isPresent()) {
                return new FtpReplacingNode(volume, Open.replace(), plan, new Part(there, size), on.get());
            }
        }
        try {
            Upload whole = Upload.whole(files, plan.stored());
            return new FtpReplacingNode(volume, Open.replace(), plan, new Part(0, size), whole);
        } catch (StorageException e) {
            if (e.reason() != Reason.ACCESS_DENIED && e.reason() != Reason.NAME_INVALID) {
                throw e;
            }
            return begin(volume, path, Open.replace()); // as there, not every name may be made
        }
    }

    /** 0 for what is no file. */
    private static long sizeOf(RemoteFiles files, VPath path) throws StorageException {
        try {
            Attributes there = files.told(path);
            return there.isFile() ? there.size() : 0;
        } catch (StorageException e) {
            if (e.reason() == Reason.UNAVAILABLE) {
                throw e;
            }
            return 0;
        }
    }

    private long sent() {
        return part.start() + upload.sent();
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
            if (broken || position != sent()) {
                throw new StorageException(
                        broken ? Reason.IO : Reason.NOT_SUPPORTED,
                        path() + " can be written at " + sent() + ", not at " + position);
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
        if (size != sent()) {
            throw new StorageException(Reason.NOT_SUPPORTED, path() + " can't be resized to " + size);
        }
    }

    @Override
    public Attributes attributes() throws StorageException {
        requireOpen();
        lock.lock();
        try {
            Instant time = modified == null ? Instant.now() : modified;
            return Attributes.of(NodeId.ofPath(path()), Attributes.Kind.FILE, sent(), time);
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
                if (part.kept()) {
                    keep();
                } else {
                    upload.abort();
                    discard();
                }
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
                requireWhole();
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
            if (!part.kept()) {
                discard();
            }
            throw e;
        }
    }

    /** Ends it as if it were whole, so that the server stores what came. */
    private void keep() {
        try {
            upload.finish();
        } catch (StorageException e) {
            // then it has what it has
        }
    }

    /** Where two have gone on with one file, or the server has not begun where it was told, there is more or less. */
    private void requireWhole() throws StorageException {
        if (!part.kept()) {
            return;
        }
        long there = files.stat(plan.stored()).size();
        if (there != part.size()) {
            discard();
            throw new StorageException(
                    Reason.IO, path() + " has " + there + " bytes at the server, not " + part.size() + ": not stored");
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
