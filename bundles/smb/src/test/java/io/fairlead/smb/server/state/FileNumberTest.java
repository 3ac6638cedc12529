// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.NodeId;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The 64-bit numbers of files, [MS-FSCC] 2.1.9. */
class FileNumberTest {
    private static final long DEVICE = 0xfe00;

    private final TreeConnect.Mount mount = new TreeConnect.Mount(null, null, Set.of(), null, DEVICE);

    @Test
    void isTheFilesOwnOnTheDeviceOfTheRoot() {
        assertThat(mount.fileId(new NodeId(DEVICE, 42))).isEqualTo(42);
    }

    @Test
    void tellsDevicesBelowTheRootApart() {
        long there = mount.fileId(new NodeId(1, 42));
        assertThat(there).isNotEqualTo(42).isNotEqualTo(mount.fileId(new NodeId(2, 42)));
        assertThat(mount.fileId(new NodeId(1, 42))).isEqualTo(there);
        assertThat(mount.fileId(new NodeId(1, 43))).isNotEqualTo(there);
    }
}
