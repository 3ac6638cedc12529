// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.testing.Contents;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Copies inside the storage. */
public interface ServerCopyContract extends ContractFixture {
    private ServerCopy copies() {
        needs(Feature.WRITE, Feature.RANDOM_WRITE);
        return extension(Feature.SERVER_COPY, ServerCopy.class);
    }

    private static void copyAll(ServerCopy copies, Node from, long at, Node to, long position, long count)
            throws StorageException {
        for (long done = 0; done < count; ) {
            long copied = copies.copy(from, at + done, to, position + done, count - done);
            assertThat(copied).isBetween(1L, count - done);
            done += copied;
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    default void copiesARange() throws Exception {
        ServerCopy copies = copies();
        byte[] bytes = random(3_000_000);
        file("/a", bytes);
        file("/b", "old content");
        try (Node from = volume().open(path("/a"), Open.read());
                Node to = volume().open(path("/b"), open(Access.WRITE))) {
            copyAll(copies, from, 1_000_000, to, 5, 1_500_000);
        }
        byte[] copied = Contents.read(volume(), "/b");
        assertThat(copied).hasSize(1_500_005);
        assertThat(Arrays.copyOf(copied, 5)).asString().isEqualTo("old c");
        assertThat(Arrays.equals(copied, 5, copied.length, bytes, 1_000_000, 2_500_000))
                .isTrue();
    }

    @Test
    default void endsWithTheSource() throws Exception {
        ServerCopy copies = copies();
        file("/a", "four");
        file("/b", "");
        try (Node from = volume().open(path("/a"), Open.read());
                Node to = volume().open(path("/b"), open(Access.WRITE))) {
            assertThat(copies.copy(from, 4, to, 0, 10)).isZero();
            assertThat(copies.copy(from, 1_000, to, 0, 10)).isZero();
            assertThat(to.size()).isZero();
            copyAll(copies, from, 1, to, 3, 3);
            assertThat(copies.copy(from, 1, to, 3, Long.MAX_VALUE)).isBetween(1L, 3L);
        }
        assertThat(Contents.read(volume(), "/b")).containsExactly(0, 0, 0, 'o', 'u', 'r');
    }

    @Test
    default void copiesWithinAFile() throws Exception {
        ServerCopy copies = copies();
        byte[] bytes = random(700_000);
        file("/a", bytes);
        try (Node both = volume().open(path("/a"), open(Access.READ, Access.WRITE))) {
            copyAll(copies, both, 0, both, 700_000, 300_000);
            copyAll(copies, both, 400_000, both, 0, 300_000);
        }
        byte[] copied = Contents.read(volume(), "/a");
        assertThat(copied).hasSize(1_000_000);
        assertThat(Arrays.equals(copied, 0, 300_000, bytes, 400_000, 700_000)).isTrue();
        assertThat(Arrays.equals(copied, 300_000, 700_000, bytes, 300_000, 700_000))
                .isTrue();
        assertThat(Arrays.equals(copied, 700_000, 1_000_000, bytes, 0, 300_000)).isTrue();
    }

    @Test
    default void copiesByRight() throws Exception {
        ServerCopy copies = copies();
        file("/a", "content");
        file("/b", "other");
        try (Node reader = volume().open(path("/a"), Open.read());
                Node writer = volume().open(path("/b"), open(Access.WRITE))) {
            refused(() -> copies.copy(writer, 0, writer, 10, 1), Reason.ACCESS_DENIED);
            refused(() -> copies.copy(reader, 0, reader, 10, 1), Reason.ACCESS_DENIED);
            reader.close();
            refused(() -> copies.copy(reader, 0, writer, 0, 1), Reason.STALE);
        }
        holds("/a", "content");
        holds("/b", "other");
    }

    @Test
    default void copiesNoDirectory() throws Exception {
        ServerCopy copies = copies();
        needs(Feature.DIRECTORIES);
        directory("/d");
        file("/a", "content");
        try (Node directory = volume().open(path("/d"), Open.list());
                Node writer = volume().open(path("/a"), open(Access.READ, Access.WRITE))) {
            refused(() -> copies.copy(directory, 0, writer, 0, 1), Reason.IS_DIRECTORY);
            refused(() -> copies.copy(writer, 0, directory, 0, 1), Reason.IS_DIRECTORY, Reason.ACCESS_DENIED);
        }
        holds("/a", "content");
    }
}
