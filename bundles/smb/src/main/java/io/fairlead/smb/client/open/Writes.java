// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.WriteRequest;
import io.fairlead.smb.protocol.WriteResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Content on its way to an open file: several requests at once, each awaited before the next but some. Not thread-safe: the
 * node's lock guards it.
 */
public final class Writes {
    static final int LARGEST_CHUNK = 1024 * 1024;
    private static final int MOST_ON_THEIR_WAY = 16 * 1024 * 1024;

    private final RemoteHandle handle;
    private final Deque<Part> parts = new ArrayDeque<>();
    private long onTheirWay;

    /** @param done called once its content is of no more use */
    private record Part(RemoteHandle.Pending pending, int length, Runnable done) {}

    /** @param handle of the file, closed by who opened it once this is settled or drained */
    public Writes(RemoteHandle handle) {
        this.handle = handle;
    }

    /** Most bytes of one request. */
    public int chunkBytes() {
        int most = Math.min(LARGEST_CHUNK, handle.tree().connection().mostWrite());
        return Math.min(most, handle.tree().connection().affordable());
    }

    /**
     * Sends content, which must stay as it is until {@link #settle}, or until so much was sent after it.
     *
     * @throws IOException also for what was sent before
     */
    public void send(ByteBuffer content, long position) throws IOException {
        send(content, position, () -> {});
    }

    /**
     * As {@link #send(ByteBuffer, long)}.
     *
     * @param done called once the content may be changed, whatever became of it
     */
    public void send(ByteBuffer content, long position, Runnable done) throws IOException {
        boolean sent = false;
        try {
            begin(content, position, done);
            sent = true;
        } finally {
            if (!sent) {
                done.run();
            }
        }
    }

    private void begin(ByteBuffer content, long position, Runnable done) throws IOException {
        int length = content.remaining();
        while (!parts.isEmpty() && onTheirWay + length > MOST_ON_THEIR_WAY) {
            settleFirst();
        }
        boolean repeatable = position >= 0; // what is appended twice is there twice
        HandleRequest request = new HandleRequest(
                Command.WRITE, length, repeatable, id -> new WriteRequest(position, id, 0, 0, content.duplicate()));
        parts.add(new Part(handle.begin(request), length, done));
        onTheirWay += length;
    }

    /**
     * Waits until all that was sent is there.
     *
     * @throws IOException if some of it is not
     */
    public void settle() throws IOException {
        while (!parts.isEmpty()) {
            settleFirst();
        }
    }

    /** Whether nothing is on its way. */
    public boolean isSettled() {
        return parts.isEmpty();
    }

    /**
     * Waits for the first part that is on its way.
     *
     * @return how many bytes it had
     */
    public int settleFirst() throws IOException {
        Part part = parts.poll();
        onTheirWay -= part.length;
        Answer answer;
        try {
            answer = handle.finish(part.pending);
        } finally {
            part.done.run();
        }
        if (!answer.is(NtStatus.SUCCESS)) {
            throw new StatusException(Command.WRITE, answer.status());
        }
        if (WriteResponse.decode(answer.body()).count() != part.length) {
            throw new IOException("the server has written less than it was sent");
        }
        return part.length;
    }

    /** Waits for what is on its way, whatever becomes of it. */
    public void drain() {
        while (!parts.isEmpty()) {
            try {
                settleFirst();
            } catch (IOException e) {
                // told by the one before it
            }
        }
    }
}
