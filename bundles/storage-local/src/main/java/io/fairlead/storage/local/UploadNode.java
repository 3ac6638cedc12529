// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.upload.StagedFile;
import io.fairlead.storage.local.xattr.CheckedPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** A file that replaces another when it is closed: {@link Open.Disposition#REPLACE}. */
final class UploadNode extends FileNode {
    private final StagedFile staged;
    private volatile AttributeChanges wanted = AttributeChanges.NONE;
    private volatile boolean writtenSince;
    private volatile boolean aborted;

    UploadNode(LocalVolume volume, Located place, Open how, StagedFile staged, OpenedState state) {
        super(volume, place, how, state);
        this.staged = staged;
    }

    @Override
    public Attributes attributesAtOpen() throws StorageException {
        return attributes();
    }

    @Override
    public Attributes attributes() throws StorageException {
        checkOpen();
        return storage.kept().with(guard(() -> storage.reader().read(staged.stat(), platformId())), wanted);
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        if (!may(Access.ATTRIBUTES)) {
            check(Access.WRITE);
        }
        checkOpen();
        storage.changer().check(changes);
        AttributeChanges permitted = storage.changer().permitted(changes);
        guard(() -> {
            if (storage.kept().concerns(permitted)) {
                storage.kept().set(staged.place(path()), permitted);
            }
            storage.changer().apply(staged.view(), withoutMode(permitted));
            return null;
        });
        wanted = storage.changer().merge(wanted, permitted);
    }

    /** The bits come when it has its name, and nobody else reads it until then; flags are set already. */
    private AttributeChanges withoutMode(AttributeChanges changes) {
        AttributeChanges rest = storage.kept().rest(changes);
        return new AttributeChanges(rest.created(), rest.modified(), rest.accessed(), rest.dosFlags(), null);
    }

    @Override
    <T> T onPath(CheckedPath.Call<T> call) throws StorageException {
        return guard(() -> CheckedPath.call(staged.place(path()), call));
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        writtenSince = true;
        super.write(from, may(Access.WRITE) ? position : endOfContent());
    }

    /** Where an upload that may only append goes on. */
    private long endOfContent() throws StorageException {
        checkOpen();
        return guard(content()::size);
    }

    @Override
    public void resize(long size) throws StorageException {
        writtenSince = true;
        super.resize(size);
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        checkOpen();
        throw new StorageException(Reason.NOT_SUPPORTED, path() + ": an upload has no name yet");
    }

    @Override
    public void delete() throws StorageException {
        checkOpen();
        throw new StorageException(Reason.NOT_SUPPORTED, path() + ": an upload has no name yet");
    }

    @Override
    public void abort() {
        aborted = true;
    }

    @Override
    void end() throws IOException {
        try (StagedFile ending = staged;
                Content closing = content()) {
            if (!aborted) {
                publish();
            }
        }
    }

    private void publish() throws IOException {
        if (!content().isOpen()) {
            throw new ClosedChannelException(); // an interrupt did that, perhaps in the middle of a write
        }
        if (writtenSince && (wanted.modified() != null || wanted.accessed() != null)) {
            storage.changer().apply(staged.view(), withoutMode(wanted)); // writing after the change has moved the times
        }
        if (storage.settings().sync() != LocalSettings.Sync.NONE) {
            content().sync();
        }
        storage.namespace().publish(staged, this, wanted.mode());
    }
}
