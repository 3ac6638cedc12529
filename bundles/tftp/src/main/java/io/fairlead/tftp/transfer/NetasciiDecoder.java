// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import java.nio.ByteBuffer;

/**
 * Netascii to local text, RFC 1350 1 (RFC 764): CR LF becomes a newline, CR NUL a CR; a CR before anything else stays.
 * Streaming: a pair may be cut by the end of a block. Not thread-safe.
 */
public final class NetasciiDecoder {
    private boolean afterCr;

    /** Converts all of {@code from}; {@code to} needs room for one byte more than that. */
    public void decode(ByteBuffer from, ByteBuffer to) {
        while (from.hasRemaining()) {
            byte next = from.get();
            if (afterCr) {
                afterCr = false;
                if (next == '\n') {
                    to.put((byte) '\n');
                    continue;
                }
                to.put((byte) '\r');
                if (next == 0) {
                    continue;
                }
            }
            if (next == '\r') {
                afterCr = true;
            } else {
                to.put(next);
            }
        }
    }

    /** The end of the text: a CR that nothing followed. */
    public void finish(ByteBuffer to) {
        if (afterCr) {
            afterCr = false;
            to.put((byte) '\r');
        }
    }
}
