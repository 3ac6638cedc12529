// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Pattern;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** {@link Open.Disposition#REPLACE}: whole-file uploads. */
public interface ReplaceContract extends ContractFixture {

    @Test
    default void keepsTheOldFileUntilClose() throws Exception {
        needs(Feature.WRITE);
        file("/a", "old");
        try (Node upload = volume().open(path("/a"), Open.replace())) {
            write(upload, "new content", 0);
            holds("/a", "old");
            lists("/", "a");
            assertThat(upload.created()).isFalse();
            assertThat(upload.attributes().size()).isEqualTo(11);
        }
        holds("/a", "new content");
        lists("/", "a");
    }

    @Test
    default void showsNoNewFileUntilClose() throws Exception {
        needs(Feature.WRITE);
        try (Node upload = volume().open(path("/a"), Open.replace())) {
            assertThat(upload.created()).isFalse();
            write(upload, "new", 0);
            refused(() -> volume().attributes(path("/a")), Reason.NOT_FOUND);
            lists("/");
        }
        holds("/a", "new");
    }

    @Test
    default void publishesAnEmptyFile() throws Exception {
        needs(Feature.WRITE);
        file("/a", "old");
        volume().open(path("/a"), Open.replace()).close();
        holds("/a", "");
    }

    @Test
    default void publishesWhatWasWrittenInManyPieces() throws Exception {
        needs(Feature.WRITE);
        Pattern pattern = new Pattern(7);
        int[] sizes = {1, 1000, 65_535, 65_536, 65_537, 3, 262_144};
        long position = 0;
        try (Node upload = volume().open(path("/a"), Open.replace())) {
            for (int size : sizes) {
                upload.write(ByteBuffer.wrap(pattern.bytes(position, size)), position);
                position += size;
            }
        }
        byte[] found = Contents.read(volume(), "/a");
        assertThat(found).hasSize((int) position);
        pattern.check(ByteBuffer.wrap(found), 0);
    }

    @Test
    default void dropsAnAbortedUpload() throws Exception {
        needs(Feature.WRITE);
        file("/a", "old");
        for (String target : new String[] {"/a", "/b"}) {
            Node upload = volume().open(path(target), Open.replace());
            write(upload, "half of some", 0);
            upload.abort();
            upload.abort();
            upload.close();
            upload.close();
        }
        holds("/a", "old");
        lists("/", "a");
    }

    @Test
    default void publishesOnce() throws Exception {
        needs(Feature.WRITE);
        Node upload = volume().open(path("/a"), Open.replace());
        write(upload, "one", 0);
        upload.close();
        Contents.write(volume(), "/a", "two");
        upload.close();
        upload.abort();
        holds("/a", "two");
    }

    @Test
    default void replacesWhateverIsThereByThen() throws Exception {
        needs(Feature.WRITE);
        file("/a", "old");
        try (Node upload = volume().open(path("/a"), Open.replace())) {
            write(upload, "mine", 0);
            Contents.delete(volume(), "/a");
            Contents.write(volume(), "/a", "theirs");
        }
        holds("/a", "mine");
    }

    @Test
    default void publishesThoughTheOldFileIsGone() throws Exception {
        needs(Feature.WRITE);
        file("/a", "old");
        try (Node upload = volume().open(path("/a"), Open.replace())) {
            write(upload, "new", 0);
            Contents.delete(volume(), "/a");
        }
        holds("/a", "new");
    }

    @Test
    default void publishesUnderItsNameThoughTheOldFileHasAnother() throws Exception {
        needs(Feature.WRITE);
        file("/a", "old");
        try (Node upload = volume().open(path("/a"), Open.replace())) {
            write(upload, "new", 0);
            Contents.rename(volume(), "/a", "/b", false);
        }
        holds("/a", "new");
        holds("/b", "old");
    }

    @Test
    default void failsToPublishOverADirectory() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        Node upload = volume().open(path("/a"), Open.replace());
        write(upload, "new", 0);
        Contents.makeDirectory(volume(), "/a");
        refused(upload::close, Reason.IS_DIRECTORY);
        upload.close();
        assertThat(Contents.attributes(volume(), "/a").isDirectory()).isTrue();
        lists("/", "a");
        lists("/a");
    }

    @Test
    default void failsToPublishWithoutItsFolder() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        Contents.makeDirectory(volume(), "/d");
        Node upload = volume().open(path("/d/a"), Open.replace());
        write(upload, "new", 0);
        try {
            Contents.delete(volume(), "/d");
        } catch (StorageException e) { // a storage may need the folder until then
            assertThat(e.reason()).isIn(Reason.NOT_EMPTY, Reason.IN_USE);
            upload.close();
            holds("/d/a", "new");
            return;
        }
        refused(upload::close, Reason.PARENT_NOT_FOUND);
        lists("/");
    }

    @Test
    default void followsOrLosesItsRenamedFolder() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES, Feature.OPEN_SURVIVES_UNLINK);
        Contents.makeDirectory(volume(), "/d");
        Node upload = volume().open(path("/d/a"), Open.replace());
        write(upload, "new", 0);
        Contents.rename(volume(), "/d", "/e", false);
        try {
            upload.close();
            holds("/e/a", "new");
            lists("/e", "a");
        } catch (StorageException e) { // one that keeps the path only
            assertThat(e.reason()).isEqualTo(Reason.PARENT_NOT_FOUND);
            lists("/e");
        }
        lists("/", "e");
    }

    @Test
    default void leavesOpenReadersTheOldContent() throws Exception {
        needs(Feature.WRITE, Feature.OPEN_SURVIVES_UNLINK);
        file("/a", "old");
        try (Node reader = volume().open(path("/a"), Open.read())) {
            Contents.write(volume(), "/a", "new content");
            assertThat(Contents.text(reader)).isEqualTo("old");
            holds("/a", "new content");
        }
    }

    @Test
    default void isANewFile() throws Exception {
        needs(Feature.WRITE, Feature.STABLE_IDS);
        file("/a", "old");
        NodeId old = Contents.attributes(volume(), "/a").id();
        NodeId fresh;
        try (Node keepsTheOldIdTaken = volume().open(path("/a"), Open.read());
                Node upload = volume().open(path("/a"), Open.replace())) {
            assertThat(keepsTheOldIdTaken.id()).isEqualTo(old);
            fresh = upload.id();
            assertThat(fresh).isNotEqualTo(old);
            assertThat(upload.attributes().id()).isEqualTo(fresh);
        }
        assertThat(Contents.attributes(volume(), "/a").id()).isEqualTo(fresh);
    }

    @Test
    default void publishesAttributesToo() throws Exception {
        needs(Feature.WRITE, Feature.SET_MODIFIED);
        Instant time = Instant.parse("2001-02-03T04:05:06Z");
        try (Node upload = volume().open(path("/a"), Open.replace())) {
            write(upload, "dated", 0);
            upload.change(AttributeChanges.modified(time));
        }
        assertThat(Contents.attributes(volume(), "/a").modified()).isEqualTo(time);
    }

    @Test
    default void letsOneOfTwoReplacersWinWhole() throws Exception {
        needs(Feature.WRITE, Feature.ATOMIC_REPLACE);
        int size = 100_000;
        file("/a", new Pattern(99).bytes(0, size));
        AtomicBoolean done = new AtomicBoolean();
        Parallel.run(4, thread -> {
            if (thread == 0) {
                while (!done.get()) {
                    isWhole(Contents.read(volume(), "/a"), size);
                }
                return;
            }
            try {
                for (int round = 0; round < 10; round++) {
                    Contents.write(volume(), "/a", new Pattern(thread).bytes(0, size));
                }
            } finally {
                done.set(true);
            }
        });
        isWhole(Contents.read(volume(), "/a"), size);
        lists("/", "a");
    }

    private static void isWhole(byte[] content, int size) {
        assertThat(content).hasSize(size);
        for (long seed : new long[] {1, 2, 3, 99}) {
            if (new Pattern(seed).at(0) == content[0]) {
                new Pattern(seed).check(ByteBuffer.wrap(content), 0);
                return;
            }
        }
        throw new AssertionError("content of nobody");
    }

    @Test
    default void readsBackWhatItWroteSoFar() throws Exception {
        needs(Feature.WRITE, Feature.RANDOM_WRITE);
        Open how = new Open(EnumSet.of(Access.READ, Access.WRITE), Open.Disposition.REPLACE, Open.Kind.FILE);
        try (Node upload = volume().open(path("/a"), how)) {
            write(upload, "tail", 4);
            write(upload, "head", 0);
            assertThat(Contents.text(upload)).isEqualTo("headtail");
            upload.resize(6);
        }
        holds("/a", "headta");
    }

    private static void write(Node node, String text, long position) throws StorageException {
        node.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), position);
    }
}
