// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.vfs.Fairlead;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;

/**
 * What is in folders. A list that is cut is asked for again; of what can't be read in one that came whole is told.
 *
 * @param retries of each list
 * @param failed is told of what can't be read
 */
record Folders(Retries retries, Consumer<String> failed) {
    /** Of folders one in the other; a server may make them up. */
    private static final int MOST_DEPTH = 250;

    /** Without a word of what can't be read. */
    Folders silent() {
        return new Folders(retries, message -> {});
    }

    /** The children of a folder, as far as they can be read. */
    FileObject[] children(FileObject folder) throws IOException {
        if (Names.isLocal(folder)) {
            return local(folder);
        }
        if (folder.getName().getDepth() > MOST_DEPTH) {
            throw new IOException(Names.shown(folder) + " is more than " + MOST_DEPTH + " folders deep: not entered");
        }
        FileObject[] children = retries.call(attempt -> {
            if (attempt > 0) {
                folder.refresh();
            }
            return folder.getChildren();
        });
        List<String> leftOut = Fairlead.leftOut(folder);
        if (!leftOut.isEmpty()) {
            failed.accept(Names.shown(folder) + ": the server's list has entries that can't be read: "
                    + String.join("; ", leftOut));
        }
        return children;
    }

    /** The children by name. */
    List<FileObject> sorted(FileObject folder) throws IOException {
        List<FileObject> children = new ArrayList<>(Arrays.asList(children(folder)));
        children.sort(Comparator.comparing(child -> child.getName().getPath()));
        return children;
    }

    /** Not by Commons VFS, which lists nothing of a folder in which there is one name that it can't take. */
    private FileObject[] local(FileObject folder) throws IOException {
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
