// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.ByteBuffer;

/**
 * An open file. Reads go on over one transfer as long as they follow each other; a jump breaks it off and starts another
 * at that position. Writes go from the start of an empty file, or on from the end of any.
 */
final class FtpFileNode extends FtpNode {
    private static final long UNKNOWN = -1;

    private Download download; // guarded by lock, as all below
    private Upload upload;
    private long end = UNKNOWN; // where the last download found the end
    private long size = UNKNOWN; // with what this node wrote; known only if it is open for writing

    /** A file that is known to be there. */
    FtpFileNode(FtpVolume volume, VPath path, Open how, boolean created, long size) {
        super(volume, path, how, created);
        this.size = size;
    }

    /** A file to be read from its start, which shows whether it is there. */
    static FtpFileNode reading(FtpVolume volume, VPath path, Open how) throws StorageException {
        FtpFileNode node = new FtpFileNode(volume, path, how, false, UNKNOWN);
        node.download = Download.of(volume.files(), path, 0);
        node.download.rest();
        return node;
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        require(Access.READ);
        if (!into.hasRemaining()) {
            return 0;
        }
        lock.lock();
        try {
            settle();
            if (end != UNKNOWN && position >= end) {
                return -1;
            }
            if (!prepare(position)) {
                return ended(position);
            }
            int n = download(into, position);
            return n < 0 ? ended(position) : n;
        } finally {
            lock.unlock();
        }
    }

    private int download(ByteBuffer into, long position) throws StorageException {
        boolean good = false;
        try {
            int n = download.read(into, position);
            good = n >= 0;
            return n;
        } finally {
            if (good) {
                download.rest();
            } else {
                download = null;
            }
        }
    }

    private int ended(long position) {
        end = end == UNKNOWN ? position : Math.min(end, position);
        return -1;
    }

    /** Has a download that reaches the position; false if that is past the end. */
    private boolean prepare(long position) throws StorageException {
        if (download != null) {
            if (download.wake() && download.reaches(position)) {
                return true;
            }
            endDownload();
        }
        download = Download.of(files, path(), position);
        return download != null;
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        requireOpen();
        boolean appends = has(Access.APPEND) && !has(Access.WRITE);
        if (!appends) {
            require(Access.WRITE);
        }
        lock.lock();
        try {
            endDownload();
            end = UNKNOWN;
            if (!appends && position != size) {
                throw new StorageException(
                        Reason.NOT_SUPPORTED, path() + " can be written at " + size + ", not at " + position);
            }
            if (upload == null) {
                upload = size == 0 && !appends ? Upload.whole(files, path()) : Upload.append(files, path());
            }
            send(from);
        } finally {
            lock.unlock();
        }
    }

    private void send(ByteBuffer from) throws StorageException {
        int before = from.remaining();
        boolean good = false;
        try {
            upload.write(from);
            good = true;
        } finally {
            size += before - from.remaining();
            if (!good) {
                upload = null;
            }
        }
    }

    @Override
    public void resize(long wanted) throws StorageException {
        require(Access.WRITE);
        lock.lock();
        try {
            if (wanted == 0 && size != 0) {
                settle();
                endDownload();
                Upload.empty(files, path());
                size = 0;
                end = UNKNOWN;
            } else if (wanted != size) {
                throw new StorageException(Reason.NOT_SUPPORTED, path() + " can't be resized to " + wanted);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Attributes attributes() throws StorageException {
        lock.lock();
        try {
            settle();
            return super.attributes();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sync() throws StorageException {
        requireOpen();
        lock.lock();
        try {
            settle();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        lock.lock();
        try {
            settle();
            super.rename(target, replace);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws StorageException {
        if (markClosed()) {
            lock.lock();
            try {
                endDownload();
                settle();
            } finally {
                lock.unlock();
                volume.settled(this);
            }
        }
    }

    /** Ends a running upload, so that everything written is there. */
    private void settle() throws StorageException {
        if (upload != null) {
            Upload ending = upload;
            upload = null;
            ending.finish();
        }
    }

    private void endDownload() {
        if (download != null) {
            download.close();
            download = null;
        }
    }
}
