// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.Smb2Header;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Frames of every kind, damaged: the server answers or cuts off, blames nobody but the peer, goes on serving, and keeps
 * nothing. {@code -Dsmb.mutations=1000000} is the whole; each seed gives the same frames.
 */
@Timeout(3600)
class MutatedFramesTest {
    private static final int ROUNDS = Integer.getInteger("smb.mutations", 6_000);
    private static final long SEED = Long.getLong("smb.seed", 20_261_129);
    private static final int BATCH = 16;

    /** An open that happened to become durable waits for its client, at most 300 seconds. */
    private static final Duration DURABLE = Duration.ofSeconds(330);

    private static final int[] EDGES = {0, 1, 0x7f, 0x80, 0xff};

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private Served served;
    private int peers;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(
                folder, 0, given -> given.withSecurity(given.security().withSigningRequired(false)));
    }

    /** Whatever came before, another client is served, and of those before nothing is left. */
    @AfterEach
    void servesAndKeepsNothing() throws Exception {
        try (Served ending = served) {
            try (SmbPeer after = SmbPeer.connected(served)) {
                after.open("after.txt");
            }
            await().until(() -> served.server().sessions().isEmpty());
            await().atMost(DURABLE).until(() -> served.export().opens().isEmpty());
            await().until(() -> servingThreads() == 0);
        }
    }

    private static long servingThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> List.of(each.getValue()).stream()
                        .anyMatch(frame -> frame.getClassName().startsWith("io.fairlead.smb.server.command")))
                .count();
    }

    /** A client that has logged in, and what it has open. */
    private final class Client implements AutoCloseable {
        final SmbPeer peer = SmbPeer.connected(served);
        final RequestSamples samples;

        Client() throws IOException {
            boolean ready = false;
            try {
                samples = samples();
                ready = true;
            } finally {
                if (!ready) {
                    peer.close();
                }
            }
            peer.signs = false;
            peer.encrypts = random.nextInt(4) == 0;
        }

        private RequestSamples samples() throws IOException {
            int tree = peer.treeId;
            peer.connectTree("\\\\s\\IPC$");
            var pipe = new CreateRequest(0, 2, 0x12019f, 0, 7, 1, 0, "srvsvc", List.of());
            FileId opened =
                    CreateResponse.decode(peer.ask(Command.CREATE, pipe).body()).fileId();
            peer.treeId = tree;
            FileId file = file();
            return new RequestSamples(file, peer.openFolder("").fileId(), opened);
        }

        /** Of a name that nobody of those before has got by chance, and still has on its way out. */
        private FileId file() throws IOException {
            for (int i = 0; ; i++) {
                try {
                    return peer.open("target" + ++peers).fileId();
                } catch (IOException taken) {
                    assertThat(i).as("target%s: %s", peers, taken.getMessage()).isLessThan(100);
                }
            }
        }

        /** False if the server has cut it off. */
        boolean survives(int frames) throws IOException {
            List<byte[]> sent = new ArrayList<>();
            try {
                for (int i = 0; i < frames; i++) {
                    byte[] frame = damaged();
                    sent.add(frame);
                    peer.send(frame);
                }
                byte[] echo = peer.encode(Command.ECHO, new Empty(), 0);
                long last = peer.nextMessageId - 1;
                peer.send(echo);
                while (true) {
                    SmbPeer.Answer answer = peer.receive();
                    refuseOurFaults(answer, sent);
                    if (answer.header().messageId() == last) {
                        return true;
                    }
                }
            } catch (SocketTimeoutException e) {
                throw new AssertionError("no answer to one of " + hex(sent), e);
            } catch (IOException cutOff) {
                return false;
            }
        }

        private byte[] damaged() {
            boolean compound = random.nextInt(8) == 0;
            byte[] frame;
            if (compound) {
                List<SmbPeer.Part> parts = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    SmbPeer.Part part = samples.any(random);
                    parts.add(new SmbPeer.Part(part.command(), part.body(), random.nextBoolean() && i < 3));
                }
                frame = peer.compound(parts);
            } else {
                SmbPeer.Part part = samples.any(random);
                frame = peer.encode(part.command(), part.body(), 0);
            }
            int from = random.nextInt(64) == 0 ? 0 : Smb2Header.BYTES; // mostly, what is checked first is right
            for (int i = random.nextInt(4); i >= 0; i--) {
                damage(frame, from);
            }
            return frame;
        }

        @Override
        public void close() throws IOException {
            peer.close();
        }
    }

    private void damage(byte[] frame, int from) {
        int at = from + random.nextInt(frame.length - from);
        switch (random.nextInt(3)) {
            case 0 -> frame[at] = (byte) random.nextInt();
            case 1 -> frame[at] = (byte) EDGES[random.nextInt(EDGES.length)];
            default -> {
                if (at + 4 <= frame.length) {
                    int value = random.nextInt(5) - 2;
                    int[] edges = {value, frame.length + value, Integer.MAX_VALUE - 1 + value, 64 + value};
                    ByteBuffer.wrap(frame)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(at & ~3, edges[random.nextInt(edges.length)]);
                }
            }
        }
    }

    /** Who damages his request is to blame for it: an error of our own means that a check is missing. */
    private static void refuseOurFaults(SmbPeer.Answer answer, List<byte[]> sent) {
        boolean ours = answer.status() == NtStatus.INTERNAL_ERROR.code()
                && answer.header().command() != Command.CHANGE_NOTIFY.code(); // which is so answered inside a compound
        assertThat(ours).as(() -> answer.header() + " to one of " + hex(sent)).isFalse();
    }

    private static String hex(List<byte[]> frames) {
        return String.join("\n", frames.stream().map(HexFormat.of()::formatHex).toList());
    }

    @Test
    void ofClientsThatHaveLoggedIn() throws Exception {
        Client client = null;
        for (int round = 0; round < ROUNDS; round += BATCH) {
            if (client == null) {
                client = new Client();
            }
            if (!client.survives(BATCH) || random.nextInt(40) == 0) {
                client.close();
                client = null;
            }
        }
        if (client != null) {
            client.close();
        }
    }

    @Test
    void ofStrangers() throws Exception {
        for (int round = 0; round < ROUNDS / 20; round++) {
            try (SmbPeer peer = new SmbPeer(served.port())) {
                if (random.nextInt(3) > 0) {
                    peer.negotiate(Dialect.values()[random.nextInt(Dialect.values().length)]);
                }
                peer.mutator = bytes -> {
                    if (random.nextBoolean()) {
                        damage(bytes, random.nextInt(16) == 0 ? 0 : Smb2Header.BYTES);
                    }
                };
                try {
                    if (peer.negotiated == null) {
                        peer.negotiate(Dialect.SMB_3_1_1);
                    }
                    peer.login(Served.USER, Served.PASSWORD);
                    peer.connectTree("\\\\s\\share");
                } catch (IOException | RuntimeException refused) {
                    // as it should be
                }
            }
        }
    }

    @Test
    void thatAreEncryptedAndBroken() throws Exception {
        for (int round = 0; round < ROUNDS / 60; round++) {
            try (SmbPeer peer = SmbPeer.connected(served)) {
                byte[] echo = peer.encode(Command.ECHO, new Empty(), 0);
                ByteBuffer wrapped = peer.cipher.encrypt(peer.sessionId, ByteBuffer.wrap(echo));
                byte[] bytes = new byte[wrapped.remaining()];
                wrapped.get(bytes);
                int at = 4 + random.nextInt(bytes.length - 4);
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                peer.sendRaw(ByteBuffer.allocate(4 + bytes.length)
                        .putInt(bytes.length)
                        .put(bytes)
                        .array());
                assertThat(peer.isCutOff()).as("byte %s", at).isTrue();
            }
        }
    }
}
