// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;

/** Writes frames, [MS-SMB2] 2.1: a byte of 0, a length of 24 bits, the message. One thread at a time. */
final class FrameWriter {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int MOST_BYTES = 0xff_ffff;

    private final GatheringByteChannel channel;
    private final Runnable progress;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    /** @param progress called whenever the network has taken something */
    FrameWriter(GatheringByteChannel channel, Runnable progress) {
        this.channel = channel;
        this.progress = progress;
    }

    /** Writes one message in pieces, whose positions move. */
    void write(ByteBuffer... message) throws IOException {
        int length = 0;
        for (ByteBuffer piece : message) {
            length = Math.addExact(length, piece.remaining());
        }
        if (length > MOST_BYTES) {
            throw new IllegalArgumentException("a message of " + length + " bytes");
        }
        buffer.clear().putInt(length);
        for (ByteBuffer piece : message) {
            while (piece.isDirect() && piece.remaining() > BUFFER_BYTES) {
                drainWith(piece);
            }
            while (piece.hasRemaining()) {
                if (!buffer.hasRemaining()) {
                    drain();
                }
                int some = Math.min(piece.remaining(), buffer.remaining());
                buffer.put(piece.slice(piece.position(), some));
                piece.position(piece.position() + some);
            }
        }
        drain();
    }

    /** Writes what is in the buffer, and something of the piece behind it, which need not be copied. */
    private void drainWith(ByteBuffer piece) throws IOException {
        buffer.flip();
        ByteBuffer some = piece.slice(piece.position(), BUFFER_BYTES);
        piece.position(piece.position() + BUFFER_BYTES);
        ByteBuffer[] both = {buffer, some};
        while (some.hasRemaining()) {
            channel.write(both);
        }
        buffer.clear();
        progress.run();
    }

    private void drain() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
        progress.run();
    }
}
