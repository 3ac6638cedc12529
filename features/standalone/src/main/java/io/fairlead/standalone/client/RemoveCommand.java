// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.List;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rm URL...}. */
@Command(
        name = "rm",
        description = "Deletes files, and folders with -r. A symbolic link is deleted itself, never what it leads to.")
public final class RemoveCommand extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "URL", description = "What to delete.")
    private List<String> urls;

    @Option(
            names = {"-r", "--recursive"},
            description = "Delete folders with all that is in them.")
    private boolean recursive;

    @Option(
            names = {"-f", "--force"},
            description = "Don't mind what is missing.")
    private boolean force;

    @Override
    void run(ClientSession session) throws IOException {
        Attempts attempts = new Attempts(this::fail);
        for (String url : session.expanded(urls, this::fail, !force)) {
            attempts.at(() -> delete(session, url, attempts));
        }
    }

    private void delete(ClientSession session, String url, Attempts attempts) throws IOException {
        ClientSession.require(session.resolve(url), Capability.DELETE, "delete");
        FileObject file = force ? session.resolve(url) : session.existingItself(url);
        if (file.getParent() == null) {
            throw new IOException(Names.shown(file) + " is the root of a file system: not deleted");
        }
        if (!retries().call(attempt -> SymbolicLinks.isThere(file))) {
            return;
        }
        if (!recursive && retries().call(attempt -> !SymbolicLinks.isLink(file) && file.isFolder())) {
            throw new IOException(Names.shown(file) + " is a folder; -r deletes folders");
        }
        new TreeDelete(retries()).delete(file, attempts);
    }
}
