// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf.completion;

import io.fairlead.shell.VfsOperations;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Candidate;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** How URLs begin. No blank is put behind one, as it goes on. */
@Service
public final class Schemes implements Completer {
    @Reference(optional = true)
    VfsOperations operations;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(schemes()).complete(session, line, candidates);
    }

    @Override
    public void completeCandidates(Session session, CommandLine line, List<Candidate> candidates) {
        schemes().forEach(scheme -> candidates.add(new Candidate(scheme, false)));
    }

    private List<String> schemes() {
        return operations == null ? List.of() : operations.schemes();
    }
}
