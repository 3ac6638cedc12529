// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.Selectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mv SOURCE... TARGET}. */
@Command(
        name = "mv",
        description =
                "Renames or moves files and folders; between two places that can't rename, copies and then deletes.")
public final class MoveCommand extends ClientCommand {
    @Parameters(
            arity = "2..*",
            paramLabel = "SOURCE... TARGET",
            hideParamSyntax = true,
            description = "What to move, and the folder or new name.")
    private List<String> places;

    @Override
    void run(ClientSession session) throws IOException {
        int last = places.size() - 1;
        List<FileObject> sources = new ArrayList<>();
        for (String source : places.subList(0, last)) {
            ClientSession.require(session.resolve(source), Capability.DELETE, "rename or delete");
            sources.add(session.existing(source));
        }
        FileObject target = session.resolve(places.get(last));
        boolean folder = sources.size() > 1 || places.get(last).endsWith("/");
        try (Progress progress = progress(-1)) {
            TreeCopy copy = new TreeCopy(new Transfer(session, progress, false), true);
            for (FileObject source : sources) {
                move(source, TreeCopy.place(source, target, folder), copy);
            }
        }
    }

    private static void move(FileObject source, FileObject target, TreeCopy copy) throws IOException {
        if (source.getName().equals(target.getName())) {
            throw new IOException(Names.shown(source) + " and the target are the same file");
        }
        if (target.exists() && (target.isFolder() || source.isFolder())) {
            throw new IOException(Names.shown(target) + " exists already");
        }
        if (source.canRenameTo(target)) {
            source.moveTo(target);
        } else {
            copy.copy(source, target);
            source.delete(Selectors.SELECT_ALL);
        }
    }
}
