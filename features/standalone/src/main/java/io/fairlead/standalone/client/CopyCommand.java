// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.standalone.client.Transfer.How;
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
            description = "What to copy, and where to: a folder takes the sources in; with one source it may be the new"
                    + " name. - is standard input, or output.")
    private List<String> places;

    @Option(
            names = {"-r", "--recursive"},
            description = "Copy folders with all that is in them.")
    private boolean recursive;

    @Mixin
    private CopyLinks links;

    @Mixin
    private Filters filters;

    @Mixin
    private TransferOptions transfers;

    @Override
    void run(ClientSession session) throws IOException {
        int last = places.size() - 1;
        LinkRule rule = new LinkRule(links.what(), filters, this::warn);
        copy(this, session, new Job(places.subList(0, last), places.get(last), false, recursive, rule, transfers));
    }

    /** Standard input or output, in the place of a name. */
    private static final String STANDARD = "-";

    /** What to copy. */
    record Job(
            List<String> from, String to, boolean resume, boolean recursive, LinkRule links, TransferOptions options) {}

    static void copy(ClientCommand command, ClientSession session, Job job) throws IOException {
        if (job.from().equals(List.of(STANDARD)) || job.to().equals(STANDARD)) {
            pipe(command, session, job);
            return;
        }
        TransferOptions options = job.options();
        Retries retries = command.retries();
        Attempts attempts = new Attempts(command::fail);
        List<FileObject> sources = new ArrayList<>();
        List<String> from = session.expanded(job.from(), command::fail);
        for (String source : from) {
            attempts.at(() -> sources.add(session.toRead(source)));
        }
        FileObject target = session.resolve(job.to());
        boolean folder = from.size() > 1 || job.to().endsWith("/");
        long total = command.showsProgress()
                ? TreeCopy.count(sources, job.links(), command.folders().silent())
                : -1;
        How how = new How(job.resume(), retries, options.limit());
        try (Progress progress = command.progress(total);
                Workers workers = new Workers(options.parallel())) {
            Transfer transfer = new Transfer(session, progress, how);
            TreeCopy copy = new TreeCopy(transfer, job.recursive(), job.links(), command.folders(), workers);
            for (FileObject source : sources) {
                attempts.at(() -> {
                    FileObject place = retries.call(attempt -> TreeCopy.place(source, target, folder));
                    if (place == target) {
                        copy.copyToNamed(source, target);
                    } else {
                        copy.copy(source, place);
                    }
                });
            }
            workers.await();
            copy.cleanUp();
        }
    }

    /** From standard input, or to standard output. */
    private static void pipe(ClientCommand command, ClientSession session, Job job) throws IOException {
        if (job.to().equals(STANDARD)) {
            for (String source : session.expanded(job.from(), command::fail)) {
                command.write(session, session.existingFile(source));
            }
            return;
        }
        FileObject target = session.resolve(job.to());
        if (job.to().endsWith("/") || target.isFolder()) {
            throw new IOException(Names.shown(target) + " is a folder; what comes from standard input needs a name");
        }
        try (Progress progress = command.progress(-1)) {
            How how = new How(false, Retries.NONE, job.options().limit());
            new Transfer(session, progress, how).upload(System.in, target);
        }
    }
}
