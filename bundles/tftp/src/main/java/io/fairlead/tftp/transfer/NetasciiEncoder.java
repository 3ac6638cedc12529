// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import java.nio.ByteBuffer;

/**
 * Local text to netascii, RFC 1350 1 (RFC 764): a newline becomes CR LF, a CR becomes CR NUL. Streaming: a pair that
 * the end of a block cuts goes on in the next one. Not thread-safe.
 */
public final class NetasciiEncoder {
    private static final int NOTHING = -1;

    private int pending = NOTHING; // second byte of a pair

    /** Converts until {@code from} is empty or {@code to} is full. */
    public void encode(ByteBuffer from, ByteBuffer to) {
        flush(to);
        while (from.hasRemaining() && to.hasRemaining()) {
            byte next = from.get();
            if (next == '\n') {
                to.put((byte) '\r');
                pending = '\n';
            } else {
                to.put(next);
                pending = next == '\r' ? 0 : NOTHING;
            }
            flush(to);
        }
    }

    /** Whether half a pair waits for room; more input is not needed for it. */
    public boolean pending() {
        return pending != NOTHING;
    }

    private void flush(ByteBuffer to) {
        if (pending != NOTHING && to.hasRemaining()) {
            to.put((byte) pending);
            pending = NOTHING;
        }
    }
}
