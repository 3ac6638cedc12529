// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.api.text.Masked;
import io.fairlead.standalone.Locales;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Collection;
import java.util.regex.Pattern;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.NameScope;
import org.apache.commons.vfs2.provider.AbstractFileName;
import org.apache.commons.vfs2.provider.UriParser;
import org.apache.commons.vfs2.provider.local.LocalFileName;

/** Names as people read them, and what can't be shown to them. */
public final class Names {
    private static final Pattern CREDENTIALS = Pattern.compile("(:/{1,2})([^/@:\\s\"]*):[^/\\s\"]*@");

    private static final char[] RESERVED = {'%', '\\'};

    private Names() {}

    /** The last part of the name, decoded; {@code /} for a root. */
    static String base(FileObject file) throws FileSystemException {
        String path = file.getName().getPathDecoded();
        return path.equals(FileName.ROOT_PATH) ? path : path.substring(path.lastIndexOf('/') + 1);
    }

    /** A whole name to show: the path of a local file, else the URL without its password. */
    static String shown(FileObject file) {
        return isLocal(file) ? path(file).toString() : mask(file.getName().getFriendlyURI());
    }

    /** The child of that (decoded) name. */
    static FileObject child(FileObject folder, String name) throws FileSystemException {
        boolean separator = isLocal(folder) && File.separatorChar == '\\';
        if (!separator && name.indexOf('\\') >= 0 && folder.getName() instanceof AbstractFileName parent) {
            // Commons VFS takes a backslash for a separator, wherever it is a letter like any other
            String path = parent.getPath() + (parent.getPath().endsWith("/") ? "" : "/");
            FileName child = parent.createName(path + UriParser.encode(name, RESERVED), FileType.FILE_OR_FOLDER);
            return folder.getFileSystem().resolveFile(child);
        }
        return folder.resolveFile(UriParser.encode(name), NameScope.CHILD);
    }

    /** A path as Commons VFS reads it in a URL. */
    static String encoded(String path) {
        return UriParser.encode(path);
    }

    static boolean isLocal(FileObject file) {
        return file.getName().getScheme().equals("file");
    }

    /**
     * Whether files are reached by their names only, as with TFTP: whatever is asked of one is a request for the file itself,
     * and so to read it is the first and only question. Nobody is asked.
     */
    static boolean isByNameOnly(FileObject file) throws FileSystemException {
        Collection<Capability> can = file.getFileSystem()
                .getFileSystemManager()
                .getProviderCapabilities(file.getName().getScheme());
        return !can.contains(Capability.LIST_CHILDREN) && !can.contains(Capability.GET_LAST_MODIFIED);
    }

    /** Bytes; -1 where that is a question of its own, see {@link #isByNameOnly}. */
    static long size(FileObject file) throws FileSystemException {
        return isByNameOnly(file) ? -1 : file.getContent().getSize();
    }

    /** Where a {@link #isLocal local} file is. */
    static Path path(FileObject file) {
        try { // not by way of a URI, as Commons VFS goes: not every name can be one
            String root = file.getName() instanceof LocalFileName name ? name.getRootFile() : "";
            return new File(root + file.getName().getPathDecoded()).toPath();
        } catch (FileSystemException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether {@code inner} is in {@code outer} or the same, links considered where both are local. */
    static boolean contains(FileObject outer, FileObject inner) throws IOException {
        if (outer.getName().equals(inner.getName()) || outer.getName().isDescendent(inner.getName())) {
            return true;
        }
        return isLocal(outer) && isLocal(inner) && real(path(inner)).startsWith(real(path(outer)));
    }

    /** Without links; what is not there yet is taken as named. */
    private static Path real(Path path) throws IOException {
        for (Path there = path; there != null; there = there.getParent()) {
            if (Files.exists(there)) {
                return there.toRealPath().resolve(there.relativize(path)).normalize();
            }
        }
        return path;
    }

    /** Hides the password of every URL in a text. */
    public static String mask(String text) {
        return CREDENTIALS.matcher(text).replaceAll("$1$2:***@");
    }

    /**
     * An exception as one line: its message and, where that says more, the message of its innermost cause, and what can
     * be done about a certificate. No password is in it.
     */
    public static String oneLine(Throwable failure) {
        Throwable cause = failure;
        boolean certificate = false;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
            certificate |= cause instanceof CertificateException;
        }
        String first = text(failure);
        String last = text(cause);
        String both = cause == failure || first.contains(last) ? first : first + ": " + last;
        String line = Masked.of(mask(both.lines().findFirst().orElse("").strip()));
        return certificate ? line + " (--ca and --tls-fingerprint say whom to trust)" : line;
    }

    private static String text(Throwable failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or folder";
        }
        if (failure instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + ": exists already";
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (failure instanceof InvalidPathException invalid && Locales.warning().isPresent()) {
            return invalid.getInput() + ": " + Locales.warning().get();
        }
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        return failure instanceof FileNotFoundException ? message + ": not found" : message.replaceFirst("\\.$", "");
    }
}
