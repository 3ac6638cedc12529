// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.SmallUploads.MissingFolder;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.smb.client.Uploads.Destination;
import io.fairlead.smb.client.terms.Failures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A whole-file upload that the server does not know of as long as it is small and nothing is asked of it: then file and
 * content go in one message. All else is done by a {@link SmbReplacingNode}, which is begun when it is needed.
 */
final class UploadNode implements Followed {
    /** What is held back: what costs one credit. */
    static final int MOST_BYTES = 64 * 1024;

    private static final int FIRST_BYTES = 4096;

    private final SmbVolume volume;
    private final Open how;
    private final Boolean replaces; // null if nobody has looked where it goes
    private final MissingFolder missing; // null if somebody has
    private final ReentrantLock lock = new ReentrantLock();
    private VPath path; // guarded by lock, as all below
    private byte[] held = new byte[0];
    private int size; // of what is held
    private SmbReplacingNode begun; // null until then
    private boolean closed;

    UploadNode(SmbVolume volume, Open how, Destination found) {
        this(volume, found.path(), how, found.replaces(), null);
    }

    /**
     * One of which nobody has looked where it goes.
     *
     * @param missing makes its folder
     */
    UploadNode(SmbVolume volume, VPath path, Open how, MissingFolder missing) {
        this(volume, path, how, null, missing);
    }

    private UploadNode(SmbVolume volume, VPath path, Open how, Boolean replaces, MissingFolder missing) {
        this.volume = volume;
        this.path = path;
        this.how = how;
        this.replaces = replaces;
        this.missing = missing;
    }

    /** Makes the file at the server, under the name that it has until it is whole. */
    SmbReplacingNode begun() throws StorageException {
        lock.lock();
        try {
            if (begun == null) {
                requireOpen();
                begun = begin();
                volume.forget(this);
                volume.settled(this); // the other is open in its place
                held = null;
            }
            return begun;
        } finally {
            lock.unlock();
        }
    }

    private SmbReplacingNode begin() throws StorageException {
        ByteBuffer content = ByteBuffer.wrap(held, 0, size);
        if (missing == null) {
            return volume.begin(path, how, content);
        }
        try {
            return volume.beginUnseen(path, how, content);
        } catch (StorageException e) {
            if (e.reason() != Reason.PARENT_NOT_FOUND) {
                throw e;
            }
        }
        try {
            missing.make();
        } catch (IOException e) {
            throw Failures.of(e, path.toString());
        }
        return volume.beginUnseen(path, how, content);
    }

    private void requireOpen() throws StorageException {
        if (closed) {
            throw new StorageException(Reason.STALE, path + " was closed");
        }
    }

    /** Whether this much more was held back. */
    private boolean hold(ByteBuffer from, long position) throws StorageException {
        lock.lock();
        try {
            boolean small = begun == null && from.remaining() <= MOST_BYTES - size;
            if (!small || position != size || !how.access().contains(Access.WRITE)) {
                return false;
            }
            requireOpen();
            int end = size + from.remaining();
            if (end > held.length) {
                held = Arrays.copyOf(held, Math.min(MOST_BYTES, Math.max(FIRST_BYTES, 2 * end)));
            }
            from.get(held, size, from.remaining());
            size = end;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        if (!hold(from, position)) {
            begun().write(from, position);
        }
    }

    /** It has its name to itself: it follows its folder, but not the old file. */
    @Override
    public void renamed(VPath from, VPath to) {
        lock.lock();
        try {
            if (path.startsWith(from) && !path.equals(from)) {
                path = path.rebase(from, to);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public NodeId id() {
        try {
            return begun().id();
        } catch (StorageException e) {
            throw new IllegalStateException("not known before it is at the server: " + e.getMessage(), e);
        }
    }

    @Override
    public Attributes.Kind kind() {
        return Attributes.Kind.FILE;
    }

    @Override
    public Attributes opened() throws StorageException {
        return begun().opened();
    }

    @Override
    public Attributes attributes() throws StorageException {
        return begun().attributes();
    }

    @Override
    public long size() throws StorageException {
        lock.lock();
        try {
            requireOpen();
            return begun == null ? size : begun.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        begun().change(changes);
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        return begun().read(into, position);
    }

    @Override
    public void resize(long wanted) throws StorageException {
        begun().resize(wanted);
    }

    @Override
    public void sync() throws StorageException {
        begun().sync();
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        return begun().next(max);
    }

    @Override
    public void rewind() throws StorageException {
        begun().rewind();
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        begun().rename(target, replace);
    }

    @Override
    public void delete() throws StorageException {
        begun().delete();
    }

    @Override
    public void abort() {
        lock.lock();
        try {
            closed = true;
            held = null;
            volume.forget(this);
            if (begun != null) {
                begun.abort();
            }
        } finally {
            lock.unlock();
            volume.settled(this);
        }
    }

    @Override
    public void close() throws StorageException {
        lock.lock();
        try {
            if (!closed) {
                SmbReplacingNode node;
                try {
                    node = isMade() ? null : begun();
                } finally {
                    closed = true;
                    held = null;
                    volume.forget(this);
                    volume.settled(this);
                }
                if (node != null) {
                    node.close();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is done: a new file, by one message. */
    private boolean isMade() throws StorageException {
        return begun == null && volume.make(path, ByteBuffer.wrap(held, 0, size), replaces);
    }
}
