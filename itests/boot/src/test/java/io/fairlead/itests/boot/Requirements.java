// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.boot;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What a test needs of the machine. What can be installed is asked for as {@link Tools#require} does: without it the test
 * is skipped, and fails where {@code CI=true}. What the machine does not allow only skips.
 */
final class Requirements {
    private Requirements() {}

    static void programs(String... programs) {
        Tools.require(programs);
    }

    /** Files of Debian's packages with firmware and boot loaders. */
    static void files(Path... files) {
        List<Path> missing = Arrays.stream(files).filter(Files::notExists).toList();
        if (!missing.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("not installed, though CI=true: " + missing);
        }
        assumeTrue(missing.isEmpty(), () -> "not installed: " + missing);
    }

    /** The right to make a network namespace and to put an interface for a guest into it. */
    static void networkNamespaces() {
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "no /dev/net/tun that this user may open");
        Tools.Result result = Tools.run("unshare", "--net", "true");
        assumeTrue(result.exitCode() == 0, () -> "no network namespace: " + result.err());
    }
}
