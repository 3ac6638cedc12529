// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import io.fairlead.shell.Operations;
import io.fairlead.shell.karaf.completion.ServerNames;
import io.fairlead.shell.karaf.completion.SessionIds;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code fairlead:disconnect}. */
@Service
@Command(scope = "fairlead", name = "disconnect", description = "Ends a session")
public final class DisconnectCommand implements Action {
    @Reference
    Operations operations;

    @Argument(
            index = 0,
            name = "SERVER",
            description = "PROTOCOL/NAME of the server, or one of the two",
            required = true)
    @Completion(ServerNames.class)
    String server;

    @Argument(
            index = 1,
            name = "SESSION",
            description = "ID of the session, as fairlead:sessions shows it",
            required = true)
    @Completion(SessionIds.class)
    String session;

    @Override
    public Object execute() {
        Output.print(operations.disconnect(server, session));
        return null;
    }
}
