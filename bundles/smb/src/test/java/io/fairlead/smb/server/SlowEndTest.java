// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.smb.PipeService;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.DurableReconnect;
import io.fairlead.smb.protocol.DurableRequest;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.OplockLevel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client is back while the session that it has lost is still ending. */
@Timeout(60)
class SlowEndTest {
    private static final String FILE = "a.txt";

    @TempDir
    Path folder;

    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Served served;

    /** One whose end takes as long as the test likes. */
    private final class Slow implements PipeService.Pipe {
        @Override
        public void write(ByteBuffer message) {}

        @Override
        public byte[] next() {
            return null;
        }

        @Override
        public void close() {
            ending.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @BeforeEach
    void serve() throws Exception {
        served = new Served(
                folder, 0, UnaryOperator.identity(), builder -> builder.pipe("slow", (name, client) -> new Slow()));
    }

    @AfterEach
    void stop() throws Exception {
        go.countDown();
        threads.shutdownNow();
        served.close();
    }

    private static CreateResponse create(SmbPeer peer, String name, CreateContext... contexts) throws IOException {
        CreateRequest request = new CreateRequest(
                OplockLevel.BATCH, 2, 0x12019f, 0, 7, CreateDisposition.OPEN_IF, 0, name, List.of(contexts));
        SmbPeer.Answer answer = peer.ask(Command.CREATE, request);
        assertThat(answer.status()).isZero();
        return CreateResponse.decode(answer.body());
    }

    private static boolean awaitsItsEnd(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("awaitEnd"));
    }

    @Test
    void whoIsBackWaitsForIt() throws Exception {
        UUID guid = UUID.randomUUID();
        FileId id;
        try (SmbPeer peer = SmbPeer.connected(served)) {
            int share = peer.treeId;
            peer.connectTree("\\\\server\\IPC$");
            int pipes = peer.treeId;
            create(
                    peer,
                    "slow"); // one that ends before the file does, and one after it: nothing here hangs on their order
            peer.treeId = share;
            id = create(peer, FILE, new DurableRequest(true, 0, 0, guid).encode())
                    .fileId();
            peer.treeId = pipes;
            create(peer, "slow");
        }
        ending.await();
        try (SmbPeer peer = SmbPeer.connected(served)) {
            Future<CreateResponse> back =
                    threads.submit(() -> create(peer, FILE, new DurableReconnect(true, id, guid).encode()));
            await().until(() -> back.isDone()
                    || Thread.getAllStackTraces().keySet().stream().anyMatch(SlowEndTest::awaitsItsEnd));
            go.countDown();
            assertThat(back.get().fileId().persistent()).isEqualTo(id.persistent());
        }
    }
}
