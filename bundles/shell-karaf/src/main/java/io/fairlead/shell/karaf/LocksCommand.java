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

/** {@code fairlead:locks}. */
@Service
@Command(scope = "fairlead", name = "locks", description = "Byte-range locks")
public final class LocksCommand implements Action {
    @Reference
    Operations operations;

    @Argument(index = 0, name = "EXPORT", description = "Name of one export")
    @Completion(ExportNames.class)
    String export;

    @Override
    public Object execute() {
        Output.print(operations.locks(export));
        return null;
    }
}
