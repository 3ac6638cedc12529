// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import org.junit.jupiter.api.Test;

/** Metadata on a storage whose ids change with the path. */
class ByPathMetadataTest extends MetadataTests {
    @Override
    Storage lacking() {
        return StrippedStorage.of(new MemoryStorage(), Feature.STABLE_IDS);
    }

    @Test
    void sweepsWhatBelongsToNobody() throws Exception {
        Contents.makeDirectory(volume, "/d");
        Contents.makeDirectory(volume, "/e");
        for (String path : new String[] {"/d/gone", "/d/stays", "/e/gone", "/e"}) {
            if (!path.equals("/e")) {
                Contents.write(volume, path, "content");
            }
            decorate(path, "one");
        }
        outside(direct -> {
            Contents.delete(direct, "/d/gone");
            Contents.delete(direct, "/e/gone");
            Contents.delete(direct, "/e");
        });
        remount();
        storage.sweep(USER);
        assertThat(storage.counts()).isEqualTo(new Sweep.Counts(4, 3, 0));
        isDecorated("/d/stays", "one");
        outside(direct -> {
            Contents.write(direct, "/d/gone", "another");
            Contents.makeDirectory(direct, "/e");
        });
        isBare("/d/gone");
        isBare("/e");
    }
}
