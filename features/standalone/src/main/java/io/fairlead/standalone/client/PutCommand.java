// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code put FILE... URL}. */
@Command(
        name = "put",
        description =
                "Uploads local files. The file at the URL is replaced when the upload is complete. With -c an upload that was"
                        + " cut leaves a hidden .part file at an FTP server, and the next one goes on with it.")
public final class PutCommand extends ClientCommand {
    @Parameters(
            arity = "2..*",
            paramLabel = "FILE... URL",
            hideParamSyntax = true,
            description = "What to upload (- is standard input), and the folder or new name at the other end.")
    private List<String> places;

    @Option(
            names = {"-c", "--continue"},
            description = "Go on with an upload with -c that was cut, if the file has not changed since, and leave out"
                    + " what is there already with the same size and time.")
    private boolean resume;

    @Option(
            names = {"-r", "--recursive"},
            description = "Upload folders with all that is in them.")
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
        if (!session.isUrl(places.get(last))) {
            throw wrongUsage("the last argument must be a URL: " + places.get(last));
        }
        List<String> files = places.subList(0, last);
        LinkRule rule = new LinkRule(links.what(), filters, this::warn);
        CopyCommand.copy(
                this, session, new CopyCommand.Job(files, places.get(last), resume, recursive, rule, transfers));
    }
}
