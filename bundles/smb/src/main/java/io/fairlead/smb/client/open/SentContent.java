// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.smb.client.connection.Answer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a server has sent of a file. Its memory is used for something else once nobody holds it any more; who made it is the
 * first who does. Thread-safe.
 */
public final class SentContent {
    private final Answer answer;
    private final ByteBuffer data;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** @param data of the answer, from position to limit, which stay as they are */
    SentContent(Answer answer, ByteBuffer data) {
        this.answer = answer;
        this.data = data;
    }

    /**
     * A part of it, or of what is remembered.
     *
     * @param data not to be changed, and not to be used once it was closed
     * @param of null if that has memory of its own
     */
    public record Part(ByteBuffer data, SentContent of) implements AutoCloseable {
        @Override
        public void close() {
            if (of != null) {
                of.release();
            }
        }
    }

    int length() {
        return data.remaining();
    }

    /** Bytes of it, for whoever closes them; to be called by who holds it. */
    Part part(int from, int length) {
        holders.incrementAndGet();
        return new Part(data.slice(data.position() + from, length), this);
    }

    /** One who holds it is done with it. */
    void release() {
        if (holders.decrementAndGet() == 0) {
            answer.release();
        }
    }
}
