// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Storage;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import org.junit.jupiter.api.Test;

/** Metadata on a storage with ids that stay. */
class ByIdMetadataTest extends MetadataTests {
    @Override
    Storage lacking() {
        return StrippedStorage.of(new MemoryStorage());
    }

    @Test
    void followsRenamesOfOthers() throws Exception {
        Contents.makeDirectory(volume, "/d");
        Contents.write(volume, "/d/a", "content");
        decorate("/d/a", "one");
        decorate("/d", "two");
        outside(direct -> {
            Contents.rename(direct, "/d/a", "/b", false);
            Contents.rename(direct, "/d", "/e", false);
        });
        isDecorated("/b", "one");
        isDecorated("/e", "two");
        remount();
        isDecorated("/b", "one");
        isDecorated("/e", "two");
    }

    @Test
    void sweepsWhatBelongsToNobody() throws Exception {
        Contents.makeDirectory(volume, "/d");
        for (String path : new String[] {"/gone", "/d/stays", "/moves", "/gone too"}) {
            Contents.write(volume, path, "content");
            decorate(path, "one");
        }
        outside(direct -> {
            Contents.delete(direct, "/gone");
            Contents.delete(direct, "/gone too");
            Contents.rename(direct, "/moves", "/d/moved", false);
        });
        remount();
        storage.sweep(USER);
        assertThat(storage.counts()).isEqualTo(new Sweep.Counts(4, 2, 0));
        isDecorated("/d/stays", "one");
        isDecorated("/d/moved", "one");
        remount();
        storage.sweep(USER);
        assertThat(storage.counts()).isEqualTo(new Sweep.Counts(2, 0, 0));
    }

    @Test
    void readsFlagsOfAReadOnlyStorage() throws Exception {
        Contents.write(volume, "/a", "content");
        decorate("/a", "one");
        below = StrippedStorage.of(below, Storage.Feature.WRITE);
        remount();
        assertThat(storage.features()).isEqualTo(below.features());
        assertThat(attributes("/a").dosFlags()).isEqualTo(Attributes.HIDDEN | Attributes.ARCHIVE);
        assertThat(Contents.names(volume, "/")).containsExactly("a");
    }
}
