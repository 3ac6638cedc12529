// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who takes a server's memory takes it from nobody else. */
class SharedMemoryTest {
    private static final int MIB = 1 << 20;

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void uploadsThatStandStillStarveNobody() throws IOException {
        FtpSettings.Limits limits = new FtpSettings.Limits(0, 0, 0, 0, 0, 4 * MIB, MIB);
        List<AutoCloseable> open = new ArrayList<>();
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.withLimits(limits))) {
            fixture.write("/f", new byte[10]);
            try {
                String reply = "150";
                while (reply.startsWith("150")) {
                    RawClient client = fixture.login();
                    open.add(client);
                    Socket data = client.data();
                    open.add(data);
                    client.command("STOR u" + open.size(), 150);
                    data.getOutputStream().write(1);
                    reply = open.size() < 2 * 17 ? reply : client.reply();
                }
                assertThat(reply).startsWith("450").contains("try again");
                try (RawClient guest = fixture.connect().login("guest", ServerFixture.PASSWORD)) {
                    guest.command("TYPE A", 200);
                    assertThat(guest.receive("RETR f")).hasSize(10);
                    assertThat(guest.text("LIST")).contains("f");
                }
            } finally {
                for (AutoCloseable each : open) {
                    closeQuietly(each);
                }
            }
        }
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // the test is over
        }
    }
}
