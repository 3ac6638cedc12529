// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.List;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;

/** Copies files and folders to a target, as {@code cp} does. */
final class TreeCopy {
    private final Transfer transfer;
    private final boolean recursive;

    TreeCopy(Transfer transfer, boolean recursive) {
        this.transfer = transfer;
        this.recursive = recursive;
    }

    /** Counts the bytes that {@link #copy} of {@code sources} will move. */
    static long count(List<FileObject> sources) throws IOException {
        long bytes = 0;
        for (FileObject source : sources) {
            bytes += source.isFolder()
                    ? count(List.of(source.getChildren()))
                    : source.getContent().getSize();
        }
        return bytes;
    }

    /**
     * Where {@code source} goes: into {@code target} if that is a folder (or is to be one), else to it.
     *
     * @param folder whether the target is meant as a folder, though it is not there yet
     */
    static FileObject place(FileObject source, FileObject target, boolean folder) throws IOException {
        return folder || target.isFolder() ? Names.child(target, Names.base(source)) : target;
    }

    /** Copies {@code source} to exactly {@code target}. */
    void copy(FileObject source, FileObject target) throws IOException {
        if (!source.exists()) {
            throw new IOException(Names.shown(source) + ": no such file or folder");
        }
        if (source.isFile()) {
            transfer.copy(source, target);
            return;
        }
        if (!recursive) {
            throw new IOException(Names.shown(source) + " is a folder; -r copies folders");
        }
        if (source.getName().isDescendent(target.getName()) || source.getName().equals(target.getName())) {
            throw new IOException(Names.shown(source) + " can't be copied into itself");
        }
        ClientSession.require(target, Capability.LIST_CHILDREN, "make folders");
        target.createFolder();
        for (FileObject child : source.getChildren()) {
            copy(child, Names.child(target, Names.base(child)));
        }
    }
}
