// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.upload;

import io.fairlead.storage.local.folder.Closing;
import io.fairlead.storage.local.folder.FileModes;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.folder.Resolver;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The folder {@value NameRules#STAGING} in the root, where new directories are made before they get their names by a
 * rename, and uploads to other devices are noted. It exists only while somebody uses it.
 *
 * <p>Everything in it is named {@code INSTANCE.N}, after the storage that made it; {@code INSTANCE.lock} is locked for as
 * long as that storage uses the folder. {@link StagingSweep} removes what has no holder of its lock any more. Thread-safe.
 */
public final class Staging {
    /** Starts the instance of every storage in this process; another process never has the same. */
    static final String PROCESS = process();

    static final String LOCK_SUFFIX = ".lock";

    private static final int MAX_ATTEMPTS = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Folder root;
    private final Path directory;
    private final FileAttribute<?>[] mode;
    private final String instance = PROCESS + Long.toHexString(RANDOM.nextLong());
    private final AtomicLong serial = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private int users;
    private Folder folder;
    private Path lockFile;
    private Channel lockHolder;

    public Staging(Folder root, FileModes modes) {
        this.root = root;
        this.mode = modes.attribute(0700);
        directory = root.directory().getFileSystem().getPath(NameRules.STAGING);
    }

    private static String process() {
        ProcessHandle process = ProcessHandle.current();
        long started = process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
        return process.pid() + "-" + Long.toHexString(started) + "-";
    }

    /** Uses the folder, making it if need be; it goes with the last use that is closed. */
    public Use use() throws IOException {
        lock.lock();
        try {
            if (users == 0) {
                begin();
            }
            users++;
            return new Use(folder);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #use}; null where nothing can be made. */
    public Use useIfPossible() {
        try {
            return use();
        } catch (IOException refused) {
            return null;
        }
    }

    /** One use of the folder. */
    public final class Use implements AutoCloseable {
        private final Folder inside;
        private boolean closed;

        private Use(Folder inside) {
            this.inside = inside;
        }

        public Folder folder() {
            return inside;
        }

        /** A name that nothing in the folder has. */
        public Path freshName() {
            return name("." + serial.incrementAndGet());
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    if (--users == 0) {
                        end();
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** The storage's own, which stays open. */
    Folder root() {
        return root;
    }

    /** A name for use outside the folder, in a listing of which it is hidden. */
    public Path freshNameBeside() {
        return fileName(NameRules.BESIDE + instance + "." + serial.incrementAndGet());
    }

    private Path name(String suffix) {
        return fileName(instance + suffix);
    }

    private Path fileName(String name) {
        return directory.getFileSystem().getPath(name);
    }

    /** Another process may sweep, and remove the empty folder, at any moment until we hold our lock. */
    private void begin() throws IOException {
        IOException failure = null;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            try {
                makeDirectory();
                folder = root.open(directory);
                if (claim()) {
                    return;
                }
            } catch (NoSuchFileException swept) {
                failure = swept;
            }
            Closing.quietly(folder);
        }
        throw new IOException("can't hold " + NameRules.STAGING, failure);
    }

    private void makeDirectory() throws IOException {
        try {
            root.createDirectory(directory, mode);
        } catch (FileAlreadyExistsException x) {
            BasicFileAttributes there = Resolver.look(root, directory);
            if (there != null && !there.isDirectory()) {
                throw new IOException(NameRules.STAGING + " is in the way and no folder", x);
            }
        }
    }

    private boolean claim() throws IOException {
        lockFile = name("-" + serial.incrementAndGet() + LOCK_SUFFIX);
        lockHolder = folder.channel(lockFile, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        boolean held = lock(lockHolder) && Resolver.look(folder, lockFile) != null;
        if (!held) {
            Closing.quietly(lockHolder);
        }
        return held;
    }

    /** Whether nobody else holds the lock; true where there are no locks at all. */
    static boolean lock(Channel channel) {
        try {
            return !(channel instanceof FileChannel file) || file.tryLock() != null;
        } catch (OverlappingFileLockException ours) {
            return false;
        } catch (IOException noLocks) {
            return true;
        }
    }

    private void end() {
        try {
            folder.deleteFile(lockFile);
        } catch (IOException swept) {
            // what we made is gone already, which is what we want
        }
        Closing.quietly(lockHolder);
        Closing.quietly(folder);
        removeIfEmpty();
    }

    /** Removes the folder unless another instance is at work in it. */
    void removeIfEmpty() {
        try {
            root.deleteDirectory(directory);
        } catch (IOException inUseOrGone) {
            // the last one to leave will do it
        }
    }
}
