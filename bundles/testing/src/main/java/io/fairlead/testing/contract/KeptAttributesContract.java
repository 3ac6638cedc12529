// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the features about attributes tell which are kept, and that those are: flags, times and modes. */
public interface KeptAttributesContract extends ContractFixture {
    /** What a test asks to keep, by the feature that promises it. */
    Map<Feature, AttributeChanges> EACH = Map.of(
            Feature.SET_CREATED,
                    new AttributeChanges(Instant.parse("2001-02-03T04:05:06.123456Z"), null, null, null, null),
            Feature.SET_MODIFIED, AttributeChanges.modified(AttributeContract.LONG_AGO),
            Feature.SET_ACCESSED, new AttributeChanges(null, null, AttributeContract.LONG_AGO, null, null),
            Feature.DOS_FLAGS, flags(Attributes.HIDDEN | Attributes.ARCHIVE),
            Feature.SET_MODE, AttributeChanges.mode(0640));

    private static AttributeChanges flags(int bits) {
        return new AttributeChanges(null, null, null, bits, null);
    }

    private static AttributeChanges created(Instant time) {
        return new AttributeChanges(time, null, null, null, null);
    }

    private void change(String path, AttributeChanges changes) throws StorageException {
        try (Node node = volume().open(path(path), Open.attributes())) {
            node.change(changes);
        }
    }

    private Attributes attributes(String path) throws StorageException {
        return Contents.attributes(volume(), path);
    }

    /** All ways to learn the attributes of {@code /a}. */
    private List<Attributes> everywhere() throws StorageException {
        List<Attributes> all = new ArrayList<>();
        all.add(attributes("/a"));
        for (Entry entry : Contents.entries(volume(), "/")) {
            if (entry.name().equals("a")) {
                all.add(entry.attributes());
            }
        }
        for (Access access : List.of(Access.READ, Access.ATTRIBUTES, Access.DELETE)) {
            try (Node node = volume().open(path("/a"), open(access))) {
                all.add(node.attributes());
                all.add(node.opened());
                all.add(node.attributesAtOpen());
            }
        }
        try (Volume other = mount()) {
            all.add(other.attributes(path("/a")));
        }
        assertThat(all).hasSize(12);
        return all;
    }

    private static void holds(Attributes actual, AttributeChanges wanted) {
        if (wanted.created() != null) {
            assertThat(actual.created()).isEqualTo(wanted.created());
        }
        if (wanted.modified() != null) {
            assertThat(actual.modified()).isEqualTo(wanted.modified());
        }
        if (wanted.accessed() != null) {
            assertThat(actual.accessed()).isEqualTo(wanted.accessed());
        }
        if (wanted.dosFlags() != null) {
            assertThat(actual.dosFlags()).isEqualTo(wanted.dosFlags());
        }
        if (wanted.mode() != null) {
            assertThat(actual.posix().orElseThrow().mode()).isEqualTo(wanted.mode());
        }
    }

    @Test
    default void keepsWhatItDeclaresAndRefusesTheRest() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        file("/a", "content");
        for (Map.Entry<Feature, AttributeChanges> each : EACH.entrySet()) {
            if (!has(each.getKey())) {
                Attributes before = attributes("/a");
                refused(() -> change("/a", each.getValue()), Reason.NOT_SUPPORTED);
                assertThat(attributes("/a").dosFlags()).isEqualTo(before.dosFlags());
                continue;
            }
            change("/a", each.getValue());
            for (Attributes told : everywhere()) {
                holds(told, each.getValue());
            }
        }
        holds("/a", "content");
    }

    @Test
    default void keepsAllThatItDeclaresAtOnce() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES);
        Instant time = AttributeContract.LONG_AGO;
        AttributeChanges all = new AttributeChanges(time, time, time, Attributes.SYSTEM, 0600).keptBy(features());
        file("/a", "content");
        directory("/d");
        change("/a", all);
        change("/d", new AttributeChanges(time, null, null, Attributes.HIDDEN, null).keptBy(features()));
        for (Attributes told : everywhere()) {
            holds(told, all);
        }
        if (has(Feature.DOS_FLAGS)) {
            assertThat(attributes("/d").dosFlags()).isEqualTo(Attributes.HIDDEN);
            refused(() -> change("/a", flags(0x4000)), Reason.NOT_SUPPORTED);
            assertThat(attributes("/a").dosFlags()).isEqualTo(Attributes.SYSTEM);
        }
    }

    @Test
    default void keepsFlagsAndBirthThroughChanges() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES, Feature.RANDOM_WRITE, Feature.DOS_FLAGS, Feature.SET_CREATED);
        Instant birth = AttributeContract.LONG_AGO;
        file("/a", "content");
        assertThat(attributes("/a").dosFlags()).isEqualTo(flagsOfNewFiles());
        change("/a", flags(Attributes.HIDDEN));
        change("/a", created(birth));
        try (Node node = volume().open(path("/a"), open(Access.WRITE, Access.ATTRIBUTES))) {
            node.write(ByteBuffer.allocate(3), 0);
            node.change(AttributeChanges.modified(birth));
        }
        Contents.rename(volume(), "/a", "/b", false);
        assertThat(attributes("/b").dosFlags()).isEqualTo(Attributes.HIDDEN);
        assertThat(attributes("/b").created()).isEqualTo(birth);
        change("/b", flags(0));
        assertThat(attributes("/b").dosFlags()).isZero();
        assertThat(attributes("/b").created()).isEqualTo(birth);
    }

    @Test
    default void startsNewFilesWithoutFlags() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES, Feature.DOS_FLAGS, Feature.SET_CREATED);
        file("/a", "content");
        change("/a", flags(Attributes.HIDDEN));
        change("/a", created(AttributeContract.LONG_AGO));
        Contents.delete(volume(), "/a");
        file("/a", "another");
        assertThat(attributes("/a").dosFlags()).isEqualTo(flagsOfNewFiles());
        assertThat(attributes("/a").created()).isAfter(AttributeContract.LONG_AGO);
        change("/a", flags(Attributes.HIDDEN));
        Contents.write(volume(), "/a", "uploaded");
        assertThat(attributes("/a").dosFlags()).isEqualTo(flagsOfNewFiles());
    }

    @Test
    default void publishesFlagsWithAnUpload() throws Exception {
        needs(Feature.WRITE, Feature.DIRECTORIES, Feature.DOS_FLAGS, Feature.SET_CREATED);
        AttributeChanges wanted = new AttributeChanges(AttributeContract.LONG_AGO, null, null, Attributes.SYSTEM, null);
        file("/a", "old");
        try (Node node = volume().open(path("/a"), Open.replace())) {
            node.change(wanted);
            node.write(ByteBuffer.wrap(new byte[] {'n'}), 0);
            holds(node.attributes(), wanted);
            assertThat(attributes("/a").dosFlags()).isEqualTo(flagsOfNewFiles());
        }
        for (Attributes told : everywhere()) {
            holds(told, wanted);
        }
    }
}
