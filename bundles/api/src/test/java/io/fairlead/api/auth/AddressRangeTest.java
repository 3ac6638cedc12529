// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.1.2.3/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1, 10.0.0.2, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 11.1.2.3, false",
        "10.128.0.0/9, 10.127.0.0, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "192.0.2.1, ::ffff:192.0.2.1, true"
    })
    void contains(String range, String address, boolean contains) throws Exception {
        assertThat(AddressRange.of(range).contains(InetAddress.getByName(address)))
                .isEqualTo(contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/8", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/x", "::/129", "1.2.3.4/x"})
    void isReadFromLiteralsOnly(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.of(text))
                .withMessageContaining("\"" + text + "\" is no address");
    }

    @Test
    void whatDoesNotCountIsNotCompared() {
        assertThat(AddressRange.of("10.1.2.3/8"))
                .isEqualTo(AddressRange.of("10.0.0.0/8"))
                .hasToString("10.0.0.0/8");
        assertThat(AddressRange.of("192.0.2.1/32"))
                .isEqualTo(AddressRange.of("192.0.2.1"))
                .hasToString("192.0.2.1");
    }

    @Test
    void aPeerIsAnAddressOrTheNetworkOfOneCustomer() throws Exception {
        assertThat(ofPeer("2001:db8:0:1::1")).isEqualTo(ofPeer("2001:db8:0:1:ffff::2"));
        assertThat(ofPeer("2001:db8:0:1::1"))
                .isNotEqualTo(ofPeer("2001:db8:0:2::1"))
                .hasToString("2001:db8:0:1:0:0:0:0/64");
        assertThat(ofPeer("192.0.2.1")).isNotEqualTo(ofPeer("192.0.2.2")).hasToString("192.0.2.1");
        assertThat(ofPeer("::ffff:192.0.2.1")).isEqualTo(ofPeer("192.0.2.1"));
    }

    /** All hosts of a link are in one network: none of them is to be shut out by another. */
    @Test
    void linkLocalAddressesAreEachTheirOwn() throws Exception {
        assertThat(ofPeer("fe80::1")).isNotEqualTo(ofPeer("fe80::2"));
        assertThat(Peer.origin(InetAddress.getByName("fe80::1"))).isEqualTo("fe80:0:0:0:0:0:0:1");
    }

    private static AddressRange ofPeer(String address) throws Exception {
        return AddressRange.ofPeer(InetAddress.getByName(address));
    }
}
