// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stat URL...}. */
@Command(name = "stat", description = "Prints type, size and time of files and folders.")
public final class StatCommand extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "URL", description = "What to look at.")
    private List<String> urls;

    @Option(names = "--json", description = "Print one JSON object a line: name, type, target, size, modified.")
    private boolean json;

    @Override
    void run(ClientSession session) throws IOException {
        Attempts attempts = new Attempts(this::fail);
        for (String url : session.expanded(urls, this::fail)) {
            attempts.at(() -> tell(session, url));
        }
    }

    private void tell(ClientSession session, String url) throws IOException {
        FileObject file = session.existingItself(url);
        FileInfo info = retries().call(attempt -> FileInfo.of(file, Names.shown(file)));
        if (json) {
            print(info.json());
            return;
        }
        print("name:     " + info.name());
        print("type:     " + info.type());
        if (info.target() != null) {
            print("target:   " + info.target());
        }
        if (info.sizeBytes() >= 0) {
            print("size:     " + info.sizeBytes() + " bytes");
        }
        print("modified: " + (info.modified() == null ? "unknown" : info.modified()));
    }
}
