// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf.vfs;

import io.fairlead.shell.VfsOperations;
import io.fairlead.shell.karaf.Output;
import io.fairlead.shell.karaf.completion.Schemes;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code vfs:stat}. */
@Service
@Command(scope = "vfs", name = "stat", description = "Type, size and time of a file or folder")
public final class StatCommand implements Action {
    @Reference(optional = true)
    VfsOperations operations;

    @Argument(index = 0, name = "URL", description = "URL, as ftp://alice@host/dir", required = true)
    @Completion(Schemes.class)
    String url;

    @Override
    public Object execute() throws IOException {
        Output.print(Files.wanted(operations).describe(url));
        return null;
    }
}
