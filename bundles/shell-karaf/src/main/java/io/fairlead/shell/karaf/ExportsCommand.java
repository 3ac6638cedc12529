// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import io.fairlead.shell.Operations;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code fairlead:exports}. */
@Service
@Command(scope = "fairlead", name = "exports", description = "Exports, their storages, and whether these are there")
public final class ExportsCommand implements Action {
    @Reference
    Operations operations;

    @Override
    public Object execute() {
        Output.print(operations.exports());
        return null;
    }
}
