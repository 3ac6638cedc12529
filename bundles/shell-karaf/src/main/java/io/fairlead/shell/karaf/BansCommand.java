// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import io.fairlead.shell.Operations;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code fairlead:bans}. */
@Service
@Command(scope = "fairlead", name = "bans", description = "Who may not log in after too many failures")
public final class BansCommand implements Action {
    @Reference
    Operations operations;

    @Override
    public Object execute() {
        Output.print(operations.bans());
        return null;
    }
}
