// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.api.text.Masked;
import io.fairlead.standalone.client.Transfer.How;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    @Option(
            names = "--json",
            description =
                    "Print one JSON object a line: action (copy, link, delete), path, and the bytes of what is copied.")
    private boolean json;

    @Mixin
    private CopyLinks copyLinks;

    @Mixin
    private Filters filters;

    @Mixin
    private TransferOptions transfers;

    private final Attempts attempts = new Attempts(this::fail);
    private final List<Copy> copies = new ArrayList<>();
    private final List<Extra> extras = new ArrayList<>();
    private final Set<Left> left = new LinkedHashSet<>();
    private Retries retries;
    private LinkRule links;
    private long same;
    private long deleted;

    /** A file to copy. */
    private record Copy(FileObject from, FileObject to, String path, long bytes) {}

    /** A folder of the target's in which transfers have left something, and the names that are in the source. */
    private record Left(FileObject folder, Set<String> names) {}

    /** What the target has and the source has not. */
    private record Extra(FileObject file, String path) {}

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
        retries = retries();
        links = new LinkRule(copyLinks.what(), filters, this::warn);
        compare(from, to, "", Trail.from(from));
        long moved = copyAll(session);
        if (!dryRun) {
            for (Left folder : left) {
                attempts.at(() -> Leftovers.remove(folder.folder(), folder.names(), this::warn));
            }
        }
        if (delete && failures() == 0) { // as rsync has it: who could not read may not say what there is not
            for (Extra extra : extras) {
                remove(extra.file(), extra.path());
            }
        } else if (delete) {
            warn("nothing further is deleted, since something failed");
        }
        if (showsProgress()) {
            warn(copies.size() + " copied (" + Progress.size(moved) + "), " + deleted + " deleted, " + same
                    + " the same" + (dryRun ? ": nothing was done" : ""));
        }
    }

    /** Copies what was found to differ; returns how many bytes that is. */
    private long copyAll(ClientSession session) throws IOException {
        long total = copies.stream().mapToLong(Copy::bytes).sum();
        try (Progress progress = progress(total);
                Workers workers = new Workers(transfers.parallel())) {
            Transfer transfer = new Transfer(session, progress, new How(false, retries, transfers.limit()));
            for (Copy copy : copies) {
                workers.run(() -> attempts.at(() -> {
                    report("copy", copy.path(), copy.bytes());
                    if (!dryRun) {
                        transfer.copy(copy.from(), copy.to());
                    }
                }));
            }
            workers.await();
        }
        return total;
    }

    /** Makes folders, takes away what is in the way, and finds out what else is to be done. */
    private void compare(FileObject from, FileObject to, String path, Trail trail) throws IOException {
        boolean fresh = !retries.call(attempt -> to.exists());
        if (fresh && !dryRun) {
            retries.call(attempt -> {
                to.createFolder();
                return true;
            });
        }
        Map<String, FileObject> here = byName(from);
        Map<String, FileObject> there = fresh ? Map.of() : byName(to);
        for (Map.Entry<String, FileObject> entry : here.entrySet()) {
            FileObject child = entry.getValue();
            String name = entry.getKey();
            attempts.at(() -> {
                if (Leftovers.is(child)) {
                    warn(Leftovers.skipping(child));
                    return;
                }
                if (links.remakes(child)) {
                    compareLink(child, to, there.get(name), path + name, trail);
                    return;
                }
                Optional<Trail> inside = retries.call(attempt -> links.enter(child, trail));
                if (inside.isPresent() && SpecialFiles.is(child)) {
                    fail("skipping " + Names.shown(child) + ": a device, pipe or socket");
                } else if (inside.isPresent()) {
                    compareEntry(child, to, there.get(name), path + name, inside.get());
                }
            });
        }
        for (Map.Entry<String, FileObject> entry : there.entrySet()) {
            if (Leftovers.is(entry.getValue())) {
                left.add(new Left(to, here.keySet()));
            } else if (delete && !here.containsKey(entry.getKey()) && filters.take(entry.getValue())) {
                extras.add(new Extra(entry.getValue(), path + entry.getKey())); // what is left out is left alone
            }
        }
    }

    private void compareLink(FileObject child, FileObject folder, FileObject old, String path, Trail trail)
            throws IOException {
        boolean link = old != null && SymbolicLinks.isLink(old);
        if (link && SymbolicLinks.target(old).equals(SymbolicLinks.target(child))) {
            same++;
        } else if (old == null || link || remove(old, path)) {
            report("link", path, -1);
            if (!dryRun) {
                links.remade(child, link ? old : Names.child(folder, Names.base(child)), trail);
            }
        }
    }

    private void compareEntry(FileObject child, FileObject folder, FileObject old, String path, Trail trail)
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
            compare(child, to, path + "/", trail);
        } else if (!there || SymbolicLinks.isLink(old) || retries.call(attempt -> differs(child, old))) {
            copies.add(new Copy(child, to, path, child.getContent().getSize()));
        } else {
            same++;
        }
    }

    /** A link in the target is never written through; in the place of a local file it is replaced as a file would be. */
    private static boolean inTheWay(FileObject child, FileObject old) throws IOException {
        return SymbolicLinks.isLink(old) ? child.isFolder() || !Names.isLocal(old) : old.isFolder() != child.isFolder();
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
        report("delete", path, -1);
        deleted++;
        if (!dryRun) {
            new TreeDelete(retries).delete(file, attempts);
        }
        return true;
    }

    private static boolean differs(FileObject from, FileObject to) throws IOException {
        if (from.getContent().getSize() != to.getContent().getSize()) {
            return true;
        }
        boolean keepsTimes = Names.isLocal(to) || to.getFileSystem().hasCapability(Capability.SET_LAST_MODIFIED_FILE);
        return !SameTime.of(from, to, keepsTimes);
    }

    private Map<String, FileObject> byName(FileObject folder) throws IOException {
        Map<String, FileObject> children = new LinkedHashMap<>();
        for (FileObject child : folders().children(folder)) {
            children.put(Names.base(child), child);
        }
        return children;
    }

    private void report(String what, String path, long bytes) throws IOException {
        if (json) {
            Json line = new Json().with("action", what).with("path", path);
            print((bytes < 0 ? line : line.with("bytes", bytes)).line());
        } else {
            print((dryRun ? "would " : "") + what + " " + Masked.of(path));
        }
    }
}
