// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.vfs.Fairlead;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;

/** What is in folders. */
final class Folders {
    /** Of folders one in the other; a server may make them up. */
    private static final int MOST_DEPTH = 250;

    private Folders() {}

    /**
     * The children of a folder, as far as they can be read.
     *
     * @param failed is told if there are others
     */
    static FileObject[] children(FileObject folder, Consumer<String> failed) throws IOException {
        if (Names.isLocal(folder)) {
            return local(folder, failed);
        }
        if (folder.getName().getDepth() > MOST_DEPTH) {
            throw new IOException(Names.shown(folder) + " is more than " + MOST_DEPTH + " folders deep: not entered");
        }
        FileObject[] children = folder.getChildren();
        List<String> leftOut = Fairlead.leftOut(folder);
        if (!leftOut.isEmpty()) {
            failed.accept(Names.shown(folder) + ": the server's list has entries that can't be read: "
                    + String.join("; ", leftOut));
        }
        return children;
    }

    /** Not by Commons VFS, which lists nothing of a folder in which there is one name that it can't take. */
    private static FileObject[] local(FileObject folder, Consumer<String> failed) throws IOException {
        List<FileObject> children = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(Names.path(folder))) {
            for (Path path : paths) {
                try {
                    children.add(Names.child(folder, path.getFileName().toString()));
                } catch (FileSystemException e) {
                    failed.accept(path + ": " + Names.oneLine(e));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        children.sort(Comparator.comparing(FileObject::getName));
        return children.toArray(FileObject[]::new);
    }
}
