// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.MountOptions;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import java.time.Duration;
import java.util.EnumSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transfers that wait for a client of another protocol to give up what it caches, and each way to end that wait. */
@Timeout(60)
class LeaseWaitTest {
    private static final Duration SOON = Duration.ofSeconds(20); // the break itself takes 35 s

    private enum Ending {
        ABORT,
        /** The control connection ends. */
        LOST,
        KILLED,
        SERVER_STOPS
    }

    @ParameterizedTest
    @CsvSource({
        "RETR f, ABORT",
        "APPE f, ABORT",
        "RETR f, LOST",
        "RETR f, KILLED",
        "APPE f, KILLED",
        "RETR f, SERVER_STOPS",
        "APPE f, SERVER_STOPS"
    })
    void ends(String command, Ending ending) throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        Lease.Holder silent = broken -> told.countDown();
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.withDrain(Duration.ofMillis(100)))) {
            fixture.write("/f", new byte[] {1});
            try (ExportVolume holder = fixture.export.mount(
                            Identity.of("holder"), new MountOptions(null, MountOptions.DEFAULT.links(), silent));
                    OpenFile held = holder.open(VPath.of("/f"), leased());
                    RawClient client = fixture.login();
                    var data = client.data()) {
                client.send(command + "\r\n");
                told.await();
                end(fixture, client, ending);
                assertThat(held.lease().orElseThrow().isBreaking())
                        .as("ended before the time of the break was over")
                        .isTrue();
            }
            assertThat(fixture.read("/f")).containsExactly(1);
            await().until(() -> fixture.export.opens().isEmpty());
        }
    }

    private static OpenRequest leased() {
        Lease.Request all = new Lease.Request(
                new Lease.Key(UUID.randomUUID(), UUID.randomUUID()), EnumSet.allOf(Lease.Caching.class));
        return OpenRequest.shared(Open.openOrCreate(Open.Access.WRITE)).withLease(all);
    }

    private static void end(ServerFixture fixture, RawClient client, Ending ending) throws Exception {
        switch (ending) {
            case ABORT -> {
                client.command("ABOR", 426);
                client.expect(226);
                client.command("NOOP", 200);
            }
            case LOST -> client.hangUp();
            case KILLED ->
                fixture.server.disconnect(fixture.server.sessions().get(0).id());
            case SERVER_STOPS -> fixture.server.close(true);
        }
        if (ending != Ending.ABORT) {
            await().atMost(SOON).until(() -> fixture.server.sessions().isEmpty());
        }
    }
}
