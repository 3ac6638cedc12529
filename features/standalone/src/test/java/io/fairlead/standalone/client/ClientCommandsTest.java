// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.standalone.CommandRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
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
    void tellsInJsonWhereItMakesSense() throws IOException {
        file("a/x", "abc");
        file("a/y", "y");
        file("b/x", "abd");
        Path a = folder.resolve("a");
        Path b = folder.resolve("b");
        assertThat(succeeds("du", "--json", a).out()).isEqualTo("{\"name\":\"" + a + "\",\"bytes\":4,\"files\":2}\n");
        assertThat(succeeds("sha256", "--json", a.resolve("x")).out())
                .startsWith("{\"name\":\"" + a.resolve("x") + "\",\"sha256\":\"ba7816bf");
        assertThat(run("check", "--json", "-c", a, b).out())
                .isEqualTo("{\"difference\":\"content\",\"path\":\"x\"}\n"
                        + "{\"difference\":\"only in the first\",\"path\":\"y\"}\n{\"same\":0,\"different\":2}\n");
        file("b/old", "");
        assertThat(succeeds("sync", "--json", "--delete", a, b).out().lines())
                .contains(
                        "{\"action\":\"copy\",\"path\":\"y\",\"bytes\":1}", "{\"action\":\"delete\",\"path\":\"old\"}");
    }

    @Test
    void findsByNameTypeAndSize() throws IOException {
        file("f/a.txt", "1234567890");
        file("f/sub/b.txt", "1");
        file("f/sub/c.bin", "123");
        Path in = folder.resolve("f");
        assertThat(succeeds("find", in).out().lines())
                .containsExactly(
                        in.toString(),
                        in.resolve("a.txt").toString(),
                        in.resolve("sub").toString(),
                        in.resolve("sub/b.txt").toString(),
                        in.resolve("sub/c.bin").toString());
        assertThat(succeeds("find", "--include", "*.txt", in).out().lines())
                .containsExactly(
                        in.resolve("a.txt").toString(), in.resolve("sub/b.txt").toString());
        assertThat(succeeds("find", "--type", "d", in).out()).isEqualTo(in + "\n" + in.resolve("sub") + "\n");
        assertThat(succeeds("find", "--min-size", "2", "--max-size", "3", "-0", in)
                        .out())
                .isEqualTo(in.resolve("sub/c.bin") + "\0");
        assertThat(run("find", folder.resolve("none")).status()).isEqualTo(1);
    }

    @Test
    void copiesManyFilesAtOneTimeAndTellsOfEachFailure() throws IOException {
        for (int i = 0; i < 50; i++) {
            file("many/" + i % 7 + "/" + i, "content " + i);
        }
        Path many = folder.resolve("many");
        succeeds("cp", "-r", "-P", "8", many, folder.resolve("copy"));
        succeeds("check", "-c", many, folder.resolve("copy"));
        assertThat(succeeds("sync", "-P", "8", many, folder.resolve("synced"))
                        .out()
                        .lines())
                .hasSize(50);
        assertThat(succeeds("sync", "-P", "8", many, folder.resolve("synced")).out())
                .isEmpty();
        Files.createDirectories(folder.resolve("blocked/0/0"));
        Files.createDirectories(folder.resolve("blocked/1/1"));
        CommandRun run = run("cp", "-r", "-P", "8", many + "/0", many + "/1", folder.resolve("blocked"));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(3).anyMatch(line -> line.endsWith("2 failed"));
        assertThat(folder.resolve("blocked/0/7")).hasContent("content 7");
        assertThat(run("cp", "-P", "0", many, folder).status()).isEqualTo(2);
        assertThat(run("cp", "--bwlimit", "fast", many, folder).status()).isEqualTo(2);
    }

    @Test
    void comparesTimesIfAskedTo() throws IOException {
        Path one = file("one/a", "same");
        Path other = file("other/a", "same");
        Files.setLastModifiedTime(one, FileTime.from(Instant.parse("2024-02-29T12:34:56Z")));
        Files.setLastModifiedTime(other, FileTime.from(Instant.parse("2024-02-29T12:34:57Z")));
        succeeds("check", "-t", one.getParent(), other.getParent());
        Files.setLastModifiedTime(other, FileTime.from(Instant.parse("2024-02-29T12:35:56Z")));
        succeeds("check", "-c", one.getParent(), other.getParent());
        CommandRun run = run("check", "--times", "--json", one.getParent(), other.getParent());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("{\"difference\":\"time\",\"path\":\"a\"}\n{\"same\":0,\"different\":1}\n");
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
    void schemesAreComparedWithoutCase() {
        assertThat(run("ls", "FILE://" + folder).status()).isZero();
        CommandRun noHost = run("ls", "FTP:/me:secret@127.0.0.1/x");
        assertThat(noHost.status()).isOne();
        assertThat(noHost.err()).contains("FTP:/me:***@127.0.0.1/x names no host; expected ftp://HOST/PATH");
        assertThat(run("cp", folder.resolve("a"), "Gopher://h/x").err()).contains("nothing here speaks Gopher");
    }

    @Test
    void writesIntoALinkAndAPipeAndLeavesThemWhatTheyAre() throws Exception {
        Path from = file("from", "new");
        Path real = file("real", "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        succeeds("cp", from, link);
        assertThat(link).isSymbolicLink();
        assertThat(real).hasContent("new");

        Path pipe = folder.resolve("pipe");
        Assumptions.assumeTrue(
                new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        succeeds("cp", from, pipe);
        assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo("new");
        assertThat(Files.readAttributes(pipe, BasicFileAttributes.class).isOther())
                .isTrue();
    }

    @Test
    void oneOddEntryDoesNotEndTheRest() throws Exception {
        file("from/a", "1");
        Path pipe = folder.resolve("from/b-pipe");
        Assumptions.assumeTrue(
                new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        file("from/c", "3");
        file("to/from/a/in-the-way", "x");
        for (String[] command : new String[][] {{"cp", "-r"}, {"sync"}}) {
            Path to = command[0].equals("sync") ? folder.resolve("to/from") : folder.resolve("to");
            List<Object> arguments = new ArrayList<>(List.of(command));
            arguments.add(folder.resolve("from"));
            arguments.add(to);
            CommandRun run = run(arguments.toArray());
            assertThat(run.status()).isOne();
            assertThat(run.err()).contains("b-pipe: a device, pipe or socket", "2 failed");
            assertThat(folder.resolve("to/from/c")).hasContent("3");
            Files.delete(folder.resolve("to/from/c"));
        }
        assertThat(run("rm", folder.resolve("missing"), folder.resolve("from/a"))
                        .status())
                .isOne();
        assertThat(folder.resolve("from/a")).doesNotExist();
    }

    @Test
    void deletesNothingOnceSomethingFailed() throws Exception {
        file("to/extra", "stays");
        file("to/a/in-the-way", "x");
        file("from/a", "1");
        Files.createDirectory(folder.resolve("from/b"));
        CommandRun run = run("sync", folder.resolve("from"), folder.resolve("to"));
        assertThat(run.status()).isOne();
        file("from/b/odd", "1");
        Assumptions.assumeTrue(
                new ProcessBuilder("mkfifo", folder.resolve("from/b/pipe").toString())
                                .start()
                                .waitFor()
                        == 0);
        run = run("sync", "--delete", folder.resolve("from"), folder.resolve("to"));
        assertThat(run.err()).contains("nothing further is deleted");
        assertThat(folder.resolve("to/extra")).exists();
    }

    @Test
    void theBeginningOfTimeIsATime() throws IOException {
        Path from = file("from", "x");
        Files.setLastModifiedTime(from, FileTime.from(Instant.EPOCH));
        succeeds("cp", from, folder.resolve("to"));
        assertThat(Files.getLastModifiedTime(folder.resolve("to")).toInstant()).isEqualTo(Instant.EPOCH);
        assertThat(succeeds("stat", from).out()).contains("1970-01-01T00:00:00Z");
    }

    @Test
    void dashIsStandardInputAndOutput() throws IOException {
        assertThat(succeeds("cp", file("a", "content"), "-").out()).isEqualTo("content");
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("piped".getBytes(StandardCharsets.UTF_8)));
        try {
            succeeds("cp", "-", folder.resolve("b"));
        } finally {
            System.setIn(before);
        }
        assertThat(folder.resolve("b")).hasContent("piped");
        assertThat(run("cp", "-", folder).err()).contains("needs a name");
    }

    @Test
    void failsWhenItsOutputCantBeWritten() throws IOException {
        for (int i = 0; i < 5; i++) {
            file("many/" + i, "x");
        }
        for (String command : new String[] {"ls", "stat", "tree", "find", "du", "cat", "sha256"}) {
            String what = List.of("cat", "sha256").contains(command) ? "many/1" : "many";
            CommandRun run = CommandRun.into(
                    new OutputStream() {
                        @Override
                        public void write(int b) throws IOException {
                            throw new IOException("Broken pipe");
                        }
                    },
                    command,
                    folder.resolve(what).toString());
            assertThat(run.status()).as(command).isOne();
            assertThat(run.err())
                    .isEqualToNormalizingNewlines(
                            "fairlead " + command + ": standard output can't be written any more\n");
        }
    }

    @Test
    void choosesByNameAndAge() throws IOException {
        Path old = file("from/logs/old.log", "1");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(7200)));
        file("from/logs/new.log", "2");
        file("from/keep.txt", "3");
        file("from/skip/inner.txt", "4");
        file("to/mine.tmp", "5");
        succeeds(
                "sync",
                "--delete",
                "--exclude",
                "skip",
                "--exclude",
                "*.tmp",
                "--min-age",
                "0s",
                folder.resolve("from"),
                folder.resolve("to"));
        assertThat(succeeds("ls", "-r", folder.resolve("to")).out())
                .isEqualTo("keep.txt\nlogs/\nlogs/new.log\nlogs/old.log\nmine.tmp\n");
        succeeds(
                "cp",
                "-r",
                "--include",
                "logs/*.log",
                "--min-age",
                "1h",
                folder.resolve("from"),
                folder.resolve("aged"));
        assertThat(succeeds("ls", "-r", "--exclude", "skip", folder.resolve("aged"))
                        .out())
                .isEqualTo("logs/\nlogs/old.log\n");
        assertThat(run("ls", "--include", "[", folder).status()).isEqualTo(2);
        assertThat(run("ls", "--min-age", "old", folder).err()).contains("expected as 30s, 10m, 2h or 7d");
    }

    @Test
    void sumsUpAndCompares() throws IOException {
        file("a/x", "123");
        file("a/sub/y", "12345");
        file("b/x", "124");
        file("b/sub/z", "1");
        assertThat(succeeds("du", "-b", folder.resolve("a")).out()).startsWith("           8         2 files");
        assertThat(run("check", folder.resolve("a"), folder.resolve("b")).out())
                .isEqualTo("only in the first: sub/y\nonly in the second: sub/z\n1 files are the same, 2 differ\n");
        CommandRun content = run("check", "-c", "--exclude", "sub", folder.resolve("a"), folder.resolve("b"));
        assertThat(content.out()).startsWith("content: x\n");
        assertThat(content.status()).isOne();
        assertThat(succeeds("check", "-c", folder.resolve("a"), folder.resolve("a"))
                        .out())
                .isEqualTo("2 files are the same, 0 differ\n");
    }

    @Test
    void goingOnWithACompleteFileDoesNothing() throws IOException {
        Path from = file("from", "content");
        Path to = folder.resolve("to");
        succeeds("get", from, to);
        Files.writeString(to, "changed");
        Files.setLastModifiedTime(to, Files.getLastModifiedTime(from));
        succeeds("get", "-c", from, to);
        assertThat(to).hasContent("changed");
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
