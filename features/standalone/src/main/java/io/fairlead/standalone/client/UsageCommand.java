// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code du [URL...]}. */
@Command(
        name = "du",
        description =
                "Sums up the bytes in folders, and counts the files. Symbolic links are neither entered nor counted.")
public final class UsageCommand extends ClientCommand {
    @Parameters(arity = "0..*", paramLabel = "URL", description = "What to sum up; the current folder if left out.")
    private List<String> urls = List.of(".");

    @Option(
            names = {"-b", "--bytes"},
            description = "Print bytes instead of KiB, MiB and so on.")
    private boolean bytes;

    @Option(names = "--json", description = "Print one JSON object a line: name, bytes, files.")
    private boolean json;

    @Mixin
    private Filters filters;

    private final Attempts attempts = new Attempts(this::fail);

    /** What there is so far. */
    private static final class Sum {
        private long bytes;
        private long files;
    }

    @Override
    void run(ClientSession session) throws IOException {
        for (String url : session.expanded(urls, this::fail)) {
            attempts.at(() -> {
                FileObject file = session.existingTree(url);
                Sum sum = new Sum();
                add(file, sum);
                if (json) {
                    print(new Json()
                            .with("name", Names.shown(file))
                            .with("bytes", sum.bytes)
                            .with("files", sum.files)
                            .line());
                    return;
                }
                String size = bytes ? String.valueOf(sum.bytes) : Progress.size(sum.bytes);
                print(String.format("%12s  %8d files  %s", size, sum.files, Names.shown(file)));
            });
        }
    }

    private void add(FileObject file, Sum sum) throws IOException {
        if (!file.isFolder()) {
            sum.bytes += SpecialFiles.is(file) ? 0 : file.getContent().getSize();
            sum.files++;
            return;
        }
        for (FileObject child : folders().children(file)) {
            if (!SymbolicLinks.isLink(child) && filters.take(child)) {
                attempts.at(() -> add(child, sum));
            }
        }
    }
}
