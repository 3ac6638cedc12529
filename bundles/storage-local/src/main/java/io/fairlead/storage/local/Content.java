// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.storage.local.folder.Closing;
import io.fairlead.storage.local.folder.FileModes;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** The bytes of an open file, by position. Thread-safe. */
final class Content implements Closeable {
    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, Folder.NO_LINKS);
    private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.WRITE, Folder.NO_LINKS);
    private static final Set<OpenOption> READ_WRITE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, Folder.NO_LINKS);
    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, Folder.NO_LINKS);
    private static final Set<OpenOption> NEW_READ =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE, Folder.NO_LINKS);

    private final SeekableByteChannel channel; // null if opened for appending only
    private final FileChannel appender; // null unless opened for appending
    private volatile Lock cursor; // of the channel's position; null until somebody needs it

    Content(SeekableByteChannel channel, FileChannel appender) {
        this.channel = channel;
        this.appender = appender;
    }

    /** Opens, and with {@code create} makes, the file at a place. */
    static Content open(Located place, Open how, boolean create, FileModes modes) throws IOException {
        boolean reads = how.access().contains(Access.READ);
        SeekableByteChannel channel = null;
        if (create) {
            channel = place.folder().channel(place.file(), reads ? NEW_READ : NEW, modes.attribute(modes.file()));
        } else if (how.access().contains(Access.WRITE)) {
            channel = place.folder().channel(place.file(), reads ? READ_WRITE : WRITE, NO_ATTRIBUTES);
        } else if (reads) {
            channel = place.folder().channel(place.file(), READ, NO_ATTRIBUTES);
        }
        try {
            return new Content(channel, appends(how) ? appender(place) : null);
        } catch (IOException x) {
            Closing.quietly(channel);
            throw x;
        }
    }

    /** With {@link Access#WRITE} as well, positions count. */
    private static boolean appends(Open how) {
        return how.access().contains(Access.APPEND) && !how.access().contains(Access.WRITE);
    }

    private static FileChannel appender(Located place) throws IOException {
        return (FileChannel) place.folder().channel(place.file(), Set.of(StandardOpenOption.APPEND));
    }

    int read(ByteBuffer into, long position) throws IOException {
        if (channel instanceof FileChannel file) {
            return file.read(into, position);
        }
        Lock lock = cursor();
        lock.lock();
        try {
            return channel.position(position).read(into);
        } finally {
            lock.unlock();
        }
    }

    /** Only copies, cuts and channels that are no files use the position: so most opens make no lock. */
    private Lock cursor() {
        Lock present = cursor;
        if (present == null) {
            synchronized (this) {
                present = cursor;
                if (present == null) {
                    present = new ReentrantLock();
                    cursor = present;
                }
            }
        }
        return present;
    }

    void write(ByteBuffer from, long position) throws IOException {
        if (appender != null) {
            append(from);
            return;
        }
        FileChannel file = (FileChannel) channel;
        for (long at = position; from.hasRemaining(); ) {
            at += file.write(from, at);
        }
    }

    private void append(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            appender.write(from);
        }
    }

    /** Sends by sendfile where both ends can; -1 if this content has no way of its own. */
    long transferTo(long position, long count, WritableByteChannel sink) throws IOException {
        return channel instanceof FileChannel file ? file.transferTo(position, count, sink) : -1;
    }

    /**
     * Copies to another file within the platform.
     *
     * @throws StorageException {@link Reason#NOT_SUPPORTED} if it can't
     */
    long copyTo(long position, Content target, long targetPosition, long count) throws IOException {
        if (!(channel instanceof FileChannel from) || !(target.channel instanceof FileChannel to)) {
            throw new StorageException(Reason.NOT_SUPPORTED, "no files of this platform");
        }
        Lock lock = target.cursor();
        lock.lock();
        try {
            to.position(targetPosition);
            long copied = from.transferTo(position, count, to);
            if (copied == 0 && position < from.size()) {
                throw new StorageException(Reason.NOT_SUPPORTED, "the platform copies nothing here");
            }
            return copied;
        } finally {
            lock.unlock();
        }
    }

    void resize(long size) throws IOException {
        FileChannel file = (FileChannel) channel;
        Lock lock = cursor();
        lock.lock();
        try {
            long now = file.size();
            if (size < now) {
                file.truncate(size);
            } else if (size > now) {
                file.write(ByteBuffer.allocate(1), size - 1); // the rest is a hole, which reads as zeros
            }
        } finally {
            lock.unlock();
        }
    }

    void sync() throws IOException {
        if (appender != null) {
            appender.force(true);
        } else if (channel instanceof FileChannel file) {
            file.force(true);
        }
    }

    long size() throws IOException {
        return channel != null ? channel.size() : appender.size();
    }

    boolean isOpen() {
        return (channel == null || channel.isOpen()) && (appender == null || appender.isOpen());
    }

    @Override
    public void close() throws IOException {
        try (FileChannel closing = appender) {
            if (channel != null) {
                channel.close();
            }
        }
    }
}
