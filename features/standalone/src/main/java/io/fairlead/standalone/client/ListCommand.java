// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ls [URL...]}. */
@Command(
        name = "ls",
        description = "Lists folders, one name a line; folders end in a slash. Symbolic links in them are not entered.")
public final class ListCommand extends ClientCommand {
    @Parameters(arity = "0..*", paramLabel = "URL", description = "What to list; the current folder if left out.")
    private List<String> urls = List.of(".");

    @Option(
            names = {"-l", "--long"},
            description = "Show type, size in bytes, time (UTC) and where links lead too.")
    private boolean details;

    @Option(
            names = {"-r", "-R", "--recursive"},
            description = "Go into folders.")
    private boolean recursive;

    @Option(names = "--json", description = "Print one JSON object a line: name, type, target, size, modified.")
    private boolean json;

    @Mixin
    private Filters filters;

    @Override
    void run(ClientSession session) throws IOException {
        Attempts attempts = new Attempts(this::fail);
        List<String> all = session.expanded(urls, this::fail);
        for (String url : all) {
            attempts.at(() -> list(session, url, all.size() > 1, attempts));
        }
    }

    private void list(ClientSession session, String url, boolean named, Attempts attempts) throws IOException {
        FileObject file = session.existingTree(url);
        if (named && file.isFolder() && !json) {
            print(Names.shown(file) + ":");
        }
        if (file.isFolder()) {
            list(file, "", attempts);
        } else {
            FileInfo info = retries().call(attempt -> FileInfo.of(file, Names.base(file)));
            print(info);
        }
    }

    private void list(FileObject folder, String path, Attempts attempts) throws IOException {
        for (FileObject child : folders().sorted(folder)) {
            if (!filters.take(child)) {
                continue;
            }
            String name = path + Names.base(child);
            FileInfo info = retries().call(attempt -> FileInfo.of(child, name));
            print(info);
            if (recursive && !SymbolicLinks.isLink(child) && child.isFolder()) {
                attempts.at(() -> list(child, name + "/", attempts));
            }
        }
    }

    private void print(FileInfo file) throws IOException {
        String plain = details ? file.line() : file.name() + file.slash();
        print(json ? file.json() : plain);
    }
}
