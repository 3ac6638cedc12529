// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.smb.protocol.NetworkInterfaceInfo;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChannelAddressesTest {
    private static final long GIGABIT = 1_000_000_000L;

    private static InetAddress at(String address) throws Exception {
        return InetAddress.getByName(address);
    }

    private static NetworkInterfaceInfo told(long index, long speed, String address) throws Exception {
        return new NetworkInterfaceInfo(index, 0, speed, at(address));
    }

    private static List<String> of(String home, NetworkInterfaceInfo... told) throws Exception {
        return ChannelAddresses.of(at(home), List.of(told)).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }

    @Test
    void theFirstIsWhereTheSessionBegan() throws Exception {
        assertThat(of("10.0.0.1")).containsExactly("10.0.0.1");
        assertThat(of("10.0.0.1", told(1, GIGABIT, "10.0.0.1"), told(2, GIGABIT, "10.1.0.1")))
                .containsExactly("10.0.0.1", "10.1.0.1");
    }

    @Test
    void ofAnInterfaceOne() throws Exception {
        assertThat(of(
                        "10.0.0.1",
                        told(1, GIGABIT, "2001:db8::1"),
                        told(1, GIGABIT, "10.0.0.1"),
                        told(2, GIGABIT, "2001:db8::2"),
                        told(2, GIGABIT, "10.1.0.1")))
                .containsExactly("10.0.0.1", "10.1.0.1");
    }

    @Test
    void noneThatIsSlower() throws Exception {
        assertThat(of(
                        "10.0.0.1",
                        told(1, 10 * GIGABIT, "10.0.0.1"),
                        told(2, GIGABIT, "10.1.0.1"),
                        told(3, 25 * GIGABIT, "10.2.0.1")))
                .containsExactly("10.0.0.1", "10.2.0.1");
    }

    @Test
    void noneThatOnlyTheServerOrItsNeighboursKnow() throws Exception {
        NetworkInterfaceInfo[] told = {
            told(1, 0, "127.0.0.1"),
            told(2, 0, "169.254.1.1"),
            told(3, 0, "fe80::1"),
            told(4, 0, "0.0.0.0"),
            told(5, 0, "224.0.0.1"),
            told(6, 0, "10.1.0.1")
        };
        assertThat(of("10.0.0.1", told)).containsExactly("10.0.0.1", "10.1.0.1");
        assertThat(of("127.0.0.2", told)).containsExactly("127.0.0.2", "127.0.0.1");
        assertThat(of("169.254.0.1", told))
                .containsExactly("169.254.0.1", "169.254.1.1", "10.1.0.1", "fe80:0:0:0:0:0:0:1");
    }

    @Test
    void notTooMany() throws Exception {
        NetworkInterfaceInfo[] told = new NetworkInterfaceInfo[100];
        for (int i : IntStream.range(0, told.length).toArray()) {
            told[i] = told(i, GIGABIT, "10.0.1." + i);
        }
        assertThat(of("10.0.0.1", told)).hasSize(8);
    }
}
