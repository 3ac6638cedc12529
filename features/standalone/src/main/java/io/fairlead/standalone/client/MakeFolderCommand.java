// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.List;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mkdir URL...}. */
@Command(name = "mkdir", description = "Makes folders.")
public final class MakeFolderCommand extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "URL", description = "The folders to make.")
    private List<String> urls;

    @Option(
            names = {"-p", "--parents"},
            description = "Make missing parents too, and don't mind a folder that is there already.")
    private boolean parents;

    @Override
    void run(ClientSession session) throws IOException {
        for (String url : urls) {
            FileObject folder = session.resolve(url);
            ClientSession.require(folder, Capability.LIST_CHILDREN, "make folders");
            retries().call(attempt -> make(folder, attempt));
        }
    }

    private boolean make(FileObject folder, int attempt) throws IOException {
        if (folder.exists() && !((parents || attempt > 0) && folder.isFolder())) {
            throw new IOException(Names.shown(folder) + " exists already");
        }
        if (!parents && folder.getParent() != null && !folder.getParent().exists()) {
            throw new IOException(Names.shown(folder.getParent()) + ": no such folder; -p makes it");
        }
        folder.createFolder();
        return true;
    }
}
