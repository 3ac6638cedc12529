// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.standalone.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the commands do with symbolic links in local folders; against our server they run in itests/standalone. */
@DisabledOnOs(OS.WINDOWS)
class LinkCommandsTest {
    @TempDir
    Path folder;

    private Path precious;
    private Path tree;

    /** A folder with a file, and links to another folder, to nothing, and to itself. */
    @BeforeEach
    void make() throws IOException {
        precious = Files.createDirectories(folder.resolve("precious"));
        Files.createDirectory(precious.resolve("sub"));
        Files.writeString(precious.resolve("keep"), "kept");
        Files.writeString(precious.resolve("sub/keep"), "kept too");
        tree = Files.createDirectories(folder.resolve("tree/sub")).getParent();
        Files.writeString(tree.resolve("sub/file"), "file");
        link("tree/link", "../precious");
        link("tree/dangling", "nothing");
        link("tree/loop", ".");
    }

    private Path link(String path, String target) throws IOException {
        return Files.createSymbolicLink(folder.resolve(path), Path.of(target));
    }

    private void nothingIsLost() {
        assertThat(precious.resolve("keep")).hasContent("kept");
        assertThat(precious.resolve("sub/keep")).hasContent("kept too");
    }

    @Test
    void rmDeletesLinksThemselves() throws IOException {
        assertThat(run("rm", tree).err()).contains("-r deletes folders");
        succeeds("rm", "-r", tree);
        assertThat(tree).doesNotExist();
        nothingIsLost();
        for (String target : List.of("precious", "precious/keep", "nothing")) {
            for (String[] options : new String[][] {{"rm"}, {"rm", "-r"}, {"rm", "-f"}}) {
                Path link = link("link", target);
                succeeds(Stream.concat(Arrays.stream(options), Stream.of(link)).toArray());
                assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
            }
        }
        nothingIsLost();
    }

    @Test
    void copiesLeaveLinksOutAndSaySo() throws IOException {
        CommandRun copied = succeeds("cp", "-r", tree, folder.resolve("copy"));
        assertThat(copied.err().lines())
                .containsExactlyInAnyOrder(
                        "fairlead cp: skipping symbolic link " + tree.resolve("link") + " -> ../precious",
                        "fairlead cp: skipping symbolic link " + tree.resolve("dangling") + " -> nothing",
                        "fairlead cp: skipping symbolic link " + tree.resolve("loop") + " -> .");
        assertThat(all(folder.resolve("copy"))).containsExactly("sub", "sub/file");
    }

    @Test
    void copiesFollowLinksWhenToldUnlessTheyComeBack() throws IOException {
        link("tree/sub/up", "..");
        link("precious/round", "../tree/link");
        CommandRun copied = succeeds("get", "-r", "-L", tree, folder.resolve("copy"));
        assertThat(all(folder.resolve("copy")))
                .containsExactly("link", "link/keep", "link/sub", "link/sub/keep", "sub", "sub/file");
        assertThat(copied.err().lines())
                .hasSize(4)
                .anyMatch(line -> line.contains("dangling -> nothing: it leads nowhere"))
                .anyMatch(line -> line.contains("loop -> .: it leads back"))
                .anyMatch(line -> line.contains("up -> ..: it leads back"))
                .anyMatch(line -> line.contains("round -> ../tree/link: it leads back"));
    }

    @Test
    void linksAreMadeAnewWhenTold() throws IOException {
        Path copy = folder.resolve("copy");
        assertThat(succeeds("cp", "-r", "--links", tree, copy).err()).isEmpty();
        assertThat(all(copy)).containsExactly("dangling", "link", "loop", "sub", "sub/file");
        assertThat(Files.readSymbolicLink(copy.resolve("link"))).hasToString("../precious");
        CommandRun again = succeeds("sync", "--links", tree, copy);
        assertThat(again.out()).isEmpty();
        Files.delete(copy.resolve("link"));
        Files.createSymbolicLink(copy.resolve("link"), Path.of("elsewhere"));
        Files.delete(copy.resolve("loop"));
        Files.writeString(copy.resolve("loop"), "in the way");
        CommandRun changed = run("sync", "--links", tree, copy);
        assertThat(changed.out()).isEqualTo("link link\n");
        assertThat(changed.err()).contains("in the way; --delete would remove it");
        assertThat(Files.readSymbolicLink(copy.resolve("link"))).hasToString("../precious");
        assertThat(succeeds("sync", "--links", "--delete", tree, copy).out()).isEqualTo("delete loop\nlink loop\n");
        assertThat(Files.readSymbolicLink(copy.resolve("loop"))).hasToString(".");
        assertThat(run("cp", "-r", "-L", "--links", tree, copy).status()).isEqualTo(2);
        nothingIsLost();
    }

    @Test
    void linksAreLeftOutWhereNoneCanBeMade() throws IOException {
        CommandRun copied = succeeds("cp", "-r", "--links", tree, "ram:///copy");
        assertThat(copied.err().lines())
                .hasSize(3)
                .anyMatch(line -> line.endsWith("link -> ../precious: it would lead out of the target"))
                .anyMatch(line -> line.endsWith("dangling -> nothing: none can be made in the target"));
    }

    @Test
    void aLinkThatIsNamedIsFollowed() throws IOException {
        succeeds("cp", "-r", tree.resolve("link"), folder.resolve("copy"));
        assertThat(all(folder.resolve("copy"))).containsExactly("keep", "sub", "sub/keep");
        Path real = Files.writeString(folder.resolve("real"), "old");
        Path link = link("named", "real");
        succeeds("cp", precious.resolve("keep"), link);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(real).hasContent("kept");
        assertThat(run("cp", precious.resolve("keep"), tree.resolve("dangling")).err())
                .contains("leads nowhere");
        assertThat(run("cp", real, link).err()).contains("same file");
    }

    @Test
    void nothingIsWrittenThroughALinkInTheTarget() throws IOException {
        Path from = Files.createDirectories(folder.resolve("from/link")).getParent();
        Files.writeString(from.resolve("link/planted"), "x");
        Files.writeString(from.resolve("file"), "new");
        Path victim = Files.writeString(folder.resolve("victim"), "old");
        link("tree/file", "../victim");
        for (String[] command : new String[][] {{"cp", "-r"}, {"get", "-r"}, {"sync"}}) {
            Path source = command[0].equals("sync") ? from : from.resolve("link");
            CommandRun run = run(Stream.concat(Arrays.stream(command), Stream.of(source, tree))
                    .toArray());
            assertThat(run.status()).as(run.out()).isEqualTo(1);
            assertThat(run.err()).contains(tree.resolve("link") + " is a symbolic link");
        }
        assertThat(precious.resolve("planted")).doesNotExist();
        assertThat(victim).hasContent("old");
        assertThat(tree.resolve("file")).hasContent("new"); // the rest was done; a link there is replaced itself
        succeeds("sync", "--delete", from, tree);
        assertThat(all(tree)).containsExactly("file", "link", "link/planted");
        nothingIsLost();
    }

    @Test
    void syncDeletesLinksThemselvesAndKeepsTheNamesOfThoseInTheSource() throws IOException {
        Path from = Files.createDirectory(folder.resolve("from"));
        Files.createSymbolicLink(from.resolve("dangling"), Path.of("nothing"));
        Files.delete(tree.resolve("dangling"));
        Files.writeString(tree.resolve("dangling"), "stays");
        CommandRun dry = succeeds("sync", "-n", "--delete", from, tree);
        assertThat(dry.out().lines())
                .containsExactlyInAnyOrder("would delete link", "would delete loop", "would delete sub");
        assertThat(dry.err()).contains("skipping symbolic link " + from.resolve("dangling"));
        succeeds("sync", "--delete", from, tree);
        assertThat(all(tree)).containsExactly("dangling");
        nothingIsLost();
    }

    @Test
    void foldersAreComparedWhereTheyReallyAre() throws IOException {
        assertThat(run("sync", tree, tree.resolve("loop/sub")).err()).contains("inside the other");
        assertThat(run("cp", "-r", tree, tree.resolve("loop/sub/new")).err()).contains("into itself");
        assertThat(all(tree)).hasSize(5);
    }

    @Test
    void mvMovesLinksThemselves() throws IOException {
        Path moved = folder.resolve("moved");
        for (String name : List.of("link", "dangling", "loop")) {
            succeeds("mv", tree.resolve(name), moved);
            assertThat(Files.isSymbolicLink(moved)).isTrue();
            succeeds("mv", moved, tree.resolve(name));
        }
        succeeds("mv", tree, moved);
        assertThat(Files.readSymbolicLink(moved.resolve("link"))).hasToString("../precious");
        nothingIsLost();
    }

    @Test
    void mvLosesNoLinkWhereNoneCanBeMade() {
        CommandRun run = run("mv", tree, "ram:///moved");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("is a symbolic link, which can't be made at the target: nothing was moved");
        assertThat(tree.resolve("sub/file")).hasContent("file");
        nothingIsLost();
    }

    @Test
    void listingsShowWhereLinksLead() {
        assertThat(succeeds("ls", "-l", tree).out())
                .containsPattern("(?m)^l +- \\S+ +link -> \\.\\./precious$")
                .containsPattern("(?m)^l +- - +dangling -> nothing$");
        assertThat(succeeds("ls", "-r", tree).out()).isEqualTo("dangling\nlink\nloop\nsub/\nsub/file\n");
        assertThat(succeeds("tree", tree).out())
                .contains("├── link -> ../precious\n", "├── loop -> .\n", "1 folders, 1 files, 3 links\n");
        assertThat(succeeds("stat", "--json", tree.resolve("dangling")).out())
                .contains("\"type\":\"link\",\"target\":\"nothing\"}");
        assertThat(succeeds("stat", tree.resolve("link")).out()).contains("target:   ../precious\n");
    }

    @Test
    void aPlantedPartFileIsNotFollowed() throws IOException {
        Path from = Files.writeString(folder.resolve("from"), "content");
        Files.setLastModifiedTime(from, FileTime.fromMillis(1_700_000_000_000L));
        Path victim = Files.writeString(folder.resolve("victim"), "old");
        Path part = folder.resolve("tree/.to.7-18bcfe56800.part");
        for (String[] command : new String[][] {{"cp"}, {"get"}, {"get", "-c"}}) {
            Files.deleteIfExists(tree.resolve("to")); // or there would be nothing to go on with
            Files.createSymbolicLink(part, victim);
            succeeds(Stream.concat(Arrays.stream(command), Stream.of(from, tree.resolve("to")))
                    .toArray());
            assertThat(tree.resolve("to")).hasContent("content");
            Files.delete(tree.resolve("to"));
            Files.createLink(part, victim);
            succeeds(Stream.concat(Arrays.stream(command), Stream.of(from, tree.resolve("to")))
                    .toArray());
            assertThat(tree.resolve("to")).hasContent("content");
            assertThat(Files.exists(part, LinkOption.NOFOLLOW_LINKS)).isFalse();
        }
        assertThat(victim).hasContent("old");
        Files.delete(tree.resolve("to"));
        Files.writeString(part, "CON"); // of our own, and gone on with
        succeeds("get", "-c", from, tree.resolve("to"));
        assertThat(tree.resolve("to")).hasContent("CONtent");
    }

    private static CommandRun succeeds(Object... arguments) {
        CommandRun run = run(arguments);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private static CommandRun run(Object... arguments) {
        return CommandRun.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }

    /** Everything below, by name, links not entered. */
    private static List<String> all(Path in) throws IOException {
        try (Stream<Path> files = Files.walk(in)) {
            return files.skip(1).map(f -> in.relativize(f).toString()).sorted().toList();
        }
    }
}
