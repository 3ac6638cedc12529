// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.function.Predicate;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.Selectors;

/**
 * Deletes files, links and folders with all that is in them. A link goes itself; what is behind it is not touched.
 *
 * @param retries of each look and each deletion on a server
 */
record TreeDelete(Retries retries) {
    private static final String MEANWHILE = " holds what came while it was moved: that stays";

    /** Deletes what has this name; the first failure ends it. */
    void delete(FileObject file) throws IOException {
        delete(file, (Attempts) null);
    }

    /**
     * Deletes what has this name, as far as it was copied elsewhere.
     *
     * @throws IOException also if something stays, and so the folder that it is in
     */
    void delete(FileObject file, CopiedFiles copied) throws IOException {
        if (Names.isLocal(file)) {
            deleteLocal(Names.path(file), copied::includePath);
            file.refresh();
            return;
        }
        if (file.isFolder()) {
            for (FileObject child : children(file, true)) {
                if (copied.include(child)) {
                    delete(child, copied);
                }
            }
            if (children(file, true).length > 0) {
                throw new IOException(Names.shown(file) + MEANWHILE);
            }
        }
        deleteItself(file);
    }

    /**
     * Deletes what has this name.
     *
     * @param attempts is told of what can't be deleted in a remote folder, while the rest is; null to stop there
     */
    void delete(FileObject file, Attempts attempts) throws IOException {
        if (Names.isLocal(file)) {
            deleteLocal(Names.path(file), path -> true);
            file.refresh();
            return;
        }
        if (retries.call(attempt -> !file.isSymbolicLink() && file.isFolder())) {
            if (deleteAtOnce(file)) {
                return;
            }
            boolean all = true;
            for (FileObject child : children(file, false)) {
                if (attempts == null) {
                    delete(child);
                } else {
                    all &= attempts.at(() -> delete(child, attempts));
                }
            }
            if (!all) {
                throw new IOException(Names.shown(file) + " is not empty: not deleted");
            }
        }
        deleteItself(file);
    }

    /** Over SMB entries need not wait for each other. What can't be deleted so is tried one by one, to tell why. */
    private boolean deleteAtOnce(FileObject folder) throws IOException {
        if (!folder.getName().getScheme().equals("smb")) {
            return false;
        }
        try {
            folder.delete(Selectors.SELECT_ALL);
        } catch (FileSystemException e) {
            folder.refresh();
            return false;
        }
        return !retries.call(attempt -> folder.exists());
    }

    private FileObject[] children(FileObject folder, boolean afresh) throws IOException {
        return retries.call(attempt -> {
            if (afresh || attempt > 0) {
                folder.refresh();
            }
            return folder.getChildren();
        });
    }

    /** What a connection was lost over may be gone. */
    private void deleteItself(FileObject file) throws IOException {
        boolean gone = retries.call(attempt -> {
            if (attempt > 0) {
                file.refresh();
            }
            return attempt > 0 && !SymbolicLinks.isThere(file) || file.delete();
        });
        if (!gone) {
            throw new IOException(Names.shown(file) + " could not be deleted");
        }
    }

    /** By open folders where the platform has them, so that nobody can put a link in the place of one meanwhile. */
    private static void deleteLocal(Path path, Predicate<Path> which) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || isJunction(path)) {
            Files.delete(path);
            return;
        }
        Path parent = path.toAbsolutePath().getParent();
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(parent)) {
            if (folder instanceof SecureDirectoryStream<Path> secure) {
                deleteFolder(secure, path, which);
            } else {
                deleteByPath(path, which);
            }
        }
    }

    private static void deleteFolder(SecureDirectoryStream<Path> parent, Path path, Predicate<Path> which)
            throws IOException {
        boolean all = true;
        Path name = path.getFileName();
        try (SecureDirectoryStream<Path> folder = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            for (Path child : folder) {
                Path file = child.getFileName();
                Path whole = path.resolve(file);
                if (!which.test(whole)) {
                    all = false;
                } else if (isFolder(folder, file)) {
                    deleteFolder(folder, whole, which);
                } else {
                    folder.deleteFile(file);
                }
            }
        }
        requireAll(path, all);
        parent.deleteDirectory(name);
    }

    private static void requireAll(Path folder, boolean all) throws IOException {
        if (!all) {
            throw new IOException(folder + MEANWHILE);
        }
    }

    private static boolean isFolder(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }

    private static void deleteByPath(Path path, Predicate<Path> which) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && !isJunction(path)) {
            boolean all = true;
            try (DirectoryStream<Path> folder = Files.newDirectoryStream(path)) {
                for (Path child : folder) {
                    boolean chosen = which.test(child);
                    all &= chosen;
                    if (chosen) {
                        deleteByPath(child, which);
                    }
                }
            }
            requireAll(path, all);
        }
        Files.delete(path);
    }

    /** A folder of Windows that is another one. */
    private static boolean isJunction(Path path) throws IOException {
        return Boolean.TRUE.equals(Files.getAttribute(path, "isOther", LinkOption.NOFOLLOW_LINKS));
    }
}
