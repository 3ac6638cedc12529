// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.client.open.HandleRequest;
import io.fairlead.smb.client.open.ReadAhead;
import io.fairlead.smb.client.open.RemoteHandle;
import io.fairlead.smb.client.open.SentContent;
import io.fairlead.smb.client.open.Writes;
import io.fairlead.smb.fscc.FileInformationClass;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.FlushRequest;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** An open file. A write is at the server when the call returns; reads in order are asked for ahead. */
class SmbFileNode extends SmbNode {
    private static final int TRANSFER_BYTES = 1024 * 1024;
    private static final long AT_THE_END = -1; // [MS-FSA] 2.1.5.4: as an offset

    private final ReadAhead ahead;
    private final Writes writes;
    private boolean appendsByOffset; // a server that does not know AT_THE_END; guarded by lock

    SmbFileNode(SmbVolume volume, VPath path, Open how, RemoteHandle handle) {
        super(volume, path, how, handle);
        ahead = new ReadAhead(handle, state);
        writes = new Writes(handle);
    }

    /** What came with the open. */
    final void first(Answer answer) throws IOException {
        ahead.first(answer);
    }

    final Writes writes() {
        return writes;
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        require(Access.READ);
        if (!into.hasRemaining()) {
            return 0;
        }
        lock.lock();
        try {
            beforeRead();
            try (SentContent.Part part = ahead.read(position, into.remaining())) {
                if (part == null) {
                    return -1;
                }
                int count = part.data().remaining();
                into.put(part.data());
                return count;
            }
        } catch (IOException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    /** Brings to the server what a read has to see. */
    void beforeRead() throws IOException {}

    /** Before the server itself writes it. */
    final void beforeCopy() throws IOException {
        lock.lock();
        try {
            beforeRead();
        } finally {
            lock.unlock();
        }
    }

    /** The server has written it up to there. */
    void copied(long end) {}

    @Override
    public long transferTo(long position, long count, WritableByteChannel sink) throws IOException {
        require(Access.READ);
        if (count <= 0) {
            return 0;
        }
        try (SentContent.Part part = part(position, (int) Math.min(count, TRANSFER_BYTES))) {
            if (part == null) {
                return 0;
            }
            long sent = part.data().remaining();
            while (part.data().hasRemaining()) {
                sink.write(part.data());
            }
            return sent;
        }
    }

    /** Null at the end. */
    private SentContent.Part part(long position, int most) throws StorageException {
        lock.lock();
        try {
            beforeRead();
            return ahead.read(position, most);
        } catch (IOException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        requireOpen();
        boolean appends =
                !how().access().contains(Access.WRITE) && how().access().contains(Access.APPEND);
        if (!appends) {
            require(Access.WRITE);
        }
        lock.lock();
        try {
            if (appends) {
                append(from);
            } else {
                writeAll(from, position);
            }
        } catch (IOException e) {
            throw failed(e);
        } finally {
            changed();
            lock.unlock();
        }
    }

    private void writeAll(ByteBuffer from, long position) throws IOException {
        ByteBuffer rest = from.duplicate();
        long at = position;
        boolean good = false;
        try {
            while (rest.hasRemaining()) {
                int some = Math.min(rest.remaining(), writes.chunkBytes());
                writes.send(rest.slice(rest.position(), some), at);
                rest.position(rest.position() + some);
                at += some;
                if (writes.isSettled()) {
                    continue;
                }
            }
            while (!writes.isSettled()) {
                from.position(from.position() + writes.settleFirst());
            }
            from.position(from.limit());
            good = true;
        } finally {
            if (!good) {
                writes.drain();
            }
        }
    }

    /** One request after the other, for each has to find the end where the one before has left it. */
    private void append(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            int some = Math.min(from.remaining(), writes.chunkBytes());
            ByteBuffer part = from.slice(from.position(), some);
            if (appendsByOffset) {
                appendByOffset(part);
            } else {
                try {
                    writes.send(part, AT_THE_END);
                    writes.settle();
                } catch (StatusException e) {
                    if (!e.is(NtStatus.INVALID_PARAMETER)) {
                        throw e;
                    }
                    appendsByOffset = true; // Interop: Samba takes no offset below 0
                    continue;
                }
            }
            from.position(from.position() + some);
        }
    }

    /** Others of this client wait meanwhile; those of other clients can't be made to. */
    private void appendByOffset(ByteBuffer part) throws IOException {
        state.appending().lock();
        try {
            writes.send(part, attributes().size());
            writes.settle();
        } finally {
            state.appending().unlock();
        }
    }

    @Override
    public void resize(long size) throws StorageException {
        require(Access.WRITE);
        lock.lock();
        try {
            beforeRead();
            set(
                    FileInformationClass.END_OF_FILE,
                    new WireWriter(ByteOrder.LITTLE_ENDIAN).u64(size).toBytes());
        } catch (IOException e) {
            throw failed(e);
        } finally {
            changed();
            lock.unlock();
        }
    }

    @Override
    public void sync() throws StorageException {
        requireOpen();
        if (how().access().contains(Access.WRITE) || how().access().contains(Access.APPEND)) {
            succeed(HandleRequest.repeatable(Command.FLUSH, 0, FlushRequest::new));
        }
    }

    @Override
    public void close() throws StorageException {
        super.close();
        if (lock.tryLock()) { // else somebody reads, and what was read ahead is left to the garbage collector
            try {
                ahead.forget();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public List<io.fairlead.api.storage.Entry> next(int max) throws StorageException {
        requireOpen();
        throw new StorageException(Reason.NOT_DIRECTORY, path());
    }
}
