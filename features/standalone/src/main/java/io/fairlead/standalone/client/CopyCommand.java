// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cp SOURCE... TARGET}. */
@Command(
        name = "cp",
        description =
                "Copies files and folders from any URL or path to any other; times are kept. A file that exists is"
                        + " replaced, and never by half a file.")
public final class CopyCommand extends ClientCommand {
    @Parameters(
            arity = "2..*",
            paramLabel = "SOURCE... TARGET",
            hideParamSyntax = true,
            description =
                    "What to copy, and where to: a folder takes the sources in; with one source it may be the new name.")
    private List<String> places;

    @Option(
            names = {"-r", "--recursive"},
            description = "Copy folders with all that is in them.")
    private boolean recursive;

    @Mixin
    private CopyLinks links;

    @Override
    void run(ClientSession session) throws IOException {
        int last = places.size() - 1;
        LinkRule rule = LinkRule.of(links.follow(), this::warn);
        copy(this, session, new Job(places.subList(0, last), places.get(last), false, recursive, rule));
    }

    /** What to copy. */
    record Job(List<String> from, String to, boolean resume, boolean recursive, LinkRule links) {}

    static void copy(ClientCommand command, ClientSession session, Job job) throws IOException {
        List<FileObject> sources = new ArrayList<>();
        for (String source : job.from()) {
            sources.add(session.existing(source));
        }
        FileObject target = session.resolve(job.to());
        boolean folder = sources.size() > 1 || job.to().endsWith("/");
        long total = command.showsProgress() ? TreeCopy.count(sources, job.links()) : -1;
        try (Progress progress = command.progress(total)) {
            Transfer transfer = new Transfer(session, progress, job.resume());
            TreeCopy copy = new TreeCopy(transfer, job.recursive(), job.links(), command::fail);
            for (FileObject source : sources) {
                FileObject place = TreeCopy.place(source, target, folder);
                if (place == target) {
                    copy.copyToNamed(source, target);
                } else {
                    copy.copy(source, place);
                }
            }
        }
    }
}
