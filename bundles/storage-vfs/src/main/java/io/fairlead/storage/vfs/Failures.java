// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.vfs2.FileNotFolderException;
import org.apache.commons.vfs2.FileNotFoundException;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileTypeHasNoContentException;

/** What an exception of Commons VFS, or of what lies below, means to a caller of a storage. */
final class Failures {
    private static final int DEPTH = 20;

    private static final Map<Class<? extends Exception>, Reason> BY_TYPE = Map.of(
            FileNotFoundException.class, Reason.NOT_FOUND,
            NoSuchFileException.class, Reason.NOT_FOUND,
            FileNotFolderException.class, Reason.NOT_DIRECTORY,
            FileTypeHasNoContentException.class, Reason.IS_DIRECTORY,
            AccessDeniedException.class, Reason.ACCESS_DENIED,
            InvalidPathException.class, Reason.NAME_INVALID,
            ConnectException.class, Reason.UNAVAILABLE,
            NoRouteToHostException.class, Reason.UNAVAILABLE,
            UnknownHostException.class, Reason.UNAVAILABLE);

    /** Parts of the codes that Commons VFS gives its exceptions. */
    private static final Map<String, Reason> BY_CODE = Map.of(
            "invalid-descendent-name", Reason.NAME_INVALID,
            "missing-capability", Reason.NOT_SUPPORTED,
            "not-supported", Reason.NOT_SUPPORTED,
            "not-writeable", Reason.ACCESS_DENIED,
            "not-readable", Reason.ACCESS_DENIED,
            "read-only", Reason.ACCESS_DENIED,
            "connect.error", Reason.UNAVAILABLE,
            "unknown-scheme", Reason.UNAVAILABLE,
            "closed", Reason.UNAVAILABLE);

    private Failures() {}

    /** {@code e} itself if it is one of ours, which the clients behind our own schemes throw. */
    static StorageException translated(Exception e, VPath path) {
        return translated(e, path, Reason.IO);
    }

    /** As {@link #translated(Exception, VPath)}, where nothing tells why. */
    static StorageException translated(Exception e, VPath path, Reason otherwise) {
        Throwable cause = e;
        Reason found = null;
        for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
            if (cause instanceof StorageException ours) {
                return new StorageException(ours.reason(), path + ": " + ours.getMessage(), e);
            }
            found = found == null ? reason(cause) : found;
        }
        return new StorageException(found == null ? otherwise : found, path.toString(), e);
    }

    private static Reason reason(Throwable cause) {
        Reason known = BY_TYPE.get(cause.getClass());
        if (known != null) {
            return known;
        }
        if (cause instanceof FileSystemException coded && coded.getCode() != null) {
            return BY_CODE.entrySet().stream()
                    .filter(entry -> coded.getCode().contains(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return cause instanceof IOException && text.contains("no space left") ? Reason.NO_SPACE : null;
    }
}
