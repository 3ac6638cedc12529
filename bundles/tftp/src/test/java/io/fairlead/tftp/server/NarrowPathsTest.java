// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fairlead.net.Fragmentation;
import io.fairlead.tftp.protocol.Data;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class NarrowPathsTest {
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
    private static final long MINUTE = 60_000_000_000L;

    @Test
    void blocksBecomeSmallerStepByStepForSomeTime() {
        var paths = new NarrowPaths();
        assertThat(paths.blockBytes(CLIENT, 0)).isEqualTo(Integer.MAX_VALUE);
        paths.lost(CLIENT, 1468, 0);
        assertThat(paths.blockBytes(CLIENT, 0)).isEqualTo(1228);
        paths.lost(CLIENT, 1228, 0);
        assertThat(paths.blockBytes(CLIENT, 0)).isEqualTo(512);
        paths.lost(CLIENT, 1468, 0); // an older transfer
        paths.lost(CLIENT, 512, 0);
        assertThat(paths.blockBytes(CLIENT, 9 * MINUTE)).isEqualTo(512);
        assertThat(paths.blockBytes(CLIENT, 11 * MINUTE)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_19)
    @EnabledOnOs({OS.LINUX, OS.WINDOWS, OS.MAC})
    void packetsMayBeCutWhereJavaCanSaySo() {
        assertThat(Fragmentation.allowed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "127.0.0.1"})
    void aClientWhoseFirstBlockVanishesGetsSmallerOnes(String host) throws Exception {
        assumeFalse(Fragmentation.allowed() && host.equals("127.0.0.1")); // what is too long is cut
        var local = new InetSocketAddress(host, 0);
        try (var fixture = new ServerFixture(b -> b.address(local).timing(ServerFixture.QUICK));
                var client = new RawClient(fixture.address(), local);
                var again = new RawClient(fixture.address(), local)) {
            fixture.file("/a", ServerFixture.random(5000, 1));
            assertThat(agreed(client)).isEqualTo("1468");
            client.ack(0);
            for (int i = 0;
                    i < 3;
                    i++) { // which the client does not see, let us say; the second is counted by the third
                while (!(client.next() instanceof Data)) {}
            }
            assertThat(agreed(again)).isEqualTo("1228");
        }
    }

    private static String agreed(RawClient client) throws Exception {
        client.request(RawClient.read("a", "blksize", "1468"));
        return ((OptionAcknowledgment) client.next()).options().values().get("blksize");
    }
}
