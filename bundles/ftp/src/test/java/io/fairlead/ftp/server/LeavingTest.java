// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.audit.AuditEvent;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a session of a server that stops is sent away. The time is what the server's own look passes: nothing waits for it. */
@Timeout(60)
class LeavingTest {
    private static FtpSession only(ServerFixture fixture) {
        return fixture.server.session(fixture.server.sessions().get(0).id());
    }

    private static long in(int seconds) {
        return System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void notBetweenATransferAndItsReply() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch reply = new CountDownLatch(1);
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = fixture.login()) {
            fixture.whenAudited = event -> {
                if (event.action() == AuditEvent.Action.UPLOAD) { // which is noted just before the reply
                    over.countDown();
                    awaited(reply);
                }
            };
            FtpSession session = only(fixture);
            try (Socket data = client.data()) {
                client.command("STOR f", 150);
                data.getOutputStream().write(7);
            }
            awaited(over);
            session.drain();
            session.leaveIfQuiet(in(3600));
            assertThat(session.ending()).isFalse();
            reply.countDown();
            client.expect(226);
            await().until(() -> {
                session.leaveIfQuiet(in(3600));
                return session.ending();
            });
            client.expect(421);
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void laterIfADataConnectionIsAgreedUpon() throws Exception {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = fixture.login()) {
            FtpSession session = only(fixture);
            int port = client.passivePort();
            session.drain();
            session.leaveIfQuiet(in(6));
            assertThat(session.ending()).isFalse();
            try (Socket data = client.dataTo(port)) {
                client.command("STOR f", 150);
                data.getOutputStream().write(7);
            }
            client.expect(226);
            client.passivePort();
            await().until(() -> {
                session.leaveIfQuiet(in(11));
                return session.ending();
            });
            client.expect(421);
        }
    }
}
