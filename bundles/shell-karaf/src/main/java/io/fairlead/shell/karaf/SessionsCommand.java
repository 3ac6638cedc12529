// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import io.fairlead.shell.Operations;
import io.fairlead.shell.karaf.completion.ServerNames;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code fairlead:sessions}. */
@Service
@Command(scope = "fairlead", name = "sessions", description = "Who is connected")
public final class SessionsCommand implements Action {
    @Reference
    Operations operations;

    @Argument(index = 0, name = "SERVER", description = "PROTOCOL/NAME of the server, or one of the two")
    @Completion(ServerNames.class)
    String server;

    @Override
    public Object execute() {
        Output.print(operations.sessions(server));
        return null;
    }
}
