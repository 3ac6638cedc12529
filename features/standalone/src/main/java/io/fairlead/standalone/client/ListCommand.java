// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
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
        for (String url : urls) {
            attempts.at(() -> list(session, url, attempts));
        }
    }

    private void list(ClientSession session, String url, Attempts attempts) throws IOException {
        FileObject file = session.existingTree(url);
        if (urls.size() > 1 && file.isFolder() && !json) {
            print(Names.shown(file) + ":");
        }
        if (file.isFolder()) {
            list(file, "", attempts);
        } else {
            print(FileInfo.of(file, Names.base(file)));
        }
    }

    private void list(FileObject folder, String path, Attempts attempts) throws IOException {
        for (FileObject child : sorted(folder, this::fail)) {
            if (!filters.take(child)) {
                continue;
            }
            String name = path + Names.base(child);
            print(FileInfo.of(child, name));
            if (recursive && !SymbolicLinks.isLink(child) && child.isFolder()) {
                attempts.at(() -> list(child, name + "/", attempts));
            }
        }
    }

    private void print(FileInfo file) throws IOException {
        String plain = details ? file.line() : file.name() + file.slash();
        print(json ? file.json() : plain);
    }

    /** The children by name. */
    static List<FileObject> sorted(FileObject folder, Consumer<String> failed) throws IOException {
        List<FileObject> children = new ArrayList<>(Arrays.asList(Folders.children(folder, failed)));
        children.sort(Comparator.comparing(child -> child.getName().getPath()));
        return children;
    }
}
