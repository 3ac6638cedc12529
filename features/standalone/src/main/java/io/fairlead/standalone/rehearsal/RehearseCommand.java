// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.rehearsal;

import io.fairlead.standalone.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code rehearse}: runs the usual commands on a folder of its own and on a server that is a stand-in, so that an archive
 * of this JVM's classes ({@code -XX:ArchiveClassesAtExit}, {@code -XX:AOTCacheOutput}) has those of all of them.
 */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Runs the usual commands on nothing, to archive the classes they need.")
public final class RehearseCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("fairlead-rehearsal");
        try (StandIn server = new StandIn()) {
            Path file = Files.writeString(folder.resolve("file"), "content");
            Path tree = Files.createDirectory(folder.resolve("tree"));
            Files.writeString(tree.resolve("a"), "a");
            String url = server.url();
            boolean all = run("ls", "-l", folder)
                    && run("cp", "-r", tree, folder.resolve("copy"))
                    && run("sync", tree, folder.resolve("copy"))
                    && run("sha256", file)
                    && run("ls", "-l", url)
                    && run("ls", "--json", url)
                    && run("stat", url + "file")
                    && run("get", url + "file", folder.resolve("back"))
                    && run("put", file, url + "file")
                    && run("rm", url + "file");
            run("ls", "smb://127.0.0.1:1/share"); // nobody is there; the classes are loaded all the same
            run("help");
            return all ? 0 : 1;
        } finally {
            delete(folder);
        }
    }

    private static boolean run(Object... words) {
        String[] arguments = Arrays.stream(words).map(Object::toString).toArray(String[]::new);
        return Main.commandLine(arguments).execute(arguments) == 0;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
