// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import io.fairlead.shell.Operations;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code fairlead:storages}. */
@Service
@Command(scope = "fairlead", name = "storages", description = "Storages, and what they can do")
public final class StoragesCommand implements Action {
    @Reference
    Operations operations;

    @Override
    public Object execute() {
        Output.print(operations.storages());
        return null;
    }
}
