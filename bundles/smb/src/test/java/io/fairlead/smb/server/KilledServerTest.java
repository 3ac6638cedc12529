// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.net.WireWriter;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.FlushRequest;
import io.fairlead.smb.protocol.IoctlRequest;
import io.fairlead.smb.protocol.IoctlResponse;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.ReadResponse;
import io.fairlead.smb.protocol.SetInfoRequest;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that is killed in the middle of what it writes has lost nothing of what it has said is written. */
@Timeout(180)
class KilledServerTest {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 64;
    private static final int ROUNDS = 2;

    @TempDir
    Path folder;

    private final byte[] model = new byte[BLOCKS * BLOCK];
    private final Random random = new Random(20_261_129);
    private int end;

    /** Something to do with a server until it is killed, by whoever does it. */
    private interface Work {
        void run(SmbPeer peer, Process server) throws IOException;
    }

    private void untilKilled(Work work) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Served.class.getName(),
                        folder.toString(),
                        "0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String ready = process.inputReader().readLine();
            assertThat(ready).startsWith("READY ");
            try (SmbPeer peer = new SmbPeer(Integer.parseInt(ready.substring("READY ".length())))) {
                peer.negotiate(Dialect.SMB_3_1_1);
                peer.login(Served.USER, Served.PASSWORD);
                peer.connectTree("\\\\s\\share");
                work.run(peer, process);
            }
        } finally {
            process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
    }

    /** What another server over the same files finds. */
    private byte[] kept(String name) throws Exception {
        try (Served again = new Served(folder, 0, UnaryOperator.identity());
                SmbPeer peer = SmbPeer.connected(again)) {
            FileId file = peer.open(name).fileId();
            byte[] all = new byte[model.length];
            int length = 0;
            while (length < all.length) {
                SmbPeer.Answer answer = peer.ask(Command.READ, new ReadRequest(0, BLOCK, length, file, 0, 0));
                if (answer.status() != 0) {
                    break;
                }
                ByteBuffer data = ReadResponse.decode(answer.body()).data();
                int some = data.remaining();
                data.get(all, length, some);
                length += some;
            }
            return Arrays.copyOf(all, length);
        }
    }

    private static SmbPeer.Answer ask(SmbPeer peer, Command command, Message body) throws IOException {
        SmbPeer.Answer answer = peer.ask(command, body);
        assertThat(answer.status()).as("%s", command).isZero();
        return answer;
    }

    private byte[] block() {
        byte[] block = new byte[BLOCK];
        random.nextBytes(block);
        return block;
    }

    @ParameterizedTest
    @CsvSource({"a, false, 0", "b, true, 0", "c, false, 1", "d:stream, false, 0"})
    void losesNothingThatWasWritten(String name, boolean encrypted, int flags) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            untilKilled((peer, server) -> {
                peer.encrypts = encrypted;
                write(peer, name, flags);
                server.destroyForcibly();
            });
            byte[] kept = kept(name);
            assertThat(kept.length).isGreaterThanOrEqualTo(end);
            assertThat(Arrays.copyOf(kept, end)).isEqualTo(Arrays.copyOf(model, end));
        }
    }

    /** Blocks here and there, some of them flushed; the last request is not waited for. */
    private void write(SmbPeer peer, String name, int flags) throws IOException {
        FileId file = peer.open(name).fileId();
        for (int i = 0; i < 300; i++) {
            int at = random.nextInt(BLOCKS) * BLOCK;
            byte[] block = block();
            ask(peer, Command.WRITE, new WriteRequest(at, file, 0, flags, ByteBuffer.wrap(block)));
            System.arraycopy(block, 0, model, at, BLOCK);
            end = Math.max(end, at + BLOCK);
            if (i % 10 == 0) {
                ask(peer, Command.FLUSH, new FlushRequest(file));
            }
        }
        byte[] last = Arrays.copyOf(model, BLOCK); // what is there already: done or not, it is the same
        peer.send(peer.encode(Command.WRITE, new WriteRequest(0, file, 0, 0, ByteBuffer.wrap(last)), 0));
    }

    /** As programs save a document: into a file beside it, which then takes its name. */
    @Test
    void aFileThatIsReplacedIsTheOldOneOrTheNewOne() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            byte[][] versions = new byte[2][];
            untilKilled((peer, server) -> {
                for (int i = 0; i < 30; i++) {
                    versions[0] = versions[1];
                    versions[1] = block();
                    FileId file = peer.open("next").fileId();
                    ask(peer, Command.WRITE, new WriteRequest(0, file, 0, 0, ByteBuffer.wrap(versions[1])));
                    ask(peer, Command.FLUSH, new FlushRequest(file));
                    byte[] rename = peer.encode(Command.SET_INFO, new SetInfoRequest(1, 10, 0, file, toA()), 0);
                    peer.send(rename);
                    if (i == 29) {
                        server.destroyForcibly();
                        return;
                    }
                    assertThat(peer.receive().status()).isZero();
                    ask(peer, Command.CLOSE, new CloseRequest(0, file));
                }
            });
            assertThat(kept("a")).isIn((Object) versions[0], versions[1]);
        }
    }

    private static byte[] toA() {
        return new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u32(1)
                .u32(0)
                .u64(0)
                .u32(2)
                .utf16("a")
                .toBytes();
    }

    @Test
    void losesNothingThatWasCopied() throws Exception {
        untilKilled((peer, server) -> {
            FileId source = peer.open("source").fileId();
            FileId target = peer.open("copy").fileId();
            byte[] key = IoctlResponse.decode(
                            ask(peer, Command.IOCTL, new IoctlRequest(0x140078, source, new byte[0], 0, 32, 1))
                                    .body())
                    .output();
            for (int i = 0; i < BLOCKS; i++) {
                byte[] block = block();
                ask(peer, Command.WRITE, new WriteRequest((long) i * BLOCK, source, 0, 0, ByteBuffer.wrap(block)));
                byte[] chunk = new WireWriter(ByteOrder.LITTLE_ENDIAN)
                        .bytes(Arrays.copyOf(key, 24))
                        .u32(1)
                        .u32(0)
                        .u64((long) i * BLOCK)
                        .u64((long) i * BLOCK)
                        .u32(BLOCK)
                        .u32(0)
                        .toBytes();
                ask(peer, Command.IOCTL, new IoctlRequest(0x1440F2, target, chunk, 0, 12, 1));
                System.arraycopy(block, 0, model, i * BLOCK, BLOCK);
            }
            ask(peer, Command.FLUSH, new FlushRequest(target));
            server.destroyForcibly();
        });
        assertThat(kept("copy")).isEqualTo(model);
        assertThat(kept("source")).isEqualTo(model);
    }
}
