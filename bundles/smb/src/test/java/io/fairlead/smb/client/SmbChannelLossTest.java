// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.server.Session;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Some of several connections of one session are lost: what was on its way there goes over the others. */
@Timeout(120)
class SmbChannelLossTest extends SeveralChannels {
    @ParameterizedTest
    @CsvSource({
        "OURS, offered, 0",
        "OURS, offered, 1",
        "OURS, required, 0",
        "OURS, required, 2",
        "SAMBA, offered, 0",
        "SAMBA, offered, 1",
        "SAMBA, required, 0",
        "SAMBA, required, 2"
    })
    void goesOnWithoutAChannel(Server server, String encryption, int cut) throws Exception {
        ConnectOptions options = server.me()
                .with(SmbOptions.ENCRYPTION, encryption)
                .with(SmbOptions.RECOVERY_TIMEOUT, Duration.ZERO); // what has to be opened again fails
        overSeveral(server, options, (volume, relay) -> {
            List<String> before = sessions();
            String name = name();
            int[] at = {cut};
            Between cutter = pieces -> {
                if (pieces == 10) {
                    relay.cut(at[0]);
                }
            };
            write(volume, name, 4, cutter);
            check(server, name, 4);
            at[0] = relay.bytes().size() - 1;
            read(volume, name, 4, pieces -> {
                if (pieces == 10) {
                    relay.cut(at[0]);
                }
            });
            assertThat(sessions()).isEqualTo(before);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void triesALostChannelAgain(Server server) throws Exception {
        overSeveral(server, server.me(), (volume, relay) -> {
            try (Node node = volume.open(VPath.of("/" + name()), Open.replace())) {
                relay.cut(1);
                awaitTrue(() -> connector.connections() == CHANNELS - 1);
                awaitCarrying(node, relay, CHANNELS + 1);
            }
            assertThat(relay.bytes()).hasSize(CHANNELS + 1);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void recoversWhenAllAreLost(Server server) throws Exception {
        overSeveral(server, server.me(), (volume, relay) -> {
            String name = name();
            Between cutter = pieces -> {
                if (pieces == 10) {
                    relay.cut();
                }
            };
            write(volume, name, 6, cutter);
            check(server, name, 6);
            read(volume, name, 6, cutter);
        });
    }

    /** A break that is not seen is none. */
    @Test
    void whatIsKeptIsAskedForAgain() throws Exception {
        ConnectOptions options = Server.OURS.me().with(SmbOptions.CACHE_TIME, Duration.ofHours(1));
        overSeveral(Server.OURS, options, (volume, relay) -> {
            String name = name();
            Path file = Server.OURS.files().resolve(name);
            Files.writeString(file, "before");
            assertThat(Contents.read(volume, "/" + name)).asString().isEqualTo("before");
            assertThat(Contents.read(volume, "/" + name)).asString().isEqualTo("before");
            relay.cut(1);
            awaitTrue(() -> connector.connections() == CHANNELS - 1);
            Files.writeString(file, "after!");
            awaitTrue(() -> Contents.text(volume, "/" + name).equals("after!"));
        });
    }

    private static int opensAtTheServer() {
        return ours.server().sessions().stream()
                .map(Session::activity)
                .filter(each -> !each.isEmpty())
                .mapToInt(each -> Integer.parseInt(each.replace(" open", "")))
                .sum();
    }

    /** Whatever is cut, and when: content is whole, and nothing stays open at the server. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesCutsAtAnyMoment(long seed) throws Exception {
        Random random = new Random(seed);
        overSeveral(Server.OURS, Server.OURS.me(), (volume, relay) -> {
            AtomicBoolean ended = new AtomicBoolean();
            AtomicInteger small = new AtomicInteger();
            List<StorageException> unexpected = new CopyOnWriteArrayList<>();
            Thread looking = new Thread(() -> {
                while (!ended.get()) {
                    String name = "/small" + small.get() % 10;
                    try {
                        Contents.write(volume, name, new byte[100]);
                        Contents.names(volume, "/");
                        small.incrementAndGet();
                    } catch (StorageException e) {
                        if (e.reason() != Reason.UNAVAILABLE) {
                            unexpected.add(e);
                        }
                    }
                }
            });
            looking.start();
            try {
                String name = name();
                Between cutter = pieces -> {
                    if (pieces % 8 == 7) {
                        relay.cut(random.nextInt(relay.bytes().size()));
                        relay.cut(relay.bytes().size() - 1);
                    }
                };
                write(volume, name, 7, cutter);
                check(Server.OURS, name, 7);
                read(volume, name, 7, cutter);
            } finally {
                ended.set(true);
                looking.join();
            }
            assertThat(small.get()).isPositive();
            assertThat(unexpected).isEmpty();
            awaitTrue(() -> opensAtTheServer() == connector.handles()); // those that are kept
        });
    }
}
