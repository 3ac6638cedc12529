// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sync SOURCE TARGET}: a mirror in one direction. */
@Command(
        name = "sync",
        description = "Makes a folder like another: copies what is missing or differs in size or time."
                + " Prints each change.")
public final class SyncCommand extends ClientCommand {
    /** Two stamps this near are equal: FAT keeps two seconds, FTP often whole ones. */
    private static final long SAME_MILLIS = 2000;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "The folder to copy from.")
    private String source;

    @Parameters(index = "1", paramLabel = "TARGET", description = "The folder to change; made if missing.")
    private String target;

    @Option(names = "--delete", description = "Delete in the target what the source does not have.")
    private boolean delete;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Print what would be done, and do nothing.")
    private boolean dryRun;

    @Mixin
    private CopyLinks copyLinks;

    private Transfer transfer;
    private LinkRule links;

    @Override
    void run(ClientSession session) throws IOException {
        FileObject from = session.existingTree(source);
        if (!from.isFolder()) {
            throw new IOException(Names.shown(from) + " is not a folder");
        }
        FileObject to = session.resolve(target);
        ClientSession.require(to, Capability.LIST_CHILDREN, "list folders");
        if (Names.contains(from, to) || Names.contains(to, from)) {
            throw new IOException("one of the two folders is inside the other");
        }
        try (Progress progress = progress(-1)) {
            transfer = new Transfer(session, progress, false);
            links = LinkRule.of(copyLinks.follow(), this::warn);
            mirror(from, to, "", Trail.from(from));
        }
    }

    private void mirror(FileObject from, FileObject to, String path, Trail trail) throws IOException {
        boolean fresh = !to.exists();
        if (fresh && !dryRun) {
            to.createFolder();
        }
        Map<String, FileObject> there = fresh ? Map.of() : byName(to);
        for (FileObject child : from.getChildren()) {
            Optional<Trail> inside = links.enter(child, trail);
            if (inside.isPresent()) {
                String name = Names.base(child);
                mirrorEntry(child, to, there.get(name), path + name, inside.get());
            }
        }
        if (delete) {
            deleteExtra(from, there, path);
        }
    }

    private void mirrorEntry(FileObject child, FileObject folder, FileObject old, String path, Trail trail)
            throws IOException {
        boolean there = old != null;
        if (there && inTheWay(child, old)) {
            if (!remove(old, path)) {
                return;
            }
            there = false;
        }
        FileObject to = there ? old : Names.child(folder, Names.base(child));
        if (child.isFolder()) {
            mirror(child, to, path + "/", trail);
        } else if (!there || SymbolicLinks.isLink(old) || differs(child, old)) {
            copy(child, to, path);
        }
    }

    /** A link in the target is never written through; in the place of a local file it is replaced as a file would be. */
    private static boolean inTheWay(FileObject child, FileObject old) throws IOException {
        return SymbolicLinks.isLink(old) ? child.isFolder() || !Names.isLocal(old) : old.isFolder() != child.isFolder();
    }

    private void copy(FileObject from, FileObject to, String path) throws IOException {
        report("copy", path);
        if (!dryRun) {
            transfer.copy(from, to);
        }
    }

    private void deleteExtra(FileObject from, Map<String, FileObject> there, String path) throws IOException {
        Map<String, FileObject> here = byName(from);
        List<String> extra = new ArrayList<>(there.keySet());
        extra.removeAll(here.keySet());
        for (String name : extra) {
            remove(there.get(name), path + name);
        }
    }

    /**
     * Only with {@code --delete} is anything of the target's taken away, even if it is in the way.
     *
     * @return whether it is gone, or would be
     */
    private boolean remove(FileObject file, String path) throws IOException {
        if (!delete) {
            String what = SymbolicLinks.isLink(file) ? " is a symbolic link" : " is";
            fail(Names.shown(file) + what + " in the way; --delete would remove it");
            return false;
        }
        report("delete", path);
        if (!dryRun) {
            TreeDelete.delete(file);
        }
        return true;
    }

    private static boolean differs(FileObject from, FileObject to) throws IOException {
        if (from.getContent().getSize() != to.getContent().getSize()) {
            return true;
        }
        long newer = from.getContent().getLastModifiedTime() - to.getContent().getLastModifiedTime();
        boolean keepsTimes = Names.isLocal(to) || to.getFileSystem().hasCapability(Capability.SET_LAST_MODIFIED_FILE);
        return keepsTimes ? Math.abs(newer) >= SAME_MILLIS : newer >= SAME_MILLIS;
    }

    private static Map<String, FileObject> byName(FileObject folder) throws IOException {
        Map<String, FileObject> children = new LinkedHashMap<>();
        for (FileObject child : folder.getChildren()) {
            children.put(Names.base(child), child);
        }
        return children;
    }

    private void report(String what, String path) {
        out().println((dryRun ? "would " : "") + what + " " + path);
    }
}
