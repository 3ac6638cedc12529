// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.smb.PipeService;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.ReadResponse;
import io.fairlead.smb.protocol.WriteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pipes that others offer. */
@Timeout(60)
class PipesTest {
    @TempDir
    Path folder;

    private final AtomicInteger closed = new AtomicInteger();
    private Served served;

    /** Says twice what it is told; breaks at "break". */
    private final class Echo implements PipeService.Pipe {
        private final Deque<byte[]> answers = new ArrayDeque<>();

        @Override
        public void write(ByteBuffer message) throws IOException {
            String text = StandardCharsets.UTF_8.decode(message).toString();
            if (text.equals("break")) {
                throw new IOException("broken");
            }
            if (text.equals("fault")) {
                throw new IllegalStateException("a fault");
            }
            answers.add(text.getBytes(StandardCharsets.UTF_8));
            answers.add(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public byte[] next() {
            return answers.poll();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity(), builder -> builder.pipe("Echo", (name, client) -> {
                    assertThat(name).isEqualTo("echo");
                    assertThat(client.user().name()).isEqualTo(Served.USER);
                    return new Echo();
                })
                .pipe("broken", (name, client) -> {
                    throw new IllegalStateException("a fault");
                }));
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    private SmbPeer connected() throws IOException {
        SmbPeer peer = new SmbPeer(served.port());
        peer.negotiate(Dialect.SMB_3_1_1);
        peer.login(Served.USER, Served.PASSWORD);
        peer.connectTree("\\\\server\\IPC$");
        return peer;
    }

    private static SmbPeer.Answer create(SmbPeer peer, String name) throws IOException {
        return peer.ask(Command.CREATE, new CreateRequest(0, 2, 0x12019f, 0, 7, 1, 0, name, List.of()));
    }

    private static int write(SmbPeer peer, FileId pipe, String text) throws IOException {
        ByteBuffer data = StandardCharsets.UTF_8.encode(text);
        return peer.ask(Command.WRITE, new WriteRequest(0, pipe, 0, 0, data)).status();
    }

    private static SmbPeer.Answer read(SmbPeer peer, FileId pipe, int most) throws IOException {
        return peer.ask(Command.READ, new ReadRequest(0, most, 0, pipe, 0, 0));
    }

    private static String text(SmbPeer.Answer answer) throws IOException {
        return StandardCharsets.UTF_8
                .decode(ReadResponse.decode(answer.body()).data())
                .toString();
    }

    @Test
    void carryMessages() throws Exception {
        try (SmbPeer peer = connected()) {
            FileId pipe = CreateResponse.decode(create(peer, "ECHO").body()).fileId();
            assertThat(write(peer, pipe, "hello")).isZero();
            SmbPeer.Answer part = read(peer, pipe, 2);
            assertThat(part.status()).isEqualTo(NtStatus.BUFFER_OVERFLOW.code());
            assertThat(text(part)).isEqualTo("he");
            assertThat(text(read(peer, pipe, 100))).isEqualTo("llo");
            assertThat(text(read(peer, pipe, 100))).isEqualTo("hello");
            assertThat(read(peer, pipe, 100).status()).isEqualTo(NtStatus.PIPE_DISCONNECTED.code());
            assertThat(peer.ask(Command.CLOSE, new CloseRequest(0, pipe)).status())
                    .isZero();
            assertThat(closed).hasValue(1);
        }
    }

    @Test
    void breakAloneAndDisturbNobody() throws Exception {
        try (SmbPeer peer = connected()) {
            FileId pipe = CreateResponse.decode(create(peer, "echo").body()).fileId();
            assertThat(write(peer, pipe, "break")).isEqualTo(NtStatus.PIPE_DISCONNECTED.code());
            assertThat(write(peer, pipe, "fault")).isEqualTo(NtStatus.PIPE_DISCONNECTED.code());
            assertThat(create(peer, "broken").status()).isEqualTo(NtStatus.PIPE_NOT_AVAILABLE.code());
            assertThat(create(peer, "none").status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND.code());
            assertThat(create(peer, "srvsvc").status()).isZero();
        }
        org.awaitility.Awaitility.await().untilAsserted(() -> assertThat(closed).hasValue(1));
    }
}
