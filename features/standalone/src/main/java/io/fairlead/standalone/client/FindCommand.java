// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.standalone.client.TransferOptions.Rate;
import java.io.IOException;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code find [URL...]}. */
@Command(
        name = "find",
        description = "Prints the URL or path of everything in folders, or of what --include, --type and sizes choose."
                + " Symbolic links are not entered.")
public final class FindCommand extends ClientCommand {
    /** Kinds of entries, by the letters of find(1); s is for devices and pipes too. */
    enum Type {
        f,
        d,
        l,
        s
    }

    @Parameters(arity = "0..*", paramLabel = "URL", description = "Where to begin; the current folder if left out.")
    private List<String> urls = List.of(".");

    @Option(
            names = "--type",
            description = "Only files (f), folders (d), symbolic links (l), or devices, pipes and sockets (s).")
    private Type type;

    @Option(
            names = "--min-size",
            paramLabel = "SIZE",
            converter = Rate.class,
            description = "Only files of at least so many bytes: 500k, 2M, 1G.")
    private long minimumBytes = -1;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            converter = Rate.class,
            description = "Only files of at most so many bytes.")
    private long maximumBytes = Long.MAX_VALUE;

    @Option(
            names = {"-0", "--print0"},
            description = "End each with a zero byte instead of a line end, as xargs -0 reads it.")
    private boolean zeros;

    @Option(names = "--json", description = "Print one JSON object a line: name, type, target, size, modified.")
    private boolean json;

    @Mixin
    private Filters filters;

    private final Attempts attempts = new Attempts(this::fail);

    @Override
    void run(ClientSession session) throws IOException {
        for (String url : session.expanded(urls, this::fail)) {
            attempts.at(() -> walk(session.existingTree(url)));
        }
    }

    private void walk(FileObject file) throws IOException {
        boolean link = retries().call(attempt -> SymbolicLinks.isLink(file));
        boolean folder = !link && file.isFolder();
        if (chosen(file, link ? Type.l : folder ? Type.d : SpecialFiles.is(file) ? Type.s : Type.f)) {
            tell(file);
        }
        if (!folder) {
            return;
        }
        for (FileObject child : folders().sorted(file)) {
            if (filters.take(child)) {
                attempts.at(() -> walk(child));
            }
        }
    }

    private boolean chosen(FileObject file, Type found) throws IOException {
        if (type != null && type != found || !filters.names(file)) {
            return false;
        }
        if (minimumBytes < 0 && maximumBytes == Long.MAX_VALUE) {
            return true;
        }
        long bytes = found == Type.f ? file.getContent().getSize() : -1;
        return bytes >= Math.max(0, minimumBytes) && bytes <= maximumBytes;
    }

    private void tell(FileObject file) throws IOException {
        String name = Names.shown(file);
        if (json) {
            print(retries().call(attempt -> FileInfo.of(file, name)).json());
        } else if (zeros) {
            printed(name + '\0');
        } else {
            print(name);
        }
    }
}
