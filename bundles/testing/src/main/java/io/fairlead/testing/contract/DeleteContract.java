// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link Node#delete}. */
public interface DeleteContract extends ContractFixture {

    @Test
    default void deletesAtOnce() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        file("/a", "content");
        directory("/d");
        for (String name : new String[] {"/a", "/d"}) {
            try (Node node = volume().open(path(name), Open.delete())) {
                node.delete();
                refused(() -> volume().attributes(path(name)), Reason.NOT_FOUND);
                assertThat(Contents.names(volume(), "/")).doesNotContain(name.substring(1));
            }
        }
        lists("/");
    }

    @Test
    default void keepsADirectoryWithEntries() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        populate(List.of(new Sample(path("/d"), null), new Sample(path("/d/a"), new byte[] {'a'})));
        refused(() -> Contents.delete(volume(), "/d"), Reason.NOT_EMPTY);
        holds("/d/a", "a");
        Contents.delete(volume(), "/d/a");
        Contents.delete(volume(), "/d");
        lists("/");
    }

    @Test
    default void keepsTheRoot() throws Exception {
        needs(Feature.WRITE);
        refused(() -> Contents.delete(volume(), "/"), Reason.ACCESS_DENIED);
        file("/a", "a");
        refused(() -> Contents.delete(volume(), "/"), Reason.ACCESS_DENIED, Reason.NOT_EMPTY);
        lists("/", "a");
    }

    @Test
    default void isStaleTheSecondTime() throws Exception {
        needs(Feature.WRITE);
        file("/a", "a");
        try (Node node = volume().open(path("/a"), Open.delete())) {
            node.delete();
            refused(node::delete, Reason.STALE);
            refused(() -> node.rename(path("/b"), true), Reason.STALE);
        }
        lists("/");
    }

    @Test
    default void leavesTheNewFileOfThatNameAlone() throws Exception {
        needs(Feature.WRITE, Feature.STABLE_IDS);
        file("/a", "old");
        try (Node node = volume().open(path("/a"), Open.delete())) {
            node.delete();
            Contents.write(volume(), "/a", "new");
            refused(node::delete, Reason.STALE);
            refused(() -> node.rename(path("/b"), false), Reason.STALE);
        }
        holds("/a", "new");
        lists("/", "a");
    }

    @Test
    default void isStaleForOthersToo() throws Exception {
        needs(Feature.WRITE, Feature.STABLE_IDS);
        file("/a", "a");
        try (Node node = volume().open(path("/a"), Open.delete())) {
            Contents.delete(volume(), "/a");
            refused(node::delete, Reason.STALE);
            refused(() -> node.rename(path("/b"), false), Reason.STALE);
        }
        lists("/");
    }

    @Test
    default void leavesContentToOpenNodes() throws Exception {
        needs(Feature.WRITE, Feature.OPEN_SURVIVES_UNLINK, Feature.RANDOM_WRITE);
        file("/a", "content");
        try (Node reader = volume().open(path("/a"), Open.read());
                Node writer = volume().open(path("/a"), open(Access.WRITE, Access.DELETE))) {
            writer.delete();
            assertThat(Contents.text(reader)).isEqualTo("content");
            writer.write(ByteBuffer.wrap(new byte[] {'C'}), 0);
            assertThat(Contents.text(reader)).isEqualTo("Content");
            assertThat(reader.attributes().size()).isEqualTo(7);
        }
        lists("/");
    }

    @Test
    default void letsTheNameBeUsedAgain() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES, Feature.OPEN_SURVIVES_UNLINK);
        file("/a", "file");
        try (Node reader = volume().open(path("/a"), Open.read())) {
            Contents.delete(volume(), "/a");
            Contents.makeDirectory(volume(), "/a");
            assertThat(Contents.attributes(volume(), "/a").isDirectory()).isTrue();
            assertThat(Contents.text(reader)).isEqualTo("file");
        }
    }

    @Test
    default void createsNothingInADeletedDirectory() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES, Feature.OPEN_SURVIVES_UNLINK);
        directory("/d");
        try (Node directory = volume().open(path("/d"), open(Access.READ, Access.DELETE))) {
            directory.delete();
            refused(() -> Contents.write(volume(), "/d/a", "x"), Reason.PARENT_NOT_FOUND);
            try {
                assertThat(directory.next(10)).isEmpty();
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.STALE);
            }
        }
    }

    @Test
    default void letsOneOfManyDelete() throws Exception {
        needs(Feature.WRITE);
        file("/a", "a");
        AtomicInteger winners = new AtomicInteger();
        Parallel.run(6, thread -> {
            try {
                Contents.delete(volume(), "/a");
                winners.incrementAndGet();
            } catch (StorageException e) {
                assertThat(e.reason()).as(e.getMessage()).isIn(Reason.STALE, Reason.NOT_FOUND);
            }
        });
        assertThat(winners).hasValue(1);
        assertThat(Contents.exists(volume(), "/a")).isFalse();
        assertThat(volume().attributes(VPath.ROOT).isDirectory()).isTrue();
    }
}
