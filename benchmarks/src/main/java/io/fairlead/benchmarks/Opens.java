// SPDX-License-Identifier: Apache-2.0
package io.fairlead.benchmarks;

import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Open;
import java.io.IOException;

/**
 * So many opens with attributes and close, of one file at depth 3 through an Export, and nothing else: for
 * {@code strace -c -f}, which counts system calls, as the difference of two runs. A main program; argument: how many.
 */
public final class Opens {
    private Opens() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        Attributes last = null;
        try (Tree tree = new Tree(1)) {
            for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
                try (OpenFile file = tree.export.open(tree.names[0], OpenRequest.shared(Open.read()))) {
                    last = file.opened();
                }
            }
        }
        System.out.println(last);
    }
}
