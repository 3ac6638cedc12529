// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.vfs.Fairlead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.apache.commons.vfs2.FileObject;

/**
 * Symbolic links, told without following them: local ones by the platform, since Commons VFS takes them for what they lead
 * to, remote ones by the file's provider.
 */
final class SymbolicLinks {
    private SymbolicLinks() {}

    /** Whether the file itself is one, wherever it leads. */
    static boolean isLink(FileObject file) throws IOException {
        return Names.isLocal(file) ? isLink(Names.path(file)) : file.isSymbolicLink();
    }

    private static boolean isLink(Path path) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isSymbolicLink() || found.isDirectory() && found.isOther(); // a junction of Windows
        } catch (IOException e) {
            return false; // nothing is there
        }
    }

    /**
     * Whether there is a link that may be in the way of what is written. A remote one that leads to nothing is not looked
     * for: it would cost a listing for each new file.
     */
    static boolean isInTheWay(FileObject target) throws IOException {
        return (Names.isLocal(target) || Hidden.exists(target)) && isLink(target);
    }

    /** Whether anything has the name, be it a link that leads to nothing. */
    static boolean isThere(FileObject file) throws IOException {
        return file.exists() || isLink(file);
    }

    /** The text of a link; empty if it is not known. */
    static Optional<String> target(FileObject link) throws IOException {
        return Names.isLocal(link)
                ? Optional.of(Files.readSymbolicLink(Names.path(link)).toString())
                : Fairlead.linkTarget(link);
    }

    /** What is shown behind the name of a link. */
    static String arrow(FileObject link) throws IOException {
        return target(link).map(text -> " -> " + text).orElse(" -> ?");
    }

    /** The file that a local link leads to, through any number of others; the file itself if it is no local link. */
    static FileObject followed(FileObject file, ClientSession session) throws IOException {
        if (!Names.isLocal(file) || !isLink(file)) {
            return file;
        }
        if (!file.exists()) {
            throw new IOException(Names.shown(file) + " is a symbolic link that leads nowhere");
        }
        return session.resolve(Names.path(file).toRealPath().toString());
    }

    /**
     * Makes a link, or points the one that is there elsewhere.
     *
     * @return false if none can be made there
     */
    static boolean make(FileObject target, String text) throws IOException {
        if (!Names.isLocal(target)) {
            return Fairlead.makeLink(target, text);
        }
        Path path = Names.path(target);
        if (isLink(path)) {
            Files.delete(path);
        }
        Files.createSymbolicLink(path, path.getFileSystem().getPath(text));
        return true;
    }
}
