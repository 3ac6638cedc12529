// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteMtuTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1, 65504", "::1, 65484"})
    void loopbackCarriesEveryBlock(String peer, int bytes) throws Exception {
        assertThat(new RouteMtu().blockBytes(InetAddress.getByName(peer))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 32", "2001:db8::1, 52"})
    void elsewhereTheInterfaceSaysOrElseEthernetIsTakenForGranted(String peer, int overhead) throws Exception {
        var routes = new RouteMtu();
        int bytes = routes.blockBytes(InetAddress.getByName(peer));
        assertThat(bytes).isBetween(576 - overhead, 65_536 - overhead);
        assertThat(routes.blockBytes(InetAddress.getByName(peer))).as("kept").isEqualTo(bytes);
    }
}
