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

/** {@code fairlead:drain}. */
@Service
@Command(
        scope = "fairlead",
        name = "drain",
        description = "Has a server take no new sessions, let present ones end, and stop")
public final class DrainCommand implements Action {
    @Reference
    Operations operations;

    @Argument(
            index = 0,
            name = "SERVER",
            description = "PROTOCOL/NAME of the server, or one of the two",
            required = true)
    @Completion(ServerNames.class)
    String server;

    @Override
    public Object execute() {
        Output.print(operations.drain(server));
        return null;
    }
}
