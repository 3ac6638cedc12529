// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.net.BufferPool;
import io.fairlead.smb.crypto.MessageCipher;
import io.fairlead.smb.server.state.Connection;
import io.fairlead.smb.server.state.SmbSession;
import io.fairlead.smb.server.transport.Outgoing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The responses to one message, gathered and sent as one, encrypted if the message was. For the thread that serves it; only
 * {@link #send(Response)} is for all.
 *
 * @param encryptedBy the session whose key the message was encrypted with; null if it was not
 */
public record Answers(Connection connection, SmbSession encryptedBy, List<Response> gathered) {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final int LARGE_BYTES = 64 * 1024;

    static Answers over(Connection connection, SmbSession encryptedBy) {
        return new Answers(connection, encryptedBy, new ArrayList<>());
    }

    void add(Response response) {
        gathered.add(response);
    }

    /** Sends what is gathered. */
    void flush() throws IOException {
        if (!gathered.isEmpty()) {
            List<Response> now = List.copyOf(gathered);
            gathered.clear();
            send(now);
        }
    }

    /** As {@link #flush}, where serving goes on though nobody may listen. */
    void flushQuietly() {
        try {
            flush();
        } catch (IOException e) {
            LOG.debug("connection {} went before an interim answer", connection.id());
        }
    }

    /** Sends one by itself; called by any thread. */
    void send(Response response) {
        try {
            send(List.of(response));
        } catch (IOException e) {
            LOG.debug("connection {} went before an answer", connection.id());
        }
    }

    private void send(List<Response> some) throws IOException {
        List<ByteBuffer> parts = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            Response response = some.get(i);
            if (some.size() > 1) {
                response.inCompound(i == some.size() - 1);
            }
            response.sign();
            parts.addAll(response.parts());
        }
        Outgoing.Region region = some.get(0).payload().region();
        if (region != null) { // then there is one only, see Exchange.sendsAsIs
            connection.send(parts, region);
        } else if (encryptedBy != null && encryptedBy.established().isPresent()) {
            sendEncrypted(encryptedBy.established().get().outgoing(), parts, some);
        } else {
            connection.send(parts, () -> release(some));
        }
    }

    private void sendEncrypted(MessageCipher cipher, List<ByteBuffer> parts, List<Response> some) throws IOException {
        ByteBuffer[] plain = parts.toArray(new ByteBuffer[0]);
        int room = MessageCipher.roomFor(plain);
        if (room < LARGE_BYTES) {
            connection.send(List.of(cipher.encrypt(encryptedBy.id(), plain)), () -> release(some));
            return;
        }
        BufferPool.Lease memory = connection.memory().direct(room);
        ByteBuffer sealed = cipher.encryptInto(memory.buffer(), encryptedBy.id(), plain);
        release(some);
        connection.send(List.of(sealed), memory::close);
    }

    private static void release(List<Response> some) {
        some.forEach(response -> response.payload().release());
    }
}
