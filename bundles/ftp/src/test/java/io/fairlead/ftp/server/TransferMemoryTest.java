// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets how much memory, and that nobody takes it from everybody. */
class TransferMemoryTest {
    private static final long MIB = 1 << 20;

    @Test
    void halfGoesToLargeBuffersAndTheRestToSmallOnes() throws CommandRefused {
        TransferMemory memory = new TransferMemory(16 * MIB, 4 * MIB);
        List<TransferMemory.Buffer> held = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            held.add(memory.buffer("me", 1));
            assertThat(held.get(i).bytes().capacity()).isEqualTo(TransferMemory.LARGE_BUFFER);
        }
        for (int i = 0; i < 32; i++) {
            held.add(memory.buffer("me", 1));
            assertThat(held.get(held.size() - 1).bytes().capacity()).isEqualTo(TransferMemory.SMALL_BUFFER);
        }
        assertThatThrownBy(() -> memory.buffer("me", 1)).hasMessageContaining("try again");
        try (TransferMemory.Buffer other = memory.buffer("you", 3)) {
            assertThat(other.bytes().capacity()).isEqualTo(TransferMemory.SMALL_BUFFER);
        }
        held.forEach(TransferMemory.Buffer::close);
        held.forEach(TransferMemory.Buffer::close);
        assertThat(memory.used()).isZero();
    }

    @Test
    void allUsersTogetherHaveALimitToo() throws CommandRefused {
        TransferMemory memory = new TransferMemory(2 * MIB, 4 * MIB);
        memory.buffer("a", 1);
        memory.take("b", MIB, MIB);
        assertThatThrownBy(() -> memory.buffer("c", 1)).hasMessageContaining("try again");
    }

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
