// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeIdTest {
    @Test
    void comesFromThePathAlone() throws Exception {
        assertThat(NodeId.ofPath(VPath.of("/a/b"))).isEqualTo(NodeId.ofPath(VPath.of("/a/b")));
        assertThat(NodeId.ofPath(VPath.of("/a/b"))).isNotEqualTo(NodeId.ofPath(VPath.of("/a/c")));
        assertThat(NodeId.ofPath(VPath.of("/a/b"))).isNotEqualTo(NodeId.ofPath(VPath.of("/b/a")));
    }

    @Test
    void differsForManyAlikePathsInEachHalf() throws Exception {
        Set<Long> high = new HashSet<>();
        Set<Long> low = new HashSet<>();
        int count = 0;
        for (int folder = 0; folder < 100; folder++) {
            for (int file = 0; file < 1000; file++) {
                NodeId id = NodeId.ofPath(VPath.of("/d" + folder + "/f" + file));
                high.add(id.high());
                low.add(id.low());
                count++;
            }
        }
        assertThat(high).hasSize(count);
        assertThat(low).hasSize(count);
    }

    @Test
    void sorts() {
        assertThat(new NodeId(1, 2)).isLessThan(new NodeId(2, 1)).isLessThan(new NodeId(1, 3));
        assertThat(new NodeId(1, 2)).isEqualByComparingTo(new NodeId(1, 2)).hasToString("1:2");
    }
}
