// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** An open directory. Small ones are read at once, so that they don't hold a connection; large ones as they are asked for. */
final class FtpDirectoryNode extends FtpNode {
    private static final int READ_AHEAD = 2_000;

    private final Deque<Entry> ahead = new ArrayDeque<>(); // guarded by lock
    private Listing listing; // guarded by lock; null before the first call

    /** A directory that is known to be there; it is listed when somebody asks. */
    FtpDirectoryNode(FtpVolume volume, VPath path, Open how, boolean created) {
        super(volume, path, how, created);
    }

    /** Lists at once, which shows whether it is there. */
    FtpDirectoryNode listed() throws StorageException {
        lock.lock();
        try {
            start();
            return this;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        require(Access.READ);
        lock.lock();
        try {
            if (listing == null) {
                start();
            }
            List<Entry> entries = new ArrayList<>(Math.min(max, READ_AHEAD));
            while (entries.size() < max) {
                Entry entry = ahead.isEmpty() ? listing.next() : ahead.pollFirst();
                if (entry == null) {
                    break;
                }
                entries.add(entry);
            }
            return entries;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> leftOut() {
        lock.lock();
        try {
            return listing == null ? List.of() : listing.leftOut();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void rewind() throws StorageException {
        requireOpen();
        lock.lock();
        try {
            end();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        requireOpen();
        throw new StorageException(Reason.IS_DIRECTORY, path());
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        requireOpen();
        throw new StorageException(Reason.IS_DIRECTORY, path());
    }

    @Override
    public void resize(long size) throws StorageException {
        requireOpen();
        throw new StorageException(Reason.IS_DIRECTORY, path());
    }

    @Override
    public void close() {
        if (markClosed()) {
            lock.lock();
            try {
                end();
            } finally {
                lock.unlock();
                volume.settled(this);
            }
        }
    }

    private void start() throws StorageException {
        listing = Listing.of(files, path());
        for (int i = 0; i < READ_AHEAD; i++) {
            Entry entry = listing.next();
            if (entry == null) {
                return;
            }
            ahead.addLast(entry);
        }
    }

    private void end() {
        ahead.clear();
        if (listing != null) {
            listing.close();
            listing = null;
        }
    }
}
