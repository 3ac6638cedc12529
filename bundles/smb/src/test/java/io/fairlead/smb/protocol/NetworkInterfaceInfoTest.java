// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.net.MalformedMessageException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkInterfaceInfoTest {
    private static List<NetworkInterfaceInfo> two() throws Exception {
        return List.of(
                new NetworkInterfaceInfo(
                        7, NetworkInterfaceInfo.RSS_CAPABLE, 1_000_000_000L, InetAddress.getByName("10.0.0.1")),
                new NetworkInterfaceInfo(8, 0, 100, InetAddress.getByName("2001:db8::1")));
    }

    @Test
    void isAsTheTableSays() throws Exception {
        byte[] wire = NetworkInterfaceInfo.encode(two());
        assertThat(wire).hasSize(2 * 152);
        assertThat(HexFormat.of().formatHex(wire, 0, 40))
                .isEqualTo(
                        "98000000" // Next
                                + "07000000" // IfIndex
                                + "01000000" // Capability
                                + "00000000"
                                + "00ca9a3b00000000" // LinkSpeed
                                + "02000000" // Family, Port
                                + "0a000001" // IPv4Address
                                + "0000000000000000");
        assertThat(HexFormat.of().formatHex(wire, 152, 152 + 48))
                .isEqualTo("00000000" + "08000000" + "00000000" + "00000000" + "6400000000000000"
                        + "17000000" // Family, Port
                        + "00000000" // FlowInfo
                        + "20010db8000000000000000000000001");
        assertThat(NetworkInterfaceInfo.decode(wire)).isEqualTo(two());
        assertThat(NetworkInterfaceInfo.decode(new byte[0])).isEmpty();
    }

    @Test
    void leavesOutFamiliesThatNobodyKnows() throws Exception {
        byte[] wire = NetworkInterfaceInfo.encode(two());
        wire[24] = 99;
        assertThat(NetworkInterfaceInfo.decode(wire)).isEqualTo(two().subList(1, 2));
    }

    @Test
    void refusesWhatIsCutOrPointsElsewhere() throws Exception {
        byte[] wire = NetworkInterfaceInfo.encode(two());
        assertThatThrownBy(() -> NetworkInterfaceInfo.decode(Arrays.copyOf(wire, 152 + 30)))
                .isInstanceOf(MalformedMessageException.class);
        for (int next : new int[] {8, 153, 1000, -8}) {
            ByteBuffer.wrap(wire).order(ByteOrder.LITTLE_ENDIAN).putInt(0, next);
            assertThatThrownBy(() -> NetworkInterfaceInfo.decode(wire)).isInstanceOf(MalformedMessageException.class);
        }
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] mutated = NetworkInterfaceInfo.encode(two());
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            try {
                assertThat(NetworkInterfaceInfo.decode(mutated)).hasSizeBetween(1, 2);
            } catch (MalformedMessageException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }
}
