// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import org.apache.commons.vfs2.FileObject;

/** Deletes files, links and folders with all that is in them. A link goes itself; what is behind it is not touched. */
final class TreeDelete {
    private TreeDelete() {}

    /** Deletes what has this name. */
    static void delete(FileObject file) throws IOException {
        if (Names.isLocal(file)) {
            deleteLocal(Names.path(file));
            file.refresh();
            return;
        }
        if (!file.isSymbolicLink() && file.isFolder()) {
            for (FileObject child : file.getChildren()) {
                delete(child);
            }
        }
        if (!file.delete()) {
            throw new IOException(Names.shown(file) + " could not be deleted");
        }
    }

    /** By open folders where the platform has them, so that nobody can put a link in the place of one meanwhile. */
    private static void deleteLocal(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || isJunction(path)) {
            Files.delete(path);
            return;
        }
        Path parent = path.toAbsolutePath().getParent();
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(parent)) {
            if (folder instanceof SecureDirectoryStream<Path> secure) {
                deleteFolder(secure, path.getFileName());
            } else {
                deleteByPath(path);
            }
        }
    }

    private static void deleteFolder(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        try (SecureDirectoryStream<Path> folder = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            for (Path child : folder) {
                Path file = child.getFileName();
                if (isFolder(folder, file)) {
                    deleteFolder(folder, file);
                } else {
                    folder.deleteFile(file);
                }
            }
        }
        parent.deleteDirectory(name);
    }

    private static boolean isFolder(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }

    private static void deleteByPath(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && !isJunction(path)) {
            try (DirectoryStream<Path> folder = Files.newDirectoryStream(path)) {
                for (Path child : folder) {
                    deleteByPath(child);
                }
            }
        }
        Files.delete(path);
    }

    /** A folder of Windows that is another one. */
    private static boolean isJunction(Path path) throws IOException {
        return Boolean.TRUE.equals(Files.getAttribute(path, "isOther", LinkOption.NOFOLLOW_LINKS));
    }
}
