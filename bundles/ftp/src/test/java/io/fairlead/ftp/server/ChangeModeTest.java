// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ftp.server.FtpSettings.TlsMode;
import io.fairlead.ftp.server.FtpSettings.TlsSessionReuse;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** SITE CHMOD, and what it must not do. */
class ChangeModeTest {
    @Test
    void theRootKeepsItsMode() throws IOException {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = fixture.login()) {
            fixture.makeDirectory("/d");
            client.command("SITE CHMOD 000 /", 550);
            client.command("SITE CHMOD 777 .", 550);
            client.command("CWD d", 250);
            client.command("SITE CHMOD 000 ..", 550);
        }
    }

    @Test
    void setUserIdAndTheLikeAreNotGiven() throws IOException {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = fixture.login()) {
            fixture.write("/f", new byte[1]);
            for (String mode : new String[] {"4755", "2755", "1777", "7777"}) {
                client.command("SITE CHMOD " + mode + " f", 504);
            }
        }
    }

    @Test
    void itCanBeSwitchedOff() throws IOException {
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.withSecurity(
                        new FtpSettings.Security(TlsMode.OFF, TlsSessionReuse.OFF, false, false, false)));
                RawClient client = fixture.login()) {
            fixture.write("/f", new byte[1]);
            assertThat(client.command("SITE CHMOD 600 f", 504)).contains("off");
            assertThat(client.command("SITE HELP", 214)).doesNotContain("CHMOD");
        }
    }
}
