// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import io.fairlead.shell.Operations;
import io.fairlead.shell.karaf.completion.BannedNames;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code fairlead:unban}. */
@Service
@Command(scope = "fairlead", name = "unban", description = "Lifts the bans of an address or an account")
public final class UnbanCommand implements Action {
    @Reference
    Operations operations;

    @Argument(index = 0, name = "BANNED", description = "Address or account", required = true)
    @Completion(BannedNames.class)
    String banned;

    @Override
    public Object execute() {
        Output.print(operations.unban(banned));
        return null;
    }
}
