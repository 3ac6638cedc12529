// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import io.fairlead.shell.Operations;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code fairlead:servers}. */
@Service
@Command(
        scope = "fairlead",
        name = "servers",
        description = "Each server: address, counters, and which export, storage and authenticator it uses")
public final class ServersCommand implements Action {
    @Reference
    Operations operations;

    @Override
    public Object execute() {
        Output.print(operations.servers());
        return null;
    }
}
