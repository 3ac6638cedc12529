// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.NodeId;
import org.junit.jupiter.api.Test;

class NodeIdsTest {
    @Test
    void agreesOnMachinesThatNumberTheirDevicesDifferently() {
        NodeIds here = new NodeIds("cluster", new NodeId(0xfe00, 2));
        NodeIds there = new NodeIds("cluster", new NodeId(0x2b, 2));
        assertThat(here.shown(new NodeId(0xfe00, 42))).isEqualTo(there.shown(new NodeId(0x2b, 42)));
        assertThat(here.shown(new NodeId(0xfe00, 42)).low()).isEqualTo(42);
        assertThat(new NodeIds("other", new NodeId(0xfe00, 2)).shown(new NodeId(0xfe00, 42)))
                .isNotEqualTo(here.shown(new NodeId(0xfe00, 42)));
    }

    @Test
    void tellsDevicesBelowTheRootApart() {
        NodeIds ids = new NodeIds("cluster", new NodeId(0xfe00, 2));
        NodeId ofRoot = ids.shown(new NodeId(0xfe00, 42));
        NodeId mounted = ids.shown(new NodeId(0, 42));
        assertThat(mounted).isNotEqualTo(ofRoot).isNotEqualTo(ids.shown(new NodeId(1, 42)));
    }

    @Test
    void leavesIdsOfPathsAlone() {
        NodeId ofPath = new NodeId(1, 2);
        assertThat(new NodeIds("any", null).shown(ofPath)).isEqualTo(ofPath);
    }
}
