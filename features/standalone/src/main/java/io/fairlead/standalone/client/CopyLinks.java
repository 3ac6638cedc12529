// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of commands that copy folders. */
final class CopyLinks {
    @ArgGroup
    private Choice choice;

    /** One of them. */
    private static final class Choice {
        @Option(
                names = {"-L", "--copy-links"},
                description =
                        "Copy what symbolic links in folders lead to; without it they are left out, with a line on"
                                + " standard error for each.")
        private boolean follow;

        @Option(
                names = "--links",
                description =
                        "Make symbolic links in folders anew in the target, if that has links (local folders, SMB); else"
                                + " they are left out as before. Those that would lead out of it are, too.")
        private boolean remake;
    }

    LinkRule.What what() {
        if (choice == null) {
            return LinkRule.What.SKIP;
        }
        return choice.follow ? LinkRule.What.FOLLOW : LinkRule.What.REMAKE;
    }
}
