// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.standalone.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transfers that a server cuts, and what a person may set about servers. */
class RetryCommandsTest {
    private final byte[] content = new byte[600_000];

    @TempDir
    Path folder;

    RetryCommandsTest() {
        new Random(1).nextBytes(content);
    }

    private static CommandRun run(Object... arguments) {
        return CommandRun.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }

    @Test
    void aDownloadGoesOnWhereItWasCut() throws IOException {
        try (CuttingServer server = new CuttingServer(content, 2)) {
            Path to = folder.resolve("to");
            CommandRun run = run("get", "--retries", "3", server.url(), to);
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(to).hasBinaryContent(content);
            assertThat(run.err().lines()).isNotEmpty().allMatch(line -> line.contains("; attempt "));
            assertThat(server.commands().stream().filter(line -> line.startsWith("REST ")))
                    .isNotEmpty()
                    .noneMatch(line -> line.equals("REST 0"));
        }
    }

    @Test
    void anUploadIsSentAgain() throws IOException {
        Path file = Files.write(folder.resolve("from"), content);
        try (CuttingServer server = new CuttingServer(content, 1)) {
            CommandRun run = run("put", "--retries", "1", file, server.url());
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(server.stored()).isEqualTo(content);
        }
    }

    @Test
    void aServerThatIsBusyIsAskedAgain() throws IOException {
        try (CuttingServer server = new CuttingServer(content, 0)) {
            server.beBusy(2);
            Path to = folder.resolve("to");
            assertThat(run("get", server.url(), to).status()).isEqualTo(1);
            CommandRun run = run("get", "--retries", "2", server.url(), to);
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.err()).contains("too many users; attempt 2 of 3");
            assertThat(to).hasBinaryContent(content);
        }
    }

    @Test
    void withoutRetriesACutIsAFailure() throws IOException {
        try (CuttingServer server = new CuttingServer(content, 1)) {
            assertThat(run("get", server.url(), folder.resolve("to")).status()).isEqualTo(1);
            assertThat(folder.resolve("to")).doesNotExist();
        }
    }

    @Test
    void namesAndPasswordsComeFromNetrcOrASavedSite() throws IOException {
        try (CuttingServer server = new CuttingServer(content, 0)) {
            String bare = server.url().replace("me:secret@", "");
            Path netrc = secret("netrc", "machine 127.0.0.1 login from-netrc password x");
            Path none = secret("none", "");
            run("stat", "--netrc", netrc, "--sites", none, bare);
            assertThat(server.commands()).contains("USER from-netrc");
            Path sites = secret(
                    "sites",
                    "[site]\nurl = " + bare.replace("//", "//saved@").replace("/file", "/")
                            + "\npassword = x\nftp.upload = rename\n");
            assertThat(run("stat", "--sites", sites, "--netrc", none, "site:file")
                            .out())
                    .contains("size:     600000 bytes");
            assertThat(server.commands()).contains("USER saved");
            Path file = Files.write(folder.resolve("from"), content);
            run("put", "--sites", sites, file, "site:file");
            assertThat(server.commands()).anyMatch(line -> line.startsWith("RNTO"));
            run("put", "--sites", sites, "-o", "ftp.upload=direct", file, "site:file");
            assertThat(server.commands()).contains("STOR /file");
        }
    }

    @Test
    void filesThatAreNamedMustBeThere() {
        for (String option : new String[] {"--netrc", "--sites"}) {
            CommandRun run = run("ls", option, folder.resolve("missing"), "ftp://127.0.0.1:1/");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains(folder.resolve("missing") + ": no such file");
        }
    }

    @Test
    void homeIsWhatTheEnvironmentSays() {
        assertThat(ConnectionOptions.home(folder.toString(), "?")).isEqualTo(folder);
        assertThat(ConnectionOptions.home(null, folder.toString())).isEqualTo(folder);
        assertThat(ConnectionOptions.home("", folder.toString())).isEqualTo(folder);
        assertThat(ConnectionOptions.home("relative", folder.toString())).isEqualTo(folder);
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }
}
