// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.FlushRequest;
import io.fairlead.smb.protocol.LockRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.ReadResponse;
import io.fairlead.smb.protocol.WriteRequest;
import io.fairlead.testing.Pattern;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that awaits no answer before it sends the next request: what ends an open overtakes nothing of it. */
@Timeout(120)
class PipelinedRequestsTest {
    private static final int ROUNDS = 60;
    private static final int MOST = 64 * 1024;

    @TempDir
    Path folder;

    private Served served;
    private SmbPeer peer;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        peer = SmbPeer.connected(served);
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        served.close();
    }

    /** The final status of each, by its place. */
    private List<Integer> statuses(List<byte[]> messages) throws IOException {
        long first = peer.nextMessageId - messages.size();
        peer.sendTogether(messages);
        Map<Long, Integer> statuses = new TreeMap<>();
        while (statuses.size() < messages.size()) {
            SmbPeer.Answer answer = peer.receive();
            if (answer.status() != NtStatus.PENDING.code()) {
                statuses.put(answer.header().messageId() - first, answer.status());
            }
        }
        return List.copyOf(statuses.values());
    }

    private List<byte[]> work(FileId file) {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ByteBuffer data = ByteBuffer.wrap(new byte[i % 2 == 0 ? MOST : 100]);
            messages.add(peer.encode(Command.WRITE, new WriteRequest(0, file, (long) i * MOST, 0, data), 0));
            messages.add(peer.encode(Command.READ, new ReadRequest(0, 100, 0, file, 0, 0), 0));
        }
        messages.add(peer.encode(Command.FLUSH, new FlushRequest(file), 0));
        return messages;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCloseComesLast(boolean encrypted) throws Exception {
        peer.open("a.txt");
        peer.encrypts = encrypted;
        for (int round = 0; round < ROUNDS; round++) {
            FileId file = peer.open("b" + round).fileId();
            peer.ask(Command.WRITE, new WriteRequest(0, file, 0, 0, ByteBuffer.wrap(new byte[100])));
            List<byte[]> messages = work(file);
            messages.add(peer.encode(Command.CLOSE, new CloseRequest(0, file), 0));
            assertThat(statuses(messages)).as("round %s", round).containsOnly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TREE_DISCONNECT", "LOGOFF"})
    void theEndOfASessionComesLast(Command end) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            peer.close();
            peer = SmbPeer.connected(served);
            FileId file = peer.open("c" + round).fileId();
            peer.ask(Command.WRITE, new WriteRequest(0, file, 0, 0, ByteBuffer.wrap(new byte[100])));
            List<byte[]> messages = work(file);
            messages.add(peer.encode(end, new Empty(), 0));
            assertThat(statuses(messages)).as("round %s", round).containsOnly(0);
        }
    }

    /** So much, so fast, that one thread answers one after the other; what is smaller is served by others meanwhile. */
    @Test
    void muchIsReadAtOnce() throws Exception {
        stop();
        served = new Served(
                folder, 0, given -> given.withSecurity(given.security().withSigningRequired(false)));
        peer = SmbPeer.connected(served);
        peer.signs = false;
        int chunk = MOST;
        Pattern content = new Pattern(1);
        Files.copy(content.stream(8L * chunk), folder.resolve("files/much"));
        FileId file = peer.open("much").fileId();
        for (int round = 0; round < ROUNDS; round++) {
            List<byte[]> messages = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                messages.add(peer.encode(Command.READ, new ReadRequest(0, chunk, (long) i * chunk, file, 0, 0), 0));
            }
            messages.add(peer.encode(Command.FLUSH, new FlushRequest(file), 0));
            long first = peer.nextMessageId - messages.size();
            peer.sendTogether(messages);
            for (int i = 0; i < messages.size(); i++) {
                SmbPeer.Answer answer = peer.receive();
                assertThat(answer.status()).isZero();
                if (answer.header().command() == Command.READ.code()) {
                    ByteBuffer data = ReadResponse.decode(answer.body()).data();
                    assertThat(data.remaining()).isEqualTo(chunk);
                    content.check(data, (answer.header().messageId() - first) * chunk);
                }
            }
        }
    }

    /** Which waits for others, and would for a day. */
    @Test
    void aCloseEndsALock() throws Exception {
        FileId holder = peer.open("d.txt").fileId();
        FileId waiter = peer.open("d.txt").fileId();
        List<byte[]> messages = new ArrayList<>();
        for (FileId file : List.of(holder, waiter)) {
            var lock =
                    new LockRequest(0, 0, file, List.of(new LockRequest.Element(0, 10, LockRequest.Element.EXCLUSIVE)));
            messages.add(peer.encode(Command.LOCK, lock, 0));
        }
        peer.send(messages.get(0));
        assertThat(peer.receive().status()).isZero();
        peer.send(messages.get(1));
        assertThat(peer.receive().status()).isEqualTo(NtStatus.PENDING.code());
        List<Integer> statuses = new ArrayList<>();
        peer.send(peer.encode(Command.CLOSE, new CloseRequest(0, waiter), 0));
        statuses.add(peer.receive().status());
        statuses.add(peer.receive().status());
        assertThat(statuses).containsExactlyInAnyOrder(0, NtStatus.RANGE_NOT_LOCKED.code());
    }
}
