// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.standalone.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of files in folders that are copied, compared or moved. */
class LeftoversTest {
    private static final Optional<Instant> TIME = Optional.of(Instant.ofEpochMilli(1_600_000_000_000L));
    private static final String UPLOAD = ".fairlead-0123456789ab-0123456789abcdef.part";

    @TempDir
    private Path folder;

    private Path tree;
    private String left;

    /** Of a download that was cut, as it leaves it; beside it, what has a like name. */
    @BeforeEach
    void tree() throws IOException {
        tree = Files.createDirectories(folder.resolve("tree"));
        Files.writeString(tree.resolve("a"), "whole");
        Files.writeString(tree.resolve("b.part"), "somebody's");
        try (PartFile part = PartFile.open(tree.resolve("big"), 9, TIME, false)) {
            part.output().write(1);
        }
        try (var files = Files.newDirectoryStream(tree, ".big*")) {
            left = files.iterator().next().getFileName().toString();
        }
    }

    private static CommandRun succeeds(Object... arguments) {
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        CommandRun run = CommandRun.of(words);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    @Test
    void areNotUploadedWithTheirFolder() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            CommandRun put = succeeds("put", "-r", tree, server.url("/up"));
            assertThat(put.err()).contains("skipping " + tree.resolve(left) + ": a part of a file");
            assertThat(server.files).containsOnlyKeys("/up/a", "/up/b.part");
            assertThat(succeeds("sync", tree, server.url("/")).err()).contains("skipping " + tree.resolve(left));
            assertThat(server.files).containsOnlyKeys("/up/a", "/up/b.part", "/a", "/b.part");
        }
    }

    @Test
    void areUploadedByTheirName() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            succeeds("put", tree.resolve(left), server.url("/"));
            assertThat(server.files).containsOnlyKeys("/" + left);
        }
    }

    @Test
    void areNotDownloadedWithTheirFolder() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.put("/a", "whole");
            server.put("/" + UPLOAD, "12");
            server.put("/" + left, "34");
            Path got = folder.resolve("got");
            assertThat(succeeds("get", "-r", server.url("/"), got).err()).contains(UPLOAD, left);
            assertThat(got.toFile().list()).containsExactly("a");
        }
    }

    @Test
    void nothingIsDeletedOnTheirAccount() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.put("/" + left, "sent long ago");
            server.put("/old", "");
            CommandRun up = succeeds("sync", "--delete", tree, server.url("/"));
            assertThat(up.out().lines()).contains("delete old").noneMatch(line -> line.contains(left));
            assertThat(server.files).containsOnlyKeys("/a", "/b.part", "/" + left);
            server.files.remove("/" + left);
            Files.writeString(tree.resolve(UPLOAD), "of a server that shows this folder");
            CommandRun down = succeeds("sync", "--delete", server.url("/"), tree);
            assertThat(down.out()).doesNotContain("delete");
            assertThat(tree.resolve(left)).exists();
            assertThat(tree.resolve(UPLOAD)).exists();
        }
    }

    @Test
    void syncRemovesOldOnesOfItsOwnFiles() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.put("/big", "123456789");
            Files.setLastModifiedTime(tree.resolve(left), FileTime.from(TIME.get()));
            succeeds("sync", server.url("/"), tree);
            assertThat(tree.resolve("big")).hasContent("123456789");
            assertThat(tree.resolve(left)).doesNotExist();
        }
    }

    @Test
    void areNotComparedButMoved() throws IOException {
        Path copy = folder.resolve("copy");
        succeeds("cp", "-r", tree, copy);
        succeeds("check", "-c", tree, copy);
        try (FakeFtpServer server = new FakeFtpServer()) {
            succeeds("mv", tree, server.url("/up"));
            assertThat(server.files).containsOnlyKeys("/up/a", "/up/b.part", "/up/" + left);
            assertThat(tree).doesNotExist();
        }
    }
}
