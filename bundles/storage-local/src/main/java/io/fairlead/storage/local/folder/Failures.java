// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import java.util.Map;

/**
 * From the platform's failures to {@link Reason}s. The JDK has exceptions for a few errors and gives the text of
 * {@code strerror} for the rest, which may be in the administrator's language; so callers look for themselves where
 * they can, and a full medium is recognised by its free space, too.
 */
public final class Failures {
    private static final Map<Class<? extends Exception>, Reason> BY_CLASS = Map.ofEntries(
            Map.entry(NoSuchFileException.class, Reason.NOT_FOUND),
            Map.entry(FileAlreadyExistsException.class, Reason.EXISTS),
            Map.entry(AccessDeniedException.class, Reason.ACCESS_DENIED),
            Map.entry(DirectoryNotEmptyException.class, Reason.NOT_EMPTY),
            Map.entry(NotDirectoryException.class, Reason.NOT_DIRECTORY),
            Map.entry(AtomicMoveNotSupportedException.class, Reason.NOT_SUPPORTED),
            Map.entry(ReadOnlyFileSystemException.class, Reason.READ_ONLY),
            Map.entry(UnsupportedOperationException.class, Reason.NOT_SUPPORTED),
            Map.entry(ClosedDirectoryStreamException.class, Reason.STALE));

    /** Texts of Linux, the BSDs and Windows, in lower case; the first that fits counts. */
    private static final String[][] BY_TEXT = {
        {"no space left", "NO_SPACE"},
        {"not enough space", "NO_SPACE"},
        {"file too large", "NO_SPACE"},
        {"quota", "QUOTA"},
        {"name too long", "NAME_INVALID"},
        {"invalid argument", "NAME_INVALID"},
        {"illegal byte sequence", "NAME_INVALID"},
        {"read-only file system", "READ_ONLY"},
        {"write protect", "READ_ONLY"},
        {"is a directory", "IS_DIRECTORY"},
        {"not a directory", "NOT_DIRECTORY"},
        {"directory not empty", "NOT_EMPTY"},
        {"not permitted", "ACCESS_DENIED"},
        {"nofollow_links specified", "ACCESS_DENIED"},
        {"symbolic link", "ACCESS_DENIED"},
        {"text file busy", "IN_USE"},
        {"resource busy", "IN_USE"},
        {"used by another process", "IN_USE"},
        {"too many open files", "UNAVAILABLE"},
        {"stale", "STALE"},
        {"not connected", "UNAVAILABLE"},
        {"host is down", "UNAVAILABLE"},
        {"not supported", "NOT_SUPPORTED"},
    };

    private final FileStore store;

    /** For one file system; {@code store} may be null. */
    public Failures(FileStore store) {
        this.store = store;
    }

    /** Something that the platform may refuse. */
    public interface Call<T> {
        T run() throws IOException;
    }

    /**
     * Runs a call, with its failures translated.
     *
     * @param about what the message names
     */
    public <T> T guard(Object about, Call<T> call) throws StorageException {
        try {
            return call.run();
        } catch (IOException
                | ClosedDirectoryStreamException
                | DirectoryIteratorException
                | UnsupportedOperationException x) {
            throw of(x, about);
        }
    }

    /** The failure as our exception; one that is ours already stays. */
    public StorageException of(Exception failure, Object about) {
        if (failure instanceof DirectoryIteratorException wrapped) {
            return of(wrapped.getCause(), about);
        }
        if (failure instanceof StorageException ours) {
            return ours;
        }
        Reason reason = reason(failure);
        if (reason == Reason.IO && full()) {
            reason = Reason.NO_SPACE;
        }
        return new StorageException(reason, about + ": " + failure.getMessage(), failure);
    }

    /** What a failure of the platform is. */
    static Reason reason(Exception failure) {
        Reason known = BY_CLASS.get(failure.getClass());
        if (known != null) {
            return known;
        }
        if (failure instanceof ClosedChannelException) {
            return Reason.STALE; // closed by another thread, or by an interrupt, which is a server's final cut
        }
        String text = failure instanceof FileSystemException x && x.getReason() != null
                ? x.getReason()
                : String.valueOf(failure.getMessage());
        String folded = text.toLowerCase(Locale.ROOT);
        for (String[] pair : BY_TEXT) {
            if (folded.contains(pair[0])) {
                return Reason.valueOf(pair[1]);
            }
        }
        return Reason.IO;
    }

    private boolean full() {
        try {
            return store != null && store.getUsableSpace() == 0;
        } catch (IOException x) {
            return false;
        }
    }
}
