// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link io.fairlead.api.storage.Volume#open} and {@link io.fairlead.api.storage.Volume#attributes}. */
public interface OpenContract extends ContractFixture {

    @ParameterizedTest(name = "open an existing {0} as {1}: {2}")
    @CsvSource(
            textBlock =
                    """
                    /file,        FILE,
                    /file,        ANY,
                    /file,        DIRECTORY, NOT_DIRECTORY
                    /dir,         FILE,      IS_DIRECTORY
                    /dir,         ANY,
                    /dir,         DIRECTORY,
                    /,            FILE,      IS_DIRECTORY
                    /,            ANY,
                    /,            DIRECTORY,
                    /missing,     FILE,      NOT_FOUND
                    /missing,     DIRECTORY, NOT_FOUND
                    /missing,     ANY,       NOT_FOUND
                    /dir/missing, FILE,      NOT_FOUND
                    /none/x,      FILE,      PARENT_NOT_FOUND
                    /none/x,      DIRECTORY, PARENT_NOT_FOUND
                    /none/x/y,    ANY,       PARENT_NOT_FOUND
                    /file/x,      FILE,      NOT_DIRECTORY
                    /file/x,      DIRECTORY, NOT_DIRECTORY
                    /file/x/y,    ANY,       NOT_DIRECTORY
                    """)
    default void opensWhatIsThere(VPath path, Kind kind, Reason refusal) throws Exception {
        sampleTree();
        Open how = new Open(EnumSet.of(Access.READ), Disposition.OPEN, kind);
        if (refusal != null) {
            refused(() -> volume().open(path, how), refusal);
        } else {
            try (Node node = volume().open(path, how)) {
                assertThat(node.created()).isFalse();
                assertThat(node.attributes().isFile()).isEqualTo(path.name().equals("file"));
            }
        }
        sampleTreeIsWhole();
    }

    @ParameterizedTest(name = "{0} {1} as {2}: {3}")
    @CsvSource(
            textBlock =
                    """
                    CREATE,         /file,    FILE,      EXISTS
                    CREATE,         /file,    DIRECTORY, EXISTS
                    CREATE,         /file,    ANY,       EXISTS
                    CREATE,         /dir,     FILE,      EXISTS
                    CREATE,         /dir,     DIRECTORY, EXISTS
                    CREATE,         /,        DIRECTORY, EXISTS
                    CREATE,         /none/x,  FILE,      PARENT_NOT_FOUND
                    CREATE,         /none/x,  DIRECTORY, PARENT_NOT_FOUND
                    CREATE,         /file/x,  FILE,      NOT_DIRECTORY
                    CREATE,         /file/x,  DIRECTORY, NOT_DIRECTORY
                    OPEN_OR_CREATE, /file,    FILE,
                    OPEN_OR_CREATE, /file,    ANY,
                    OPEN_OR_CREATE, /file,    DIRECTORY, NOT_DIRECTORY
                    OPEN_OR_CREATE, /dir,     FILE,      IS_DIRECTORY
                    OPEN_OR_CREATE, /dir,     DIRECTORY,
                    OPEN_OR_CREATE, /,        DIRECTORY,
                    OPEN_OR_CREATE, /,        FILE,      IS_DIRECTORY
                    OPEN_OR_CREATE, /none/x,  FILE,      PARENT_NOT_FOUND
                    OPEN_OR_CREATE, /none/x,  DIRECTORY, PARENT_NOT_FOUND
                    OPEN_OR_CREATE, /file/x,  FILE,      NOT_DIRECTORY
                    REPLACE,        /dir,     FILE,      IS_DIRECTORY
                    REPLACE,        /,        FILE,      IS_DIRECTORY
                    REPLACE,        /none/x,  FILE,      PARENT_NOT_FOUND
                    REPLACE,        /file/x,  FILE,      NOT_DIRECTORY
                    """)
    default void createsNothingWhereItMayNot(Disposition disposition, VPath path, Kind kind, Reason refusal)
            throws Exception {
        needs(Feature.WRITE);
        sampleTree();
        Open how = new Open(EnumSet.of(kind == Kind.FILE ? Access.WRITE : Access.READ), disposition, kind);
        if (refusal != null) {
            refused(() -> volume().open(path, how), refusal);
        } else {
            try (Node node = volume().open(path, how)) {
                assertThat(node.created()).isFalse();
            }
        }
        sampleTreeIsWhole();
    }

    @ParameterizedTest(name = "{0} a missing name as {1}")
    @CsvSource({
        "CREATE, FILE",
        "CREATE, ANY",
        "CREATE, DIRECTORY",
        "OPEN_OR_CREATE, FILE",
        "OPEN_OR_CREATE, ANY",
        "OPEN_OR_CREATE, DIRECTORY"
    })
    default void createsWhatIsMissing(Disposition disposition, Kind kind) throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        directory("/dir");
        Access access = kind == Kind.DIRECTORY ? Access.READ : Access.WRITE;
        try (Node node = volume().open(path("/dir/new"), new Open(EnumSet.of(access), disposition, kind))) {
            assertThat(node.created()).isTrue();
            assertThat(node.attributes().isDirectory()).isEqualTo(kind == Kind.DIRECTORY);
            assertThat(node.attributes().size()).isZero();
        }
        assertThat(Contents.attributes(volume(), "/dir/new").isDirectory()).isEqualTo(kind == Kind.DIRECTORY);
        assertThat(Contents.attributes(volume(), "/dir/new").size()).isZero();
        lists("/dir", "new");
        refused(
                () -> volume().open(path("/dir/new"), new Open(EnumSet.of(access), Disposition.CREATE, kind)),
                Reason.EXISTS);
    }

    @ParameterizedTest(name = "attributes of {0}: {1}")
    @CsvSource(
            textBlock =
                    """
                    /file,
                    /dir,
                    /,
                    /missing,      NOT_FOUND
                    /dir/missing,  NOT_FOUND
                    /none/x,       PARENT_NOT_FOUND
                    /none/x/y,     PARENT_NOT_FOUND
                    /file/x,       NOT_DIRECTORY
                    /file/x/y,     NOT_DIRECTORY
                    """)
    default void looksUpWithoutOpening(VPath path, Reason refusal) throws Exception {
        sampleTree();
        if (refusal != null) {
            refused(() -> volume().attributes(path), refusal);
        } else {
            assertThat(volume().attributes(path).isFile()).isEqualTo(path.name().equals("file"));
        }
    }

    @Test
    default void givesEqualIdsToTwoOpensOfOneFile() throws Exception {
        sampleTree();
        try (Node one = volume().open(path("/file"), Open.read());
                Node two = volume().open(path("/file"), Open.read());
                Node other = volume().open(path("/dir"), Open.list())) {
            NodeId id = one.id();
            assertThat(two.id()).isEqualTo(id);
            assertThat(other.id()).isNotEqualTo(id);
            assertThat(one.attributes().id()).isEqualTo(id);
            assertThat(Contents.attributes(volume(), "/file").id()).isEqualTo(id);
            assertThat(Contents.entries(volume(), "/"))
                    .filteredOn(entry -> entry.name().equals("file"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.attributes().id()).isEqualTo(id));
        }
    }

    @Test
    default void letsOneOfManyCreate() throws Exception {
        needs(Feature.WRITE);
        AtomicInteger winners = new AtomicInteger();
        Parallel.run(8, thread -> {
            Open how = new Open(EnumSet.of(Access.WRITE), Disposition.CREATE, Kind.FILE);
            try (Node node = volume().open(path("/contested"), how)) {
                assertThat(node.created()).isTrue();
                winners.incrementAndGet();
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.EXISTS);
            }
        });
        assertThat(winners).hasValue(1);
    }

    @Test
    default void tellsOneOfManyThatItCreated() throws Exception {
        needs(Feature.WRITE);
        AtomicInteger winners = new AtomicInteger();
        Parallel.run(8, thread -> {
            try (Node node = volume().open(path("/contested"), Open.openOrCreate(Access.WRITE))) {
                winners.addAndGet(node.created() ? 1 : 0);
            }
        });
        assertThat(winners).hasValue(1);
        lists("/", "contested");
    }

    /** {@code /file} and {@code /dir/inner}. */
    private void sampleTree() throws Exception {
        populate(List.of(
                new Sample(path("/file"), new byte[] {1, 2, 3}),
                new Sample(path("/dir"), null),
                new Sample(path("/dir/inner"), new byte[] {4})));
    }

    private void sampleTreeIsWhole() throws StorageException {
        lists("/", "file", "dir");
        lists("/dir", "inner");
        assertThat(Contents.read(volume(), "/file")).containsExactly(1, 2, 3);
    }
}
