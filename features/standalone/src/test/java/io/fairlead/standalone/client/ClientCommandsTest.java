// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.standalone.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on local folders and zip files; on servers they run in itests/standalone. */
class ClientCommandsTest {
    @TempDir
    Path folder;

    @Test
    void copiesAFileWithItsTime() throws IOException {
        Path from = file("a b%.txt", "hello");
        Files.setLastModifiedTime(from, FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));
        succeeds("cp", from, folder.resolve("copy"));
        assertThat(folder.resolve("copy")).hasContent("hello");
        assertThat(Files.getLastModifiedTime(folder.resolve("copy")).toInstant())
                .hasToString("2020-01-02T03:04:05Z");
        assertThat(names(folder)).containsExactly("a b%.txt", "copy");
    }

    @Test
    void copiesManyFilesAndAFolderIntoAFolder() throws IOException {
        Path one = file("one", "1");
        Path two = file("in/deep/two", "2");
        Path into = Files.createDirectory(folder.resolve("into"));
        assertThat(run("cp", one, folder.resolve("in"), into).err()).contains("-r copies folders");
        succeeds("cp", "-r", one, folder.resolve("in"), into);
        assertThat(into.resolve("one")).hasContent("1");
        assertThat(into.resolve("in/deep/two")).hasSameBinaryContentAs(two);
    }

    @Test
    void refusesToCopyAFileOrFolderOntoItself() throws IOException {
        Path one = file("in/one", "1");
        assertThat(run("cp", one, one).err()).contains("same file");
        assertThat(run("cp", "-r", folder.resolve("in"), folder.resolve("in/sub"))
                        .err())
                .contains("into itself");
        assertThat(one).hasContent("1");
    }

    @Test
    void readsZipFiles() throws IOException {
        Path zip = folder.resolve("z.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("dir/x.txt"));
            out.write("zipped".getBytes());
        }
        assertThat(succeeds("cat", "zip:" + zip + "!/dir/x.txt").out()).isEqualTo("zipped");
        assertThat(succeeds("ls", "-r", "zip:" + zip).out()).isEqualTo("dir/\ndir/x.txt\n");
        succeeds("get", "-r", "zip:" + zip + "!/dir", folder.resolve("out/"));
        assertThat(folder.resolve("out/x.txt")).hasContent("zipped");
    }

    @Test
    void listsAsNamesLinesOrJson() throws IOException {
        Files.setLastModifiedTime(file("a\"b", "xyz"), FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));
        Files.createDirectory(folder.resolve("d"));
        assertThat(succeeds("ls", folder).out()).isEqualTo("a\"b\nd/\n");
        assertThat(succeeds("ls", "-l", folder).out()).contains("-            3 2020-01-02T03:04:05Z a\"b\n");
        assertThat(succeeds("ls", "--json", folder).out())
                .contains("{\"name\":\"a\\\"b\",\"type\":\"file\",\"size\":3,\"modified\":\"2020-01-02T03:04:05Z\"}\n");
        assertThat(succeeds("tree", folder).out()).contains("├── a\"b\n└── d\n1 folders, 1 files\n");
    }

    @Test
    void sumsLikeSha256sum() throws IOException {
        Path file = file("abc", "abc");
        assertThat(succeeds("sha256", file).out())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  " + file + "\n");
    }

    @Test
    void mirrorsOneWay() throws IOException {
        file("from/same", "same");
        file("from/sub/new", "new");
        file("from/changed", "now longer");
        file("to/changed", "short");
        file("to/extra/deep", "x");
        Files.copy(folder.resolve("from/same"), folder.resolve("to/same"));
        Files.setLastModifiedTime(folder.resolve("to/same"), Files.getLastModifiedTime(folder.resolve("from/same")));
        Path from = folder.resolve("from");
        Path to = folder.resolve("to");

        assertThat(succeeds("sync", "-n", "--delete", from, to).out().lines())
                .containsExactlyInAnyOrder("would copy changed", "would copy sub/new", "would delete extra");
        assertThat(to.resolve("changed")).hasContent("short");
        succeeds("sync", from, to);
        assertThat(to.resolve("changed")).hasContent("now longer");
        assertThat(to.resolve("extra/deep")).exists();
        assertThat(succeeds("sync", "--delete", from, to).out()).isEqualTo("delete extra\n");
        assertThat(succeeds("sync", "--delete", from, to).out()).isEmpty();
        assertThat(names(to)).containsExactly("changed", "same", "sub");
    }

    @Test
    void aMirrorTakesAwayWhatIsInTheWayOnlyWhenTold() throws IOException {
        file("from/x", "file");
        file("to/x/y", "folder");
        assertThat(run("sync", folder.resolve("from"), folder.resolve("to")).err())
                .contains("--delete");
        succeeds("sync", "--delete", folder.resolve("from"), folder.resolve("to"));
        assertThat(folder.resolve("to/x")).hasContent("file");
    }

    @Test
    void movesRenamesMakesAndDeletes() throws IOException {
        Path file = file("a", "x");
        succeeds("mv", file, folder.resolve("b"));
        succeeds("mkdir", "-p", folder.resolve("c/d"));
        succeeds("mv", folder.resolve("b"), folder.resolve("c/"));
        assertThat(folder.resolve("c/b")).hasContent("x");
        assertThat(run("mkdir", folder.resolve("c")).err()).contains("exists already");
        assertThat(run("rm", folder.resolve("c")).err()).contains("-r deletes folders");
        succeeds("rm", "-r", folder.resolve("c"));
        assertThat(run("rm", folder.resolve("c")).status()).isEqualTo(1);
        succeeds("rm", "-f", folder.resolve("c"));
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void failuresAreOneLineAndStatusOne() {
        CommandRun missing = run("cat", folder.resolve("missing"));
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err().lines()).hasSize(1).first().asString().contains("missing: no such file");
        CommandRun unknown = run("ls", "gopher://me:secret@host/");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("gopher").doesNotContain("secret");
    }

    @Test
    void wrongUsageIsOneLineAndStatusTwo() {
        for (CommandRun wrong : Arrays.asList(run("cp", "one"), run("ls", "--nix"), run("nix"), run("put", "a", "b"))) {
            assertThat(wrong.status()).isEqualTo(2);
            assertThat(wrong.err().lines()).hasSize(1);
        }
    }

    @Test
    void everyCommandHelps() {
        for (String command : "serve user ls tree stat cat get put cp sync mv rm mkdir sha256".split(" ")) {
            assertThat(succeeds(command, "--help").out()).startsWith("Usage: fairlead " + command);
        }
    }

    private CommandRun succeeds(Object... arguments) {
        CommandRun run = run(arguments);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private static CommandRun run(Object... arguments) {
        return CommandRun.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }

    private Path file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static Stream<String> names(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList().stream();
        }
    }
}
