// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf.completion;

import io.fairlead.shell.Operations;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Addresses and accounts that are banned. */
@Service
public final class BannedNames implements Completer {
    @Reference
    Operations operations;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(operations.names(Operations.Names.BANNED)).complete(session, line, candidates);
    }
}
