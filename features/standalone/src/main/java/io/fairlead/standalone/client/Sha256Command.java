// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sha256 URL...}. */
@Command(name = "sha256", description = "Reads files and prints their SHA-256 in the manner of sha256sum.")
public final class Sha256Command extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "URL", description = "The files to read.")
    private List<String> urls;

    @Option(names = "--json", description = "Print one JSON object a line: name, sha256.")
    private boolean json;

    @Override
    void run(ClientSession session) throws IOException {
        Attempts attempts = new Attempts(this::fail);
        for (String url : session.expanded(urls, this::fail)) {
            attempts.at(() -> tell(session, url));
        }
    }

    private void tell(ClientSession session, String url) throws IOException {
        FileObject file = session.existingFile(url);
        String name = Names.mask(url);
        String sum = retries().call(attempt -> read(session, file));
        print(json ? new Json().with("name", name).with("sha256", sum).line() : sum + "  " + name);
    }

    private String read(ClientSession session, FileObject file) throws IOException {
        try (Progress progress = progress(Names.size(file))) {
            progress.file(Names.base(file));
            return Sums.read(session, file, "SHA-256", progress).hex();
        }
    }
}
