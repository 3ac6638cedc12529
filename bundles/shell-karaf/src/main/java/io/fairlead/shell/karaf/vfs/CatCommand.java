// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf.vfs;

import io.fairlead.shell.VfsOperations;
import io.fairlead.shell.karaf.completion.Schemes;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code vfs:cat}. */
@Service
@Command(scope = "vfs", name = "cat", description = "The content of a file")
public final class CatCommand implements Action {
    @Reference(optional = true)
    VfsOperations operations;

    @Argument(index = 0, name = "URL", description = "URL, as ftp://alice@host/dir", required = true)
    @Completion(Schemes.class)
    String url;

    @Override
    @SuppressWarnings("SystemOut") // the session's, or a pipe
    public Object execute() throws IOException {
        Files.wanted(operations).read(url, System.out);
        System.out.flush();
        return null;
    }
}
