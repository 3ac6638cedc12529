// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code serve} says to type works as it stands. */
class BannerIT {
    private static final String CALL = "VFS.getManager().resolveFile(\"";

    @TempDir
    Path folder;

    @Test
    void theLinesForCommonsVfsCompileAndWork() throws Exception {
        Path served = Files.createDirectory(folder.resolve("served"));
        Files.writeString(served.resolve("NAME"), "hello");
        try (ServeProcess server = ServeProcess.start(served, folder.resolve("home"))) {
            String ftp = line(server, "ftp").replace(":PASSWORD@", ":secret@"); // one's own is not printed
            assertThat(run(ftp, "file.getChildren()[0].getName().getBaseName()"))
                    .isEqualTo("NAME");
            String tls = server.lines().stream()
                    .filter(line -> line.contains("--tls-fingerprint"))
                    .findFirst()
                    .orElseThrow();
            String[] words = tls.replaceFirst(".*(?=--tls-fingerprint)", "")
                    .replace(":PASSWORD@", ":secret@")
                    .split("\\s+");
            Tools.Result pinned = FairleadJar.run("ls", words[0], words[1], words[2]);
            assertThat(pinned.out()).as(pinned.err()).contains("NAME");
            assertThat(run(line(server, "tftp"), "file.getContent().getString(\"UTF-8\")"))
                    .isEqualTo("hello");

            Tools.Result listing = FairleadJar.run("ls", url(ftp));
            assertThat(listing.out()).as(listing.err()).contains("NAME");
            assertThat(FairleadJar.run("cat", url(line(server, "tftp"))).out()).isEqualTo("hello");
        }
    }

    private static String line(ServeProcess server, String scheme) {
        return server.lines().stream()
                .map(String::strip)
                .filter(line -> line.startsWith(CALL))
                .filter(line -> line.matches(".*\"(fairlead-)?" + scheme + "://.*"))
                .findFirst()
                .orElseThrow();
    }

    private static String url(String line) {
        return line.substring(CALL.length(), line.lastIndexOf('"'));
    }

    /** In a program of its own, with our jars on the class path and nothing else done. */
    private String run(String line, String expression) throws Exception {
        Path source = folder.resolve("Line.java");
        Files.writeString(
                source,
                """
                import org.apache.commons.vfs2.*;
                public class Line {
                    public static void main(String[] arguments) throws Exception {
                        FileObject file = %s;
                        System.out.print(%s);
                        System.out.flush();
                        System.exit(0);
                    }
                }
                """
                        .formatted(line, expression));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Tools.Result result = Tools.run(
                Duration.ofSeconds(90), folder, java, "-cp", System.getProperty("fairlead.jar"), source.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }
}
