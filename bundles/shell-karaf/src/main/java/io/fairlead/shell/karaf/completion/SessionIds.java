// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf.completion;

import io.fairlead.shell.Operations;
import java.util.Arrays;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Sessions of the server that stands before, or of every server. */
@Service
public final class SessionIds implements Completer {
    @Reference
    Operations operations;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> ids = Arrays.stream(line.getArguments())
                .map(operations::sessionIds)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElseGet(() -> operations.sessionIds(null));
        return new StringsCompleter(ids).complete(session, line, candidates);
    }
}
