// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes frames, [MS-SMB2] 2.1: a byte of 0, a length of 24 bits, the message. One thread at a time. */
final class FrameWriter {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int MOST_BYTES = 0xff_ffff;

    private final WritableByteChannel channel;
    private final Runnable progress;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    /** @param progress called whenever the network has taken something */
    FrameWriter(WritableByteChannel channel, Runnable progress) {
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

    private void drain() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
        progress.run();
    }
}
