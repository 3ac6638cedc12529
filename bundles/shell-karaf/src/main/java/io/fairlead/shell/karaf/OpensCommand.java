// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import io.fairlead.shell.Operations;
import io.fairlead.shell.karaf.completion.ExportNames;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code fairlead:opens}. */
@Service
@Command(scope = "fairlead", name = "opens", description = "What is open")
public final class OpensCommand implements Action {
    @Reference
    Operations operations;

    @Argument(index = 0, name = "EXPORT", description = "Name of one export")
    @Completion(ExportNames.class)
    String export;

    @Override
    public Object execute() {
        Output.print(operations.opens(export));
        return null;
    }
}
