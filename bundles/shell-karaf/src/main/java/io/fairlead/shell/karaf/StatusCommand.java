// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import io.fairlead.shell.FreeNames;
import io.fairlead.shell.Operations;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code fairlead:status}. */
@Service
@Command(
        scope = "fairlead",
        name = "status",
        description = "Everything in short: what runs, what uses what, what does not run and why")
public final class StatusCommand implements Action {
    @Reference
    Operations operations;

    /** Karaf registers no command of a bundle before all that its classes refer to is there. */
    @Reference
    FreeNames names;

    @Override
    public Object execute() {
        Output.print(operations.status());
        return null;
    }
}
