// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import picocli.CommandLine.Option;

/** The option of commands that copy folders. */
final class CopyLinks {
    @Option(
            names = {"-L", "--copy-links"},
            description = "Copy what symbolic links in folders lead to; without it they are left out, with a line on"
                    + " standard error for each.")
    private boolean follow;

    boolean follow() {
        return follow;
    }
}
