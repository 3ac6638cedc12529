// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;

/** Copies files and folders to a target, as {@code cp} does. Nothing is written through a link that is in the target. */
final class TreeCopy {
    private final Transfer transfer;
    private final boolean recursive;
    private final LinkRule links;
    private final Consumer<String> refused;

    /**
     * @param recursive whether folders are copied
     * @param links what becomes of links in the sources
     * @param refused is told of what could not be copied, while the rest is
     */
    TreeCopy(Transfer transfer, boolean recursive, LinkRule links, Consumer<String> refused) {
        this.transfer = transfer;
        this.recursive = recursive;
        this.links = links;
        this.refused = refused;
    }

    /** Counts the bytes that {@link #copy} of {@code sources} will move. */
    static long count(List<FileObject> sources, LinkRule links) throws IOException {
        long bytes = 0;
        for (FileObject source : sources) {
            bytes += count(source, Trail.from(source), links.silent());
        }
        return bytes;
    }

    private static long count(FileObject source, Trail trail, LinkRule links) throws IOException {
        if (!source.isFolder()) {
            return source.getContent().getSize();
        }
        long bytes = 0;
        for (FileObject child : source.getChildren()) {
            Optional<Trail> inside = links.enter(child, trail);
            bytes += inside.isPresent() ? count(child, inside.get(), links) : 0;
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

    /** Copies {@code source} to exactly {@code target}, which the user has named, so that it may be a link. */
    void copyToNamed(FileObject source, FileObject target) throws IOException {
        if (source.isFile()) {
            transfer.copyToNamed(source, target);
        } else {
            copy(source, target, true);
        }
    }

    /** Copies {@code source} to exactly {@code target}. */
    void copy(FileObject source, FileObject target) throws IOException {
        copy(source, target, false);
    }

    private void copy(FileObject source, FileObject target, boolean named) throws IOException {
        if (!source.exists()) {
            throw new IOException(Names.shown(source) + ": no such file or folder");
        }
        if (source.isFolder()) {
            if (!recursive) {
                throw new IOException(Names.shown(source) + " is a folder; -r copies folders");
            }
            if (Names.contains(source, target)) {
                throw new IOException(Names.shown(source) + " can't be copied into itself");
            }
            ClientSession.require(target, Capability.LIST_CHILDREN, "make folders");
        }
        copy(source, target, Trail.from(source), named);
    }

    private void copy(FileObject source, FileObject target, Trail trail, boolean named) throws IOException {
        if (!source.isFolder()) {
            transfer.copy(source, target);
            return;
        }
        if (!named && SymbolicLinks.isInTheWay(target)) {
            refused.accept(Names.shown(target) + " is a symbolic link: nothing is written through it");
            return;
        }
        target.createFolder();
        for (FileObject child : source.getChildren()) {
            FileObject to = Names.child(target, Names.base(child));
            if (links.remade(child, to)) {
                continue;
            }
            Optional<Trail> inside = links.enter(child, trail);
            if (inside.isPresent()) {
                copy(child, to, inside.get(), false);
            }
        }
    }
}
