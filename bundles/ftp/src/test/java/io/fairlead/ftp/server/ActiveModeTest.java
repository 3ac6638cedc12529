// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.net.PortRange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Where the server connects to, and whether. */
class ActiveModeTest {
    @Test
    void noConnectionsToThisMachineWhereTheServerListensBeyondLoopback() throws IOException {
        try (ServerFixture wide = ServerFixture.start(settings -> FtpSettings.on(new InetSocketAddress("0.0.0.0", 0)));
                RawClient client = wide.login()) {
            client.command("PORT 127,0,0,1,200,0", 504);
            client.command("EPRT |1|127.0.0.1|51200|", 504);
            client.command("EPRT |2|::1|51200|", 504);
        }
        UnaryOperator<FtpSettings> allowed = settings -> FtpSettings.on(new InetSocketAddress("0.0.0.0", 0))
                .withData(new FtpSettings.Data(PortRange.ANY, null, true));
        try (ServerFixture wide = ServerFixture.start(allowed);
                RawClient client = wide.login()) {
            client.command("PORT 127,0,0,1,200,0", 200);
        }
    }

    @Test
    void activeModeCanBeSwitchedOff() throws IOException {
        try (ServerFixture passive = ServerFixture.start(
                        settings -> settings.withData(new FtpSettings.Data(PortRange.ANY, null, true, false)));
                RawClient client = passive.login()) {
            assertThat(client.command("PORT 127,0,0,1,200,0", 502)).contains("PASV");
            client.command("EPRT |1|127.0.0.1|51200|", 502);
            assertThat(client.command("FEAT", 211)).doesNotContain("EPRT");
            client.store("STOR f", new byte[10]);
        }
    }
}
