// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Attributes}, {@link Node#attributes} and {@link Node#change}. */
public interface AttributeContract extends ContractFixture {
    /** A time that no test runs at. */
    Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06Z");

    @Test
    default void tellsKindsAndSizes() throws Exception {
        populate(List.of(
                new Sample(path("/file"), new byte[1234]),
                new Sample(path("/d"), null),
                new Sample(path("/d/a"), new byte[9])));
        Attributes file = Contents.attributes(volume(), "/file");
        Attributes directory = Contents.attributes(volume(), "/d");
        Attributes root = volume().attributes(VPath.ROOT);
        assertThat(file.kind()).isEqualTo(Attributes.Kind.FILE);
        assertThat(file.size()).isEqualTo(1234);
        assertThat(file.links()).isPositive();
        assertThat(directory.kind()).isEqualTo(Attributes.Kind.DIRECTORY);
        assertThat(directory.size()).isZero();
        assertThat(root.kind()).isEqualTo(Attributes.Kind.DIRECTORY);
        assertThat(root.size()).isZero();
        assertThat(file.id()).isNotEqualTo(directory.id());
        for (Attributes each : List.of(file, directory, root)) {
            assertThat(each.created()).isNotNull();
            assertThat(each.modified()).isNotNull();
            assertThat(each.accessed()).isNotNull();
            assertThat(each.changed()).isNotNull();
            assertThat(each.posix()).isNotNull();
        }
    }

    @Test
    default void needsNoRightToTellThem() throws Exception {
        needs(Feature.WRITE);
        file("/a", "four");
        for (Access access : new Access[] {Access.READ, Access.WRITE, Access.ATTRIBUTES, Access.DELETE}) {
            try (Node node = volume().open(path("/a"), open(access))) {
                assertThat(node.attributes().size()).isEqualTo(4);
                assertThat(node.size()).isEqualTo(4);
            }
        }
    }

    @Test
    default void growsWhileWriting() throws Exception {
        needs(Feature.WRITE);
        try (Node node = volume().open(path("/a"), Open.replace())) {
            for (int i = 0; i < 5; i++) {
                assertThat(node.attributes().size()).isEqualTo(1000L * i);
                assertThat(node.size()).isEqualTo(1000L * i);
                node.write(ByteBuffer.allocate(1000), 1000L * i);
            }
            assertThat(node.attributes().size()).isEqualTo(5000);
        }
        assertThat(Contents.attributes(volume(), "/a").size()).isEqualTo(5000);
    }

    @Test
    default void keepsTheModifiedTimeItIsGiven() throws Exception {
        needs(Feature.WRITE, Feature.SET_MODIFIED);
        file("/a", "content");
        try (Node node = volume().open(path("/a"), Open.attributes())) {
            node.change(AttributeChanges.modified(LONG_AGO));
            assertThat(node.attributes().modified()).isEqualTo(LONG_AGO);
        }
        assertThat(Contents.attributes(volume(), "/a").modified()).isEqualTo(LONG_AGO);
        holds("/a", "content");
        assertThat(Contents.attributes(volume(), "/a").modified()).isEqualTo(LONG_AGO);
        assertThat(Contents.entries(volume(), "/").get(0).attributes().modified())
                .isEqualTo(LONG_AGO);
    }

    @Test
    default void keepsTheModifiedTimeThroughARename() throws Exception {
        needs(Feature.WRITE, Feature.SET_MODIFIED);
        file("/a", "content");
        setModified("/a", LONG_AGO);
        Contents.rename(volume(), "/a", "/b", false);
        assertThat(Contents.attributes(volume(), "/b").modified()).isEqualTo(LONG_AGO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1969-12-31T23:59:59Z",
                "1970-01-01T00:00:00Z",
                "2040-06-01T12:00:00Z",
                "2300-01-01T00:00:00Z",
                "1901-01-01T00:00:00Z",
                "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z"
            })
    default void takesTimesFarFromNow(Instant time) throws Exception {
        needs(Feature.WRITE, Feature.SET_MODIFIED);
        file("/a", "content");
        Instant before = Contents.attributes(volume(), "/a").modified();
        try {
            setModified("/a", time);
            assertThat(Contents.attributes(volume(), "/a").modified()).isEqualTo(time);
        } catch (
                StorageException e) { // one whose times don't reach that far; what it puts back may be a little coarser
            assertThat(e.reason()).isEqualTo(Reason.NOT_SUPPORTED);
            assertThat(Contents.attributes(volume(), "/a").modified()).isCloseTo(before, within(1, ChronoUnit.MILLIS));
        }
    }

    @Test
    default void marksWhatIsWritten() throws Exception {
        needs(Feature.WRITE, Feature.SET_MODIFIED, Feature.RANDOM_WRITE);
        file("/a", "content");
        setModified("/a", LONG_AGO);
        try (Node node = volume().open(path("/a"), open(Access.WRITE))) {
            node.write(ByteBuffer.allocate(1), 0);
        }
        assertThat(Contents.attributes(volume(), "/a").modified()).isAfter(LONG_AGO.plus(Duration.ofDays(1)));
        setModified("/a", LONG_AGO);
        try (Node node = volume().open(path("/a"), open(Access.WRITE))) {
            node.resize(1);
        }
        assertThat(Contents.attributes(volume(), "/a").modified()).isAfter(LONG_AGO.plus(Duration.ofDays(1)));
    }

    @Test
    default void changesAllOrNothing() throws Exception {
        needs(Feature.WRITE);
        file("/a", "content");
        Attributes before = Contents.attributes(volume(), "/a");
        AttributeChanges all = new AttributeChanges(LONG_AGO, LONG_AGO, LONG_AGO, Attributes.HIDDEN, 0600);
        try (Node node = volume().open(path("/a"), Open.attributes())) {
            node.change(all);
            holdsAll(node.attributes(), all);
        } catch (StorageException e) {
            assertThat(e.reason()).isEqualTo(Reason.NOT_SUPPORTED);
            Attributes after = Contents.attributes(volume(), "/a");
            assertThat(after.created()).isEqualTo(before.created());
            assertThat(after.modified()).isEqualTo(before.modified());
            assertThat(after.dosFlags()).isEqualTo(before.dosFlags());
            assertThat(after.posix()).isEqualTo(before.posix());
        }
    }

    @Test
    default void keepsEachAttributeThatItAccepts() throws Exception {
        needs(Feature.WRITE);
        file("/a", "content");
        List<AttributeChanges> each = List.of(
                AttributeChanges.NONE,
                new AttributeChanges(LONG_AGO, null, null, null, null),
                new AttributeChanges(null, null, LONG_AGO, null, null),
                new AttributeChanges(null, null, null, Attributes.HIDDEN | Attributes.ARCHIVE, null),
                new AttributeChanges(null, null, null, 0, null),
                AttributeChanges.mode(0640));
        try (Node node = volume().open(path("/a"), Open.attributes())) {
            for (AttributeChanges changes : each) {
                try {
                    node.change(changes);
                    holdsAll(node.attributes(), changes);
                    holdsAll(Contents.attributes(volume(), "/a"), changes);
                } catch (StorageException e) {
                    assertThat(e.reason()).isEqualTo(Reason.NOT_SUPPORTED);
                }
            }
        }
        holds("/a", "content");
    }

    private void setModified(String path, Instant time) throws StorageException {
        try (Node node = volume().open(path(path), Open.attributes())) {
            node.change(AttributeChanges.modified(time));
        }
    }

    private static void holdsAll(Attributes actual, AttributeChanges changes) {
        if (changes.created() != null) {
            assertThat(actual.created()).isEqualTo(changes.created());
        }
        if (changes.modified() != null) {
            assertThat(actual.modified()).isEqualTo(changes.modified());
        }
        if (changes.accessed() != null) {
            assertThat(actual.accessed()).isEqualTo(changes.accessed());
        }
        if (changes.dosFlags() != null) {
            assertThat(actual.dosFlags()).isEqualTo(changes.dosFlags());
        }
        if (changes.mode() != null) {
            assertThat(actual.posix())
                    .hasValueSatisfying(posix -> assertThat(posix.mode()).isEqualTo(changes.mode()));
        }
    }
}
