// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @Test
    void portBothWays() throws IOException {
        HostPort hostPort = new HostPort(InetAddress.getByName("132.235.1.2"), 6275);
        assertThat(HostPort.decodePort("132,235,1,2,24,131")).isEqualTo(hostPort);
        assertThat(hostPort.encodePort()).isEqualTo("132,235,1,2,24,131");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1,2,3,4,5",
                "1,2,3,4,5,6,7",
                "1,2,3,256,5,6",
                "1,2,3,4,-5,6",
                "1,2,3,4,5,6 x",
                "a,2,3,4,5,6",
                "1.2.3.4.5.6",
                "1,2,3,4,5,",
                "1,2,3,4,,6",
                "1,2,3,4,5,0000000000006",
                "\u0661,2,3,4,5,6"
            })
    void refusesBadPort(String argument) {
        assertThatThrownBy(() -> HostPort.decodePort(argument)).isInstanceOf(FtpSyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Entering Passive Mode (127,0,0,1,4,1)",
                "Entering Passive Mode (127,0,0,1,4,1).",
                "Entering 127,0,0,1,4,1",
                "=127,0,0,1,4,1",
                "127,0,0,1,4,1 ok"
            })
    void passiveInEveryDress(String text) throws IOException {
        assertThat(HostPort.decodePassive(text)).isEqualTo(new HostPort(InetAddress.getByName("127.0.0.1"), 1025));
    }

    @Test
    void extendedBothWays() throws IOException {
        HostPort old = new HostPort(InetAddress.getByName("132.235.1.2"), 6275);
        assertThat(old.encodeExtended()).isEqualTo("|1|132.235.1.2|6275|");
        HostPort zoned = new HostPort(
                Inet6Address.getByAddress(null, InetAddress.getByName("fe80::1").getAddress(), 1), 5282);
        assertThat(zoned.encodeExtended())
                .as("a zone means something here only")
                .isEqualTo("|2|fe80:0:0:0:0:0:0:1|5282|");
        assertThat(HostPort.decodeExtended(zoned.encodeExtended()).port()).isEqualTo(5282);
    }

    @Test
    void extended() throws IOException {
        assertThat(HostPort.decodeExtended("|1|132.235.1.2|6275|"))
                .isEqualTo(new HostPort(InetAddress.getByName("132.235.1.2"), 6275));
        assertThat(HostPort.decodeExtended("|2|1080:0:0:0:8:800:200c:417a|5282|"))
                .isEqualTo(new HostPort(InetAddress.getByName("1080::8:800:200c:417a"), 5282));
        assertThat(HostPort.decodeExtended("!2!::1!80!").port()).isEqualTo(80);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "|", "|1|1.2.3.4|80", "|1|1.2.3.4|80||", "|1|localhost|80|", "|2|localhost|80|",
                        "|2|::ffff:1.2.3.4|80|",
                "|2|fe80::1%lo|80|", "|1|1.2.3|80|", "|1|1.2.3.4|65536|", "|1|1.2.3.4||", "|1|::1|80|",
                        "|2|1.2.3.4|80|", "|2|beef|80|"
            })
    void refusesBadExtended(String argument) {
        assertThatThrownBy(() -> HostPort.decodeExtended(argument))
                .isInstanceOfSatisfying(
                        FtpSyntaxException.class, e -> assertThat(e.code()).isEqualTo(ReplyCode.BAD_ARGUMENT));
    }

    @Test
    void namesProtocolsItDoesNotKnow() {
        assertThatThrownBy(() -> HostPort.decodeExtended("|3|1.2.3.4|80|"))
                .isInstanceOfSatisfying(FtpSyntaxException.class, e -> assertThat(e.code())
                        .isEqualTo(ReplyCode.PROTOCOL_NOT_SUPPORTED));
    }

    @Test
    void extendedPassiveBothWays() throws IOException {
        assertThat(HostPort.encodeExtendedPassive(6446)).isEqualTo("(|||6446|)");
        assertThat(HostPort.decodeExtendedPassive("Entering Extended Passive Mode (|||6446|)"))
                .isEqualTo(6446);
        for (String bad :
                List.of("", "(||||)", "(|||0|)", "(|||65536|)", "(|||6446)", "(|1||6446|)", "(|||a|)", "()")) {
            assertThatThrownBy(() -> HostPort.decodeExtendedPassive(bad)).isInstanceOf(FtpSyntaxException.class);
        }
    }

    @Test
    void survivesMutations() throws IOException {
        Mutations.feed(HostPort::decodePort, List.of("132,235,1,2,24,131"));
        Mutations.feed(HostPort::decodePassive, List.of("Entering Passive Mode (132,235,1,2,24,131)"));
        Mutations.feed(HostPort::decodeExtended, List.of("|1|132.235.1.2|6275|", "|2|1080::8:800:200c:417a|5282|"));
        Mutations.feed(HostPort::decodeExtendedPassive, List.of("Entering Extended Passive Mode (|||6446|)"));
    }
}
