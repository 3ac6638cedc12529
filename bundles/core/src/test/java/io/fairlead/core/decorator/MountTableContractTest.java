// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.StorageContract;
import java.util.Map;
import org.junit.jupiter.api.Nested;

class MountTableContractTest {
    @Nested
    class OfTheStorageAtTheRoot extends CheckedContract {
        @Override
        protected Storage storage() {
            return new MountTable(Map.of(VPath.ROOT, below));
        }
    }

    /** Looked at from the mount point, which the contract takes for a root. */
    @Nested
    class OfAStorageBelow extends CheckedContract {
        @Override
        protected Storage storage() throws Exception {
            VPath at = VPath.of("/data/deep");
            return new SubtreeStorage(new MountTable(Map.of(VPath.ROOT, new MemoryStorage(), at, below)), at);
        }
    }

    /** Looked at from a folder of the storage at the root, which has a mount point beside it. */
    @Nested
    class BesideAMountPoint extends CheckedContract {
        @Override
        protected Storage storage() throws Exception {
            try (Volume volume = below.mount(user())) {
                Contents.makeDirectory(volume, "/data");
            }
            MountTable table = new MountTable(Map.of(VPath.ROOT, below, VPath.of("/deep"), new MemoryStorage()));
            return new SubtreeStorage(table, VPath.of("/data"));
        }
    }

    abstract static class CheckedContract extends StorageContract {
        final CountingStorage below = new CountingStorage(new MemoryStorage());

        @Override
        protected void checkNoOpenNodes() {
            below.checkNoOpenNodes();
            below.checkNoOpenVolumes();
        }
    }
}
