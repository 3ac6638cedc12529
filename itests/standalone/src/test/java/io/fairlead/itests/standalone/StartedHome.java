// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import io.fairlead.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;

/** The home of a server that was started once and stopped. To copy it takes less time than to start a server again. */
final class StartedHome {
    private static Path original; // guarded by the class

    private StartedHome() {}

    /** Makes {@code home}, as a server with FTP, TFTP and the account {@link ServeProcess#USER} left it. */
    static synchronized void copyTo(Path home) throws Exception {
        if (original == null) {
            Path folder = Path.of("target", "started-home").toAbsolutePath();
            Tools.run("rm", "-rf", folder.toString()).succeeded();
            Path served = Files.createDirectories(folder.resolve("served"));
            ServeProcess.start(served, folder.resolve("home")).close();
            original = folder.resolve("home");
        }
        Tools.run("cp", "-a", original.toString(), home.toString()).succeeded();
    }
}
