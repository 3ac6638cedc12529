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

/** {@code vfs:cp}. */
@Service
@Command(scope = "vfs", name = "cp", description = "Copies a file")
public final class CopyCommand implements Action {
    @Reference(optional = true)
    VfsOperations operations;

    @Argument(index = 0, name = "FROM", description = "URL of the file", required = true)
    @Completion(Schemes.class)
    String from;

    @Argument(index = 1, name = "TO", description = "URL of the copy, or of its folder", required = true)
    @Completion(Schemes.class)
    String to;

    @Override
    public Object execute() throws IOException {
        Output.print(Files.wanted(operations).copy(from, to));
        return null;
    }
}
