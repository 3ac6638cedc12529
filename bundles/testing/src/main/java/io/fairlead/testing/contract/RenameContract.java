// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Node#rename}. */
public interface RenameContract extends ContractFixture {

    @Test
    default void renamesAFile() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        file("/a", "content");
        directory("/d");
        Contents.rename(volume(), "/a", "/b", false);
        lists("/", "b", "d");
        Contents.rename(volume(), "/b", "/d/c", true);
        lists("/", "d");
        lists("/d", "c");
        holds("/d/c", "content");
    }

    @Test
    default void renamesADirectoryWithAllBelowIt() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        populate(List.of(
                new Sample(path("/d"), null),
                new Sample(path("/d/sub"), null),
                new Sample(path("/d/sub/file"), new byte[] {'x'}),
                new Sample(path("/other"), null)));
        Contents.rename(volume(), "/d", "/other/moved", false);
        lists("/", "other");
        lists("/other/moved/sub", "file");
        holds("/other/moved/sub/file", "x");
        refused(() -> volume().attributes(path("/d/sub/file")), Reason.PARENT_NOT_FOUND);
    }

    @ParameterizedTest(name = "{0} to {1}, replace {2}: {3}")
    @CsvSource(
            textBlock =
                    """
                    /file,  /taken,      false, EXISTS
                    /file,  /full,       false, EXISTS
                    /empty, /taken,      false, EXISTS
                    /empty, /full,       false, EXISTS
                    /file,  /empty,      true,  IS_DIRECTORY
                    /file,  /full,       true,  IS_DIRECTORY
                    /empty, /file,       true,  NOT_DIRECTORY
                    /empty, /full,       true,  NOT_EMPTY
                    /file,  /none/x,     false, PARENT_NOT_FOUND
                    /empty, /none/x,     true,  PARENT_NOT_FOUND
                    /file,  /taken/x,    false, NOT_DIRECTORY
                    /empty, /taken/x,    true,  NOT_DIRECTORY
                    /full,  /full/x,     false, NAME_INVALID
                    /full,  /full/x,     true,  NAME_INVALID
                    """)
    default void changesNothingWhereItMayNot(VPath from, VPath to, boolean replace, Reason refusal) throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        sampleTree();
        try (Node node = volume().open(from, Open.delete())) {
            refused(() -> node.rename(to, replace), refusal);
            assertThat(node.attributes().id())
                    .isEqualTo(volume().attributes(from).id());
        }
        lists("/", "file", "taken", "empty", "full");
        lists("/full", "inner");
        lists("/empty");
        holds("/file", "file");
        holds("/taken", "taken");
    }

    @Test
    default void replacesAFile() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        sampleTree();
        Contents.rename(volume(), "/file", "/taken", true);
        lists("/", "taken", "empty", "full");
        holds("/taken", "file");
    }

    @Test
    default void replacesAnEmptyDirectory() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        sampleTree();
        Contents.rename(volume(), "/full", "/empty", true);
        lists("/", "taken", "empty", "file");
        lists("/empty", "inner");
    }

    @Test
    default void doesNothingForTheNameItHas() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        sampleTree();
        for (boolean replace : new boolean[] {false, true}) {
            Contents.rename(volume(), "/file", "/file", replace);
            Contents.rename(volume(), "/full", "/full", replace);
        }
        lists("/", "file", "taken", "empty", "full");
        holds("/file", "file");
    }

    @Test
    default void refusesToMoveTheRoot() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        sampleTree();
        try (Node root = volume().open(VPath.ROOT, Open.delete())) {
            refused(() -> root.rename(path("/new"), false), Reason.ACCESS_DENIED, Reason.NAME_INVALID);
        } catch (StorageException e) { // refused as early as that
            assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED);
        }
        try (Node node = volume().open(path("/empty"), Open.delete())) {
            refused(() -> node.rename(VPath.ROOT, false), Reason.EXISTS, Reason.NAME_INVALID, Reason.ACCESS_DENIED);
            refused(() -> node.rename(VPath.ROOT, true), Reason.NOT_EMPTY, Reason.NAME_INVALID, Reason.ACCESS_DENIED);
        }
        lists("/", "file", "taken", "empty", "full");
    }

    @Test
    default void changesCase() throws Exception {
        needs(Feature.WRITE);
        file("/Name", "content");
        Contents.rename(volume(), "/Name", "/nAME", false);
        lists("/", "nAME");
        holds("/nAME", "content");
    }

    @Test
    default void staysTheSameFile() throws Exception {
        needs(Feature.WRITE, Feature.STABLE_IDS, Feature.OPEN_SURVIVES_UNLINK, Feature.RANDOM_WRITE);
        file("/a", "0123");
        try (Node node = volume().open(path("/a"), open(Access.READ, Access.WRITE, Access.DELETE))) {
            NodeId id = node.id();
            node.rename(path("/b"), false);
            assertThat(node.id()).isEqualTo(id);
            assertThat(Contents.attributes(volume(), "/b").id()).isEqualTo(id);
            node.write(ByteBuffer.wrap(new byte[] {'X'}), 0);
            assertThat(Contents.text(node)).isEqualTo("X123");
            node.rename(path("/c"), false);
            holds("/c", "X123");
            lists("/", "c");
        }
    }

    @Test
    default void goesOnWhenOthersRenameIt() throws Exception {
        needs(Feature.WRITE, Feature.OPEN_SURVIVES_UNLINK);
        file("/a", "0123");
        try (Node node = volume().open(path("/a"), open(Access.READ, Access.DELETE))) {
            Contents.rename(volume(), "/a", "/b", false);
            assertThat(Contents.text(node)).isEqualTo("0123");
            node.rename(path("/c"), false);
            lists("/", "c");
            node.delete();
            lists("/");
        }
    }

    @Test
    default void goesOnWhenItsParentIsRenamed() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES, Feature.OPEN_SURVIVES_UNLINK, Feature.RANDOM_WRITE);
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/d/a"), new byte[] {'a'})));
        try (Node node = volume().open(path("/d/a"), open(Access.READ, Access.WRITE, Access.DELETE))) {
            Contents.rename(volume(), "/d", "/e", false);
            node.write(ByteBuffer.wrap(new byte[] {'b'}), 1);
            assertThat(Contents.text(node)).isEqualTo("ab");
            holds("/e/a", "ab");
            node.rename(path("/moved"), false);
            lists("/e");
            node.delete();
            lists("/", "e");
        }
    }

    @Test
    default void leavesTheReplacedFileToItsReaders() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES, Feature.OPEN_SURVIVES_UNLINK);
        sampleTree();
        try (Node reader = volume().open(path("/taken"), Open.read())) {
            Contents.rename(volume(), "/file", "/taken", true);
            assertThat(Contents.text(reader)).isEqualTo("taken");
        }
    }

    @Test
    default void letsOneOfManyTakeAName() throws Exception {
        needs(Feature.WRITE);
        int threads = 6;
        for (int i = 0; i < threads; i++) {
            file("/from" + i, "of " + i);
        }
        AtomicInteger winners = new AtomicInteger();
        Parallel.run(threads, thread -> {
            try {
                Contents.rename(volume(), "/from" + thread, "/to", false);
                winners.incrementAndGet();
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.EXISTS);
            }
        });
        assertThat(winners).hasValue(1);
        assertThat(Contents.names(volume(), "/")).hasSize(threads);
    }

    /** Two files, an empty directory and one that is not. */
    private void sampleTree() throws Exception {
        populate(List.of(
                new Sample(path("/file"), "file".getBytes(StandardCharsets.US_ASCII)),
                new Sample(path("/taken"), "taken".getBytes(StandardCharsets.US_ASCII)),
                new Sample(path("/empty"), null),
                new Sample(path("/full"), null),
                new Sample(path("/full/inner"), new byte[0])));
    }
}
