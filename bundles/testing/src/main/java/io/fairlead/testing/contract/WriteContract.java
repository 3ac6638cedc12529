// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Pattern;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** {@link Node#write}, {@link Node#resize}, {@link Node#sync} and {@link Access#APPEND}. */
public interface WriteContract extends ContractFixture {

    @Test
    default void writesANewFileInOrder() throws Exception {
        needs(Feature.WRITE);
        Open how = new Open(EnumSet.of(Access.WRITE), Disposition.CREATE, Kind.FILE);
        try (Node node = volume().open(path("/a"), how)) {
            ByteBuffer from = ByteBuffer.wrap("xxhead--yy".getBytes(StandardCharsets.US_ASCII), 2, 6);
            node.write(from, 0);
            assertThat(from.hasRemaining()).isFalse();
            assertThat(from.limit()).isEqualTo(8);
            write(node, "tail", 6);
            node.write(ByteBuffer.allocate(0), 10);
            node.sync();
        }
        holds("/a", "head--tail");
    }

    @Test
    default void writesAnywhere() throws Exception {
        needs(Feature.WRITE, Feature.RANDOM_WRITE);
        file("/a", "0123456789");
        try (Node node = volume().open(path("/a"), open(Access.READ, Access.WRITE))) {
            write(node, "BC", 1);
            write(node, "JKL", 9);
            assertThat(Contents.text(node)).isEqualTo("0BC345678JKL");
            assertThat(node.attributes().size()).isEqualTo(12);
            assertThat(node.size()).isEqualTo(12);
            holds("/a", "0BC345678JKL");
        }
        holds("/a", "0BC345678JKL");
    }

    @Test
    default void readsAGapAsZeros() throws Exception {
        needs(Feature.WRITE, Feature.RANDOM_WRITE);
        int gap = 200_000;
        try (Node node = volume().open(path("/a"), Open.openOrCreate(Access.READ, Access.WRITE))) {
            write(node, "x", gap);
            assertThat(node.attributes().size()).isEqualTo(gap + 1);
            assertThat(node.size()).isEqualTo(gap + 1);
            byte[] expected = new byte[gap + 1];
            expected[gap] = 'x';
            assertThat(Contents.read(node)).isEqualTo(expected);
        }
    }

    @Test
    default void writesFromManyThreadsThroughOneNode() throws Exception {
        needs(Feature.WRITE, Feature.RANDOM_WRITE);
        Pattern pattern = new Pattern(21);
        int piece = 10_007;
        int pieces = 60;
        int threads = 6;
        try (Node node = volume().open(path("/a"), Open.openOrCreate(Access.WRITE))) {
            Parallel.run(threads, thread -> {
                for (int i = thread; i < pieces; i += threads) {
                    long position = (long) (pieces - 1 - i) * piece;
                    node.write(ByteBuffer.wrap(pattern.bytes(position, piece)), position);
                }
            });
        }
        byte[] found = Contents.read(volume(), "/a");
        assertThat(found).hasSize(pieces * piece);
        pattern.check(ByteBuffer.wrap(found), 0);
    }

    @Test
    default void showsWritesToOtherNodesOfTheFile() throws Exception {
        needs(Feature.WRITE, Feature.RANDOM_WRITE);
        file("/a", "0123");
        try (Node writer = volume().open(path("/a"), open(Access.WRITE));
                Node reader = volume().open(path("/a"), Open.read())) {
            write(writer, "ABCDEF", 0);
            assertThat(reader.attributes().size()).isEqualTo(6);
            assertThat(reader.size()).isEqualTo(6);
            assertThat(Contents.text(reader)).isEqualTo("ABCDEF");
        }
    }

    @Test
    default void refusesToSkipWithoutRandomWrite() throws Exception {
        needs(Feature.WRITE);
        assumeFalse(has(Feature.RANDOM_WRITE), "takes any position");
        Node node = volume().open(path("/a"), Open.replace());
        try (node) {
            write(node, "0123", 0);
            refused(() -> write(node, "x", 100), Reason.NOT_SUPPORTED);
            refused(() -> write(node, "x", 1), Reason.NOT_SUPPORTED);
            refused(() -> node.resize(2), Reason.NOT_SUPPORTED);
            node.resize(4);
            write(node, "45", 4);
        }
        holds("/a", "012345");
    }

    @Test
    default void cutsAndExtends() throws Exception {
        needs(Feature.WRITE, Feature.RANDOM_WRITE);
        byte[] content = new Pattern(22).bytes(0, 200_000);
        file("/a", content);
        try (Node node = volume().open(path("/a"), open(Access.READ, Access.WRITE))) {
            node.resize(100_001);
            assertThat(node.attributes().size()).isEqualTo(100_001);
            assertThat(node.size()).isEqualTo(100_001);
            node.resize(100_001);
            node.resize(150_000);
            byte[] expected = Arrays.copyOf(Arrays.copyOf(content, 100_001), 150_000);
            assertThat(Contents.read(node)).isEqualTo(expected);
            node.resize(0);
            assertThat(Contents.read(node)).isEmpty();
            write(node, "end", 2);
            assertThat(Contents.read(node)).containsExactly(0, 0, 'e', 'n', 'd');
        }
        assertThat(Contents.attributes(volume(), "/a").size()).isEqualTo(5);
    }

    @Test
    default void keepsTheContentOfWhatItOpensToWrite() throws Exception {
        needs(Feature.WRITE);
        file("/a", "kept");
        volume().open(path("/a"), Open.openOrCreate(Access.WRITE)).close();
        volume().open(path("/a"), open(Access.WRITE)).close();
        holds("/a", "kept");
    }

    @Test
    default void appendsWhateverPositionIsGiven() throws Exception {
        needs(Feature.WRITE, Feature.APPEND);
        file("/a", "old");
        try (Node node = volume().open(path("/a"), open(Access.APPEND))) {
            write(node, "+1", 0);
            write(node, "+2", 999);
        }
        holds("/a", "old+1+2");
    }

    @Test
    default void createsWhatItAppendsTo() throws Exception {
        needs(Feature.WRITE, Feature.APPEND);
        try (Node node = volume().open(path("/a"), Open.openOrCreate(Access.APPEND))) {
            assertThat(node.created()).isTrue();
            write(node, "new", 0);
        }
        holds("/a", "new");
    }

    @Test
    default void appendsAtTheEndOfThatMoment() throws Exception {
        needs(Feature.WRITE, Feature.APPEND, Feature.RANDOM_WRITE);
        file("/a", "");
        try (Node one = volume().open(path("/a"), open(Access.APPEND));
                Node two = volume().open(path("/a"), open(Access.APPEND))) {
            write(one, "1", 0);
            write(two, "22", 0);
            write(one, "333", 0);
            holds("/a", "122333");
            Parallel.run(4, thread -> {
                for (int i = 0; i < 100; i++) {
                    write(thread % 2 == 0 ? one : two, "<" + thread + ">", 0);
                }
            });
        }
        assertThat(Contents.text(volume(), "/a")).hasSize(6 + 4 * 100 * 3).matches("122333(<[0-3]>)*");
    }

    @Test
    default void writesAnywhereIfItMayBoth() throws Exception {
        needs(Feature.WRITE, Feature.APPEND, Feature.RANDOM_WRITE);
        file("/a", "0123");
        try (Node node = volume().open(path("/a"), open(Access.WRITE, Access.APPEND))) {
            write(node, "B", 1);
        }
        holds("/a", "0B23");
    }

    private static void write(Node node, String text, long position) throws StorageException {
        node.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), position);
    }
}
