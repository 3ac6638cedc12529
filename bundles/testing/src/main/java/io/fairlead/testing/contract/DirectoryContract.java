// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link Node#next} and {@link Node#rewind}. */
public interface DirectoryContract extends ContractFixture {
    /** More than a page of any protocol or platform. */
    int MANY = 10_500;

    @Test
    default void listsAnEmptyDirectory() throws Exception {
        lists("/");
        needs(Feature.DIRECTORIES);
        directory("/d");
        try (Node directory = volume().open(path("/d"), Open.list())) {
            assertThat(directory.next(10)).isEmpty();
            assertThat(directory.next(10)).isEmpty();
            directory.rewind();
            assertThat(directory.next(1)).isEmpty();
        }
    }

    @Test
    default void listsEachNameOnceWithItsAttributes() throws Exception {
        populate(List.of(
                new Sample(path("/file"), new byte[5]),
                new Sample(path("/empty"), new byte[0]),
                new Sample(path("/d"), null),
                new Sample(path("/d/below"), new byte[7])));
        List<Entry> entries = Contents.entries(volume(), "/");
        assertThat(entries).extracting(Entry::name).containsExactlyInAnyOrder("file", "empty", "d");
        for (Entry entry : entries) {
            Attributes looked = volume().attributes(VPath.ROOT.child(entry.name()));
            assertThat(entry.attributes().id()).isEqualTo(looked.id());
            assertThat(entry.attributes().kind()).isEqualTo(looked.kind());
            assertThat(entry.attributes().size()).isEqualTo(looked.size());
            assertThat(entry.attributes().modified()).isEqualTo(looked.modified());
        }
    }

    @Test
    default void givesNoMoreThanAskedFor() throws Exception {
        populate(files(25));
        for (int max : new int[] {1, 2, 7, 25, 26, 1000}) {
            try (Node directory = volume().open(VPath.ROOT, Open.list())) {
                List<String> names = new ArrayList<>();
                List<Entry> page = directory.next(max);
                while (!page.isEmpty()) {
                    assertThat(page).hasSizeLessThanOrEqualTo(max);
                    page.forEach(entry -> names.add(entry.name()));
                    page = directory.next(max);
                }
                assertThat(directory.next(max)).isEmpty();
                assertThat(names).hasSize(25).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    default void rewindsAtAnyPoint() throws Exception {
        populate(files(10));
        try (Node directory = volume().open(VPath.ROOT, Open.list())) {
            List<Entry> first = directory.next(3);
            directory.rewind();
            assertThat(Contents.entries(directory)).hasSize(10);
            directory.rewind();
            assertThat(directory.next(first.size()).get(0).name())
                    .isEqualTo(first.get(0).name());
        }
    }

    @Test
    default void rewindsToWhatIsThereNow() throws Exception {
        needs(Feature.WRITE);
        file("/old", "");
        try (Node directory = volume().open(VPath.ROOT, Open.list())) {
            assertThat(Contents.entries(directory)).hasSize(1);
            Contents.write(volume(), "/new", "");
            Contents.delete(volume(), "/old");
            directory.rewind();
            assertThat(Contents.entries(directory)).extracting(Entry::name).containsExactly("new");
        }
    }

    @Test
    default void hasACursorForEachNode() throws Exception {
        populate(files(10));
        try (Node one = volume().open(VPath.ROOT, Open.list());
                Node two = volume().open(VPath.ROOT, Open.list())) {
            int ofOne = one.next(4).size();
            assertThat(Contents.entries(two)).hasSize(10);
            assertThat(Contents.entries(one)).hasSize(10 - ofOne);
        }
    }

    @Test
    default void listsManyEntriesEachOnce() throws Exception {
        populate(files(MANY));
        try (Node directory = volume().open(VPath.ROOT, Open.list())) {
            Set<String> names = new HashSet<>();
            int total = 0;
            for (List<Entry> page = directory.next(500); !page.isEmpty(); page = directory.next(500)) {
                assertThat(page.size()).isLessThanOrEqualTo(500);
                page.forEach(entry -> names.add(entry.name()));
                total += page.size();
            }
            assertThat(total).isEqualTo(MANY);
            assertThat(names).hasSize(MANY).contains("f0", "f" + (MANY - 1));
        }
    }

    @Test
    default void goesOnWhileEntriesComeAndGo() throws Exception {
        needs(Feature.WRITE);
        int count = 300;
        populate(files(count));
        try (Node directory = volume().open(VPath.ROOT, Open.list())) {
            List<String> names = new ArrayList<>();
            int round = 0;
            for (List<Entry> page = directory.next(7); !page.isEmpty(); page = directory.next(7)) {
                page.forEach(entry -> names.add(entry.name()));
                // Deletes the last one given, which a cursor may stand on, and makes names on both sides of it.
                Contents.delete(volume(), "/" + page.get(page.size() - 1).name());
                Contents.write(volume(), "/a" + round, "");
                Contents.write(volume(), "/z" + round, "");
                assertThat(++round).as("the cursor comes to an end").isLessThan(10 * count);
            }
            assertThat(names).doesNotHaveDuplicates();
            assertThat(names).filteredOn(name -> name.startsWith("f")).hasSize(count);
        }
    }

    @Test
    default void deletesAllItLists() throws Exception {
        needs(Feature.WRITE);
        populate(files(100));
        try (Node directory = volume().open(VPath.ROOT, Open.list())) {
            for (List<Entry> page = directory.next(10); !page.isEmpty(); page = directory.next(10)) {
                for (Entry entry : page) {
                    Contents.delete(volume(), "/" + entry.name());
                }
            }
        }
        lists("/");
    }

    @Test
    default void knowsFilesFromDirectories() throws Exception {
        populate(List.of(
                new Sample(path("/file"), new byte[1]),
                new Sample(path("/d"), null),
                new Sample(path("/d/a"), new byte[1])));
        try (Node file = volume().open(path("/file"), open(Access.READ));
                Node directory = volume().open(path("/d"), open(Access.READ))) {
            refused(() -> file.next(10), Reason.NOT_DIRECTORY);
            refused(() -> directory.read(ByteBuffer.allocate(1), 0), Reason.IS_DIRECTORY);
        }
    }

    private List<Sample> files(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new Sample(path("/f" + number), new byte[0]))
                .toList();
    }
}
