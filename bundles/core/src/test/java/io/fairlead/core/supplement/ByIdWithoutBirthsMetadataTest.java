// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Storage;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import org.junit.jupiter.api.Test;

/** Metadata on a storage with ids that stay, which tells no birth times. */
class ByIdWithoutBirthsMetadataTest extends MetadataTests {
    @Override
    Storage lacking() {
        return new StrippedStorage(new MemoryStorage(), StrippedStorage.METADATA, false);
    }

    @Test
    void followsRenamesOfOthersForFiles() throws Exception {
        Contents.write(volume, "/a", "content");
        decorate("/a", "one");
        outside(direct -> Contents.rename(direct, "/a", "/b", false));
        isDecorated("/b", "one");
    }
}
