// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code get URL... [TARGET]}. */
@Command(
        name = "get",
        description =
                "Downloads files to this machine. A download that was cut leaves a hidden .part file, and -c goes on"
                        + " with it.")
public final class GetCommand extends ClientCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "URL... [TARGET]",
            hideParamSyntax = true,
            description =
                    "What to download, and the local folder or new name (- is standard output); the current folder if"
                            + " left out.")
    private List<String> places;

    @Option(
            names = {"-c", "--continue"},
            description = "Go on with a download that was cut, if the source has not changed since.")
    private boolean resume;

    @Option(
            names = {"-r", "--recursive"},
            description = "Download folders with all that is in them.")
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
        boolean named = last > 0 && !session.isUrl(places.get(last));
        List<String> sources = named ? places.subList(0, last) : places;
        LinkRule rule = new LinkRule(links.what(), filters, this::warn);
        String target = named ? places.get(last) : ".";
        CopyCommand.copy(this, session, new CopyCommand.Job(sources, target, resume, recursive, rule, transfers));
    }
}
