// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cat URL...}. */
@Command(name = "cat", description = "Writes the contents of files to standard output.")
public final class CatCommand extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "URL", description = "The files to read.")
    private List<String> urls;

    @Override
    void run(ClientSession session) throws IOException {
        for (String url : urls) {
            FileObject file = session.existingFile(url);
            try (InputStream in = session.read(file, 0)) {
                in.transferTo(out());
            }
            if (out().checkError()) {
                throw new IOException("standard output is closed");
            }
        }
    }
}
