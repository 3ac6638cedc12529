// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.net.BufferPool;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.ReadResponse;
import io.fairlead.smb.protocol.Smb2Header;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose the memory of an answer is. */
class AnswerMemoryTest {
    private static final int BYTES = 4096;
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

    private final BufferPool pool = new BufferPool(1 << 20, BYTES);

    private static byte[] response(Command command, Message body, boolean more) {
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        new Smb2Header(1, 0, command.code(), 1, Smb2Header.RESPONSE, 0, 7, 0, 1, 1).encode(out);
        body.encode(out);
        out.bytes(body.bulk());
        if (more) {
            out.align(8).setU32(20, out.position());
        }
        return out.toBytes();
    }

    private List<Answer> answers(byte[]... responses) throws Exception {
        BufferPool.Lease lease = pool.lease(BYTES);
        ByteBuffer message = lease.buffer().order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] response : responses) {
            message.put(response);
        }
        List<Answer> answers = new ArrayList<>();
        Answer.forEach(message.flip(), false, lease, answers::add);
        return answers;
    }

    private static byte[] content(Answer read) throws Exception {
        ByteBuffer data = ReadResponse.decode(read.body()).data();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    private static Awaited awaited() {
        return new Awaited(null, Command.READ, 7, 1, Envelope.NONE);
    }

    @Test
    void contentIsNotCopied() throws Exception {
        Answer read = answers(response(Command.READ, new ReadResponse(ByteBuffer.wrap(CONTENT)), false))
                .get(0);
        assertThat(content(read)).isEqualTo(CONTENT);
        assertThat(read.message().isDirect()).isTrue();
        assertThat(pool.idleBytes()).isZero();
        read.release();
        read.release();
        assertThat(pool.idleBytes()).isEqualTo(BYTES);
    }

    @Test
    void compoundsAndOtherAnswersAreCopied() throws Exception {
        Answer first = answers(
                        response(Command.READ, new ReadResponse(ByteBuffer.wrap(CONTENT)), true),
                        response(Command.CLOSE, new Empty(), false))
                .get(0);
        assertThat(pool.idleBytes()).isEqualTo(BYTES);
        pool.lease(BYTES).buffer().put(new byte[BYTES]);
        assertThat(content(first)).isEqualTo(CONTENT);
        Answer echo = answers(response(Command.ECHO, new Empty(), false)).get(0);
        assertThat(echo.message().isDirect()).isFalse();
        assertThat(echo.header().command()).isEqualTo(Command.ECHO.code());
    }

    @Test
    void whatNobodyWantsIsGivenBackWhenItComes() throws Exception {
        Answer read = answers(response(Command.READ, new ReadResponse(ByteBuffer.wrap(CONTENT)), false))
                .get(0);
        Awaited late = awaited();
        late.forget();
        assertThat(pool.idleBytes()).isZero();
        late.complete(read);
        assertThat(pool.idleBytes()).isEqualTo(BYTES);
    }

    @Test
    void whatIsThereIsGivenBackWhenNobodyWantsIt() throws Exception {
        Answer read = answers(response(Command.READ, new ReadResponse(ByteBuffer.wrap(CONTENT)), false))
                .get(0);
        Awaited there = awaited();
        there.complete(read);
        assertThat(pool.idleBytes()).isZero();
        there.forget();
        assertThat(pool.idleBytes()).isEqualTo(BYTES);
    }
}
