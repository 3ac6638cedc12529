// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** The copying fall-back of {@link Node#transferTo}, for storages and decorators. Thread-safe. */
public final class Transfers {
    private static final int CHUNK_BYTES = 256 * 1024;

    private Transfers() {}

    /**
     * Copies one chunk, through a buffer of at most 256 KiB.
     *
     * @return bytes sent, as {@link Node#transferTo} has it
     */
    public static long copy(Node from, long position, long count, WritableByteChannel sink) throws IOException {
        if (count <= 0) {
            return 0;
        }
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(count, CHUNK_BYTES));
        if (from.read(chunk, position) <= 0) {
            return 0;
        }
        chunk.flip();
        int sent = chunk.remaining();
        while (chunk.hasRemaining()) {
            sink.write(chunk);
        }
        return sent;
    }
}
