// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cat URL...}. */
@Command(name = "cat", description = "Writes the contents of files to standard output.")
public final class CatCommand extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "URL", description = "The files to read.")
    private List<String> urls;

    @Override
    void run(ClientSession session) throws IOException {
        Attempts attempts = new Attempts(this::fail);
        for (String url : session.expanded(urls, this::fail)) {
            attempts.at(() -> write(session, session.existingFile(url)));
        }
    }
}
