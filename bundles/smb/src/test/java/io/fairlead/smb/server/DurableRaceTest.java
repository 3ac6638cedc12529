// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.DurableReconnect;
import io.fairlead.smb.protocol.DurableRequest;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that come back at once, while others want the file and the time of the open runs out. */
@Timeout(120)
class DurableRaceTest {
    private static final int ROUNDS = 20;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final UUID createGuid = UUID.randomUUID();
    private Served served;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
    }

    @AfterEach
    void stop() throws Exception {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        served.close();
    }

    private static CreateRequest exclusive(CreateContext... contexts) {
        return new CreateRequest(OplockLevel.BATCH, 2, 0x1f01ff, 0, 0, 3, 0, "a.txt", List.of(contexts));
    }

    private static SmbPeer.Answer create(SmbPeer peer, CreateRequest request) throws IOException {
        return peer.ask(Command.CREATE, request);
    }

    @Test
    void oneOfThemGetsItAndNothingIsLeft() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long timeout = round % 4 == 0 ? 1 : 60_000;
            FileId id;
            try (SmbPeer peer = SmbPeer.connected(served)) {
                CreateRequest durable = exclusive(new DurableRequest(true, timeout, 0, createGuid).encode());
                id = CreateResponse.decode(create(peer, durable).body()).fileId();
            }
            CreateRequest back = exclusive(new DurableReconnect(true, id, createGuid).encode());
            List<Future<Integer>> got = new ArrayList<>();
            got.add(threads.submit(tries(back)));
            got.add(threads.submit(tries(back)));
            if (round % 2 == 0) {
                threads.submit(tries(exclusive())).get();
            }
            int times = got.get(0).get() + got.get(1).get();
            assertThat(times).as("round %d", round).isLessThan(2);
            if (times == 0) { // it has given way, or its time was over, or it was not yet lost
                try (SmbPeer peer = SmbPeer.connected(served)) {
                    assertThat(create(peer, exclusive()).status()).isZero();
                }
            }
            await().until(() -> served.export().opens().isEmpty());
            assertThat(served.export().locks()).isEmpty();
        }
    }

    /** How often it got an open. */
    private Callable<Integer> tries(CreateRequest request) {
        return () -> {
            try (SmbPeer peer = SmbPeer.connected(served)) {
                SmbPeer.Answer answer = create(peer, request);
                if (answer.status() != 0) {
                    assertThat(answer.status())
                            .isIn(NtStatus.OBJECT_NAME_NOT_FOUND.code(), NtStatus.SHARING_VIOLATION.code());
                    return 0;
                }
                FileId id = CreateResponse.decode(answer.body()).fileId();
                assertThat(peer.ask(Command.CLOSE, new CloseRequest(0, id)).status())
                        .isZero();
                return 1;
            }
        };
    }
}
