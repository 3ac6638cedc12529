// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.net.BufferPool;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.client.open.ShareFiles;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.WriteResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A whole-file upload: to a name beside it, which takes the place of the file at the end. Writes return before the server
 * has taken them; what goes wrong is told by a later call, {@link #close} at the latest, and then nothing is published.
 */
final class SmbReplacingNode extends SmbFileNode {
    private static final int SMALL_BYTES = 64 * 1024;

    private final ShareFiles files;
    private final String upload; // key among the uploads of the link
    private final String temporary;
    private BufferPool.Lease memory; // guarded by lock, as all below; of what is gathered, null if nothing is
    private ByteBuffer gathered; // written and not sent yet
    private long gatheredAt;
    private long size;
    private AttributeChanges times = AttributeChanges.NONE;
    private IOException broken;

    SmbReplacingNode(SmbVolume volume, VPath path, Open how, RemoteHandle handle, ShareFiles files, String temporary) {
        super(volume, path, how, handle);
        this.files = files;
        this.temporary = temporary;
        this.upload = files.key(temporary);
    }

    /** What was written with the open, or is to be written now if the credits were not enough for both. */
    void first(ByteBuffer content, List<Answer> answers) throws IOException {
        int bytes = content.remaining();
        boolean good = false;
        try {
            if (bytes > 0 && answers.size() > 1) {
                Answer written = answers.get(1);
                if (!written.is(NtStatus.SUCCESS)) {
                    throw new StatusException(Command.WRITE, written.status());
                }
                if (WriteResponse.decode(written.body()).count() != bytes) {
                    throw new IOException("the server has written less than it was sent");
                }
                size = bytes;
            } else if (bytes > 0) {
                write(content, 0);
            }
            good = true;
        } finally {
            if (!good) {
                abort();
            }
        }
    }

    /** It has its name to itself: it follows its folder, but not the old file. */
    @Override
    public void renamed(VPath from, VPath to) {
        if (!path().equals(from)) {
            super.renamed(from, to);
        }
    }

    @Override
    public boolean created() {
        return false;
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        require(Access.WRITE);
        lock.lock();
        try {
            requireWhole();
            gather(from, position);
        } catch (IOException e) {
            broken = e;
            writes().drain();
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    private void requireWhole() throws IOException {
        if (broken != null) {
            throw broken;
        }
    }

    private void gather(ByteBuffer from, long position) throws IOException {
        long at = position;
        if (position < size || gathered != null && gatheredAt + gathered.position() != position) {
            flush();
            if (position < size) { // it has to come after what it changes
                writes().settle();
            }
        }
        while (from.hasRemaining()) {
            if (gathered == null) {
                int most = writes().chunkBytes();
                int bytes = size > SMALL_BYTES || from.remaining() >= most ? most : Math.min(most, SMALL_BYTES);
                memory = handle.link().memory().direct(bytes);
                gathered = memory.buffer().limit(bytes);
                gatheredAt = at;
            }
            int some = Math.min(from.remaining(), gathered.remaining());
            gathered.put(from.slice(from.position(), some));
            from.position(from.position() + some);
            at += some;
            size = Math.max(size, at);
            if (!gathered.hasRemaining()) {
                flush();
            }
        }
    }

    private void flush() throws IOException {
        if (gathered != null) {
            ByteBuffer whole = gathered.flip();
            BufferPool.Lease its = memory;
            gathered = null;
            memory = null;
            writes().send(whole, gatheredAt, its::close);
        }
    }

    /** All that was written is at the server then. */
    @Override
    void beforeRead() throws IOException {
        requireWhole();
        try {
            flush();
            writes().settle();
        } catch (IOException e) {
            broken = e;
            writes().drain();
            throw e;
        }
        state.changed();
    }

    @Override
    void copied(long end) {
        lock.lock();
        try {
            size = Math.max(size, end);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void resize(long wanted) throws StorageException {
        super.resize(wanted);
        lock.lock();
        try {
            size = wanted;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Attributes attributes() throws StorageException {
        requireOpen();
        lock.lock();
        try {
            beforeRead();
            return super.attributes();
        } catch (IOException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long size() throws StorageException {
        requireOpen();
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /** The time of the last change has to come after the last write, so that it is set at the end once more. */
    @Override
    public void change(AttributeChanges changes) throws StorageException {
        require(Access.WRITE);
        lock.lock();
        try {
            beforeRead();
            apply(changes);
            times = new AttributeChanges(
                    null,
                    changes.modified() == null ? times.modified() : changes.modified(),
                    changes.accessed() == null ? times.accessed() : changes.accessed(),
                    null,
                    null);
        } catch (IOException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sync() throws StorageException {
        requireOpen();
        lock.lock();
        try {
            beforeRead();
            super.sync();
        } catch (IOException e) {
            throw failed(e);
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
                writes().drain();
                dropGathered();
                discard();
            } finally {
                lock.unlock();
                volume.settled(this);
            }
        }
    }

    @Override
    public void close() throws StorageException {
        if (!markClosed()) {
            return;
        }
        lock.lock();
        boolean published = false;
        try {
            beforeRead();
            apply(times);
            volume.publish(this);
            published = true;
        } catch (IOException e) {
            throw failed(e);
        } finally {
            if (published) {
                handle.link().files().uploads().remove(upload);
            } else {
                dropGathered();
                discard();
            }
            lock.unlock();
            volume.settled(this);
        }
    }

    private void dropGathered() {
        if (memory != null) {
            memory.close();
            gathered = null;
            memory = null;
        }
    }

    private void discard() {
        boolean gone = false;
        try {
            set(FileInformationClass.DISPOSITION, new byte[] {1});
            gone = true;
        } catch (IOException e) {
            // by its name, then
        }
        try {
            handle.close();
            if (!gone) {
                files.delete(temporary);
            }
        } catch (IOException e) {
            // litter, if the server kept it and can't be reached
        } finally {
            handle.link().files().uploads().remove(upload);
        }
    }
}
