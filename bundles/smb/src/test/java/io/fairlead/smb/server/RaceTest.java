// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.smb.protocol.ChangeNotifyRequest;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.LockRequest;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several channels of one session end it, its trees, opens and locks at the same moment: nothing is left of it. */
@Timeout(300)
class RaceTest {
    private static final int ROUNDS = Integer.getInteger("smb.races", 60);
    private static final int CHANNELS = 4;

    @TempDir
    Path folder;

    @Test
    void leavesNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CHANNELS);
        try (Served served = new Served(folder, 0, UnaryOperator.identity())) {
            for (int round = 0; round < ROUNDS; round++) {
                race(served, threads, new Random(round));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> served.export().opens().isEmpty()
                            && served.server().sessions().isEmpty());
            try (SmbPeer after = SmbPeer.connected(served)) {
                FileId file = after.open("f0").fileId();
                assertThat(after.ask(Command.LOCK, lock(file, 0x12)).status()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static LockRequest lock(FileId file, int flags) {
        return new LockRequest(0, 0, file, List.of(new LockRequest.Element(0, 10, flags)));
    }

    private static void race(Served served, ExecutorService threads, Random random) throws Exception {
        List<SmbPeer> channels = new ArrayList<>();
        SmbPeer first = SmbPeer.connected(served);
        channels.add(first);
        List<FileId> files = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            files.add(first.open("f" + i).fileId());
        }
        FileId root = first.openFolder("").fileId();
        while (channels.size() < CHANNELS) {
            channels.add(SmbPeer.channel(served, first));
        }
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> runs = new ArrayList<>();
        for (SmbPeer channel : channels) {
            List<Callable<SmbPeer.Part>> script = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                FileId file = files.get(random.nextInt(files.size()));
                int what = random.nextInt(i < 6 ? 6 : 9);
                script.add(() -> step(what, file, root));
            }
            boolean cut = random.nextInt(4) == 0;
            runs.add(threads.submit(() -> {
                start.await();
                run(channel, script, cut);
                return null;
            }));
        }
        start.countDown();
        for (Future<?> run : runs) {
            run.get();
        }
        for (SmbPeer channel : channels) {
            channel.close();
        }
    }

    private static SmbPeer.Part step(int what, FileId file, FileId root) {
        return switch (what) {
            case 0, 1 -> part(Command.LOCK, lock(file, what == 0 ? 0x2 : 0x11)); // waits, or does not
            case 2 -> part(Command.LOCK, lock(file, 0x4));
            case 3 -> part(Command.WRITE, new WriteRequest(0, file, 0, 0, ByteBuffer.wrap(new byte[100])));
            case 4 -> part(Command.CHANGE_NOTIFY, new ChangeNotifyRequest(0, 4096, root, 3));
            case 5, 6 -> part(Command.CLOSE, new CloseRequest(1, file));
            case 7 -> part(Command.TREE_DISCONNECT, new Empty());
            default -> part(Command.LOGOFF, new Empty());
        };
    }

    private static SmbPeer.Part part(Command command, Message body) {
        return new SmbPeer.Part(command, body, false);
    }

    /** Sends everything, and takes what comes, until it has heard of the last or is cut off. */
    private static void run(SmbPeer channel, List<Callable<SmbPeer.Part>> script, boolean cut) throws Exception {
        try {
            for (Callable<SmbPeer.Part> each : script) {
                SmbPeer.Part part = each.call();
                channel.send(channel.encode(part.command(), part.body(), 0));
            }
            channel.send(channel.encode(Command.ECHO, new Empty(), 0));
            long last = channel.nextMessageId - 1;
            if (cut) {
                channel.close();
                return;
            }
            SmbPeer.Answer answer;
            do {
                answer = channel.receive();
                assertThat(answer.status()).isNotEqualTo(NtStatus.INTERNAL_ERROR.code());
            } while (answer.header().messageId() != last);
        } catch (IOException over) {
            // its session was ended by another channel
        }
    }
}
