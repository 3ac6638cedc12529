// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import org.apache.commons.vfs2.VFS;
import org.apache.commons.vfs2.provider.AbstractFileName;
import org.junit.jupiter.api.Test;

class ChildrenTest {
    @Test
    void aListingLargerThanTheMemoryEndsInAnError() throws Exception {
        AbstractFileName folder = (AbstractFileName) VFS.getManager().resolveURI("ram:///");
        try (MemoryStorage storage = new MemoryStorage();
                Volume volume = storage.mount(Identity.of("me"))) {
            for (int i = 0; i < 100; i++) {
                volume.open(VPath.of("/file" + i), Open.replace()).close();
            }
            try (Node directory = volume.open(VPath.ROOT, Open.list())) {
                assertThat(Children.list(directory, folder)).hasSize(100);
            }
            try (Node directory = volume.open(VPath.ROOT, Open.list())) {
                assertThatThrownBy(() -> Children.list(directory, folder, 10_000))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("more entries than there is memory for");
            }
        }
    }
}
