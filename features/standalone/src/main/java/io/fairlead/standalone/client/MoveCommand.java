// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.standalone.client.Transfer.How;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mv SOURCE... TARGET}. */
@Command(
        name = "mv",
        description =
                "Renames or moves files, folders and symbolic links themselves; between two places that can't rename,"
                        + " copies and then deletes.")
public final class MoveCommand extends ClientCommand {
    @Parameters(
            arity = "2..*",
            paramLabel = "SOURCE... TARGET",
            hideParamSyntax = true,
            description = "What to move, and the folder or new name.")
    private List<String> places;

    @Mixin
    private TransferOptions transfers;

    @Override
    void run(ClientSession session) throws IOException {
        int last = places.size() - 1;
        List<FileObject> sources = new ArrayList<>();
        for (String source : session.expanded(places.subList(0, last), this::fail)) {
            ClientSession.require(session.resolve(source), Capability.DELETE, "rename or delete");
            sources.add(session.existingItself(source));
        }
        FileObject target = session.resolve(places.get(last));
        boolean folder = sources.size() > 1 || places.get(last).endsWith("/");
        try (Progress progress = progress(-1)) {
            Transfer transfer = new Transfer(session, progress, new How(false, retries(), transfers.limit()));
            for (FileObject source : sources) {
                move(source, TreeCopy.place(source, target, folder), transfer);
            }
        }
    }

    private void move(FileObject source, FileObject target, Transfer transfer) throws IOException {
        if (source.getName().equals(target.getName())) {
            throw new IOException(Names.shown(source) + " and the target are the same file");
        }
        boolean folder = !SymbolicLinks.isLink(source) && source.isFolder();
        if (target.exists() && (target.isFolder() || folder)) {
            throw new IOException(Names.shown(target) + " exists already");
        }
        boolean local = Names.isLocal(source) && Names.isLocal(target);
        if (local ? rename(source, target) : rename(source, target, source.canRenameTo(target))) {
            return;
        }
        if (folder && Names.contains(source, target)) {
            throw new IOException(Names.shown(source) + " can't be moved into itself");
        }
        if (!local) {
            refuseLinks(source);
        }
        if (SymbolicLinks.isLink(source)) {
            Files.deleteIfExists(Names.path(target));
            SymbolicLinks.make(target, SymbolicLinks.target(source).orElseThrow());
            new TreeDelete(retries()).delete(source);
        } else {
            CopiedFiles copied = copyWhole(source, target, transfer, local ? LinkRule.What.REMAKE : LinkRule.What.SKIP);
            new TreeDelete(retries()).delete(source, copied);
        }
    }

    /** @throws IOException if anything of it was left out or has not arrived as it is, so that nothing is deleted */
    private CopiedFiles copyWhole(FileObject source, FileObject target, Transfer transfer, LinkRule.What links)
            throws IOException {
        List<String> left = Collections.synchronizedList(new ArrayList<>());
        CopiedFiles copied = new CopiedFiles();
        try (Workers workers = new Workers(transfers.parallel())) {
            LinkRule rule = new LinkRule(links, Filters.NONE, left::add);
            new TreeCopy(transfer, true, rule, new Folders(retries(), left::add), workers)
                    .noting(copied)
                    .copy(source, target);
            workers.await();
        }
        if (left.isEmpty()) {
            try {
                copied.verify(retries());
            } catch (IOException e) {
                left.add(Names.oneLine(e));
            }
        }
        if (!left.isEmpty()) {
            throw new IOException(left.get(0) + "; what was copied stays in both places");
        }
        return copied;
    }

    private static boolean rename(FileObject source, FileObject target, boolean can) throws IOException {
        if (can) {
            source.moveTo(target);
        }
        return can;
    }

    /** As rename(2) has it, which is of the link itself; false between two file systems. */
    private static boolean rename(FileObject source, FileObject target) throws IOException {
        Path parent = Names.path(target).getParent();
        if (!Files.isDirectory(parent)) {
            throw new NoSuchFileException(parent.toString());
        }
        try {
            Files.move(Names.path(source), Names.path(target), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            return false;
        }
        source.refresh();
        target.refresh();
        return true;
    }

    /** A link can't be made everywhere, and is not to get lost: so nothing is moved. */
    private void refuseLinks(FileObject file) throws IOException {
        if (SymbolicLinks.isLink(file)) {
            throw new IOException(Names.shown(file) + " is a symbolic link, which can't be made at the target:"
                    + " nothing was moved");
        }
        if (file.isFolder()) {
            for (FileObject child : folders().silent().children(file)) {
                refuseLinks(child);
            }
        }
    }
}
