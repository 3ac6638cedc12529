// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileObject;

/** Copies files and folders to a target, as {@code cp} does. Nothing is written through a link that is in the target. */
final class TreeCopy {
    private final Transfer transfer;
    private final boolean recursive;
    private final LinkRule links;
    private final Folders folders;
    private final Consumer<String> refused;
    private final Attempts attempts;
    private final Workers workers;
    private final Map<Path, Set<String>> filled = new HashMap<>(); // local folders, and the names of what went there
    private final Map<FileName, Remote> uploaded = new LinkedHashMap<>();
    private CopiedFiles copied; // null if nobody wants to know

    /**
     * @param recursive whether folders are copied
     * @param links what becomes of links in the sources
     * @param folders looks into sources; whoever hears there of what can't be read is told too of what could not be copied,
     *     while the rest is
     * @param workers copy the files, and may not have done all of them when a method here returns
     */
    TreeCopy(Transfer transfer, boolean recursive, LinkRule links, Folders folders, Workers workers) {
        this.transfer = transfer;
        this.recursive = recursive;
        this.links = links;
        this.folders = folders;
        this.refused = folders.failed();
        this.attempts = new Attempts(refused);
        this.workers = workers;
    }

    /** A folder of a server, and the names of what went there. */
    private record Remote(FileObject folder, Set<String> names) {}

    /** Removes what earlier copies have left in the folders that were filled. When everything has been copied. */
    void cleanUp() throws IOException {
        for (Remote remote : uploaded.values()) {
            LeftUploads.remove(remote.folder(), remote.names(), links.skipped());
        }
        for (Map.Entry<Path, Set<String>> folder : filled.entrySet()) {
            PartFile.cleanUp(folder.getKey(), folder.getValue());
        }
    }

    /** Has everything noted that is copied from now on. */
    TreeCopy noting(CopiedFiles noted) {
        copied = noted;
        return this;
    }

    /** Counts the bytes that {@link #copy} of {@code sources} will move; -1 if nobody knows before. */
    static long count(List<FileObject> sources, LinkRule links, Folders folders) throws IOException {
        long bytes = 0;
        for (FileObject source : sources) {
            if (Names.isByNameOnly(source)) {
                return -1;
            }
            bytes += count(source, Trail.from(source), links.silent(), folders);
        }
        return bytes;
    }

    private static long count(FileObject source, Trail trail, LinkRule links, Folders folders) throws IOException {
        if (!source.isFolder()) {
            return SpecialFiles.is(source) ? 0 : source.getContent().getSize();
        }
        long bytes = 0;
        for (FileObject child : folders.children(source)) {
            if (Leftovers.is(child)) {
                continue;
            }
            Optional<Trail> inside = folders.retries().call(attempt -> links.enter(child, trail));
            bytes += inside.isPresent() ? count(child, inside.get(), links, folders) : 0;
        }
        return bytes;
    }

    /**
     * Where {@code source} goes: into {@code target} if that is a folder (or is to be one), else to it. A root has no name:
     * what is in it goes into the target.
     *
     * @param folder whether the target is meant as a folder, though it is not there yet
     */
    static FileObject place(FileObject source, FileObject target, boolean folder) throws IOException {
        String name = Names.base(source);
        boolean inside = (folder || Hidden.isFolder(target)) && !name.equals(FileName.ROOT_PATH);
        return inside ? Names.child(target, name) : target;
    }

    /** Copies {@code source} to exactly {@code target}, which the user has named, so that it may be a link. */
    void copyToNamed(FileObject source, FileObject target) throws IOException {
        if (!source.isFolder()) {
            noteUpload(target);
            workers.run(() -> attempts.at(() -> transfer.copyToNamed(source, target)));
        } else {
            copy(source, target, true);
        }
    }

    /** Copies {@code source} to exactly {@code target}. */
    void copy(FileObject source, FileObject target) throws IOException {
        copy(source, target, false);
    }

    private void copy(FileObject source, FileObject target, boolean named) throws IOException {
        if (!Names.isByNameOnly(source) && !source.exists()) {
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
            if (copied != null) {
                copied.file(source, target);
            }
            noteUpload(target);
            workers.run(() -> attempts.at(() -> transfer.copy(source, target)));
            return;
        }
        if (!named && folders.retries().call(attempt -> SymbolicLinks.isInTheWay(target))) {
            refused.accept(Names.shown(target) + " is a symbolic link: nothing is written through it");
            return;
        }
        if (copied != null) {
            copied.other(source);
        }
        folders.retries().call(attempt -> {
            target.createFolder();
            return true;
        });
        Set<String> names = new HashSet<>();
        for (FileObject child : folders.children(source)) {
            String name = Names.base(child);
            if (attempts.at(() -> copyEntry(child, Names.child(target, name), trail))) {
                names.add(name);
            }
        }
        if (Names.isLocal(target)) {
            filled.put(Names.path(target), names);
        }
    }

    private void noteUpload(FileObject target) throws IOException {
        FileObject folder = Names.isLocal(target) ? null : target.getParent();
        if (folder != null) {
            uploaded.computeIfAbsent(folder.getName(), name -> new Remote(folder, new HashSet<>()))
                    .names()
                    .add(Names.base(target));
        }
    }

    private void copyEntry(FileObject child, FileObject to, Trail trail) throws IOException {
        if (copied == null && Leftovers.is(child)) { // a move takes all there is
            links.skipped().accept(Leftovers.skipping(child));
            return;
        }
        if (links.remade(child, to, trail)) {
            if (copied != null) {
                copied.other(child);
            }
            return;
        }
        Optional<Trail> inside = folders.retries().call(attempt -> links.enter(child, trail));
        if (inside.isPresent() && SpecialFiles.is(child)) {
            refused.accept("skipping " + Names.shown(child) + ": a device, pipe or socket");
        } else if (inside.isPresent()) {
            copy(child, to, inside.get(), false);
        }
    }
}
