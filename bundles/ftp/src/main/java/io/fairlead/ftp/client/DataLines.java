// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.ftp.client.connection.Wire;
import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.tls.UnannouncedEndException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;

/** Lines that a data connection brings, read off the wire as they are asked for. For one thread at a time. */
final class DataLines {
    private static final int MAX_LINE_BYTES = 64 * 1024;

    private final Wire wire;
    private final Charset charset;
    private final ByteBuffer chunk = ByteBuffer.allocate(MAX_LINE_BYTES).limit(0);
    private boolean over;
    private boolean unannounced;

    DataLines(Wire wire, Charset charset) {
        this.wire = wire;
        this.charset = charset;
    }

    /** The next line without its end; null when all have come. */
    String next() throws IOException {
        while (!over) {
            byte[] bytes = chunk.array();
            for (int i = chunk.position(); i < chunk.limit(); i++) {
                if (bytes[i] == '\n') {
                    return line(i);
                }
            }
            over = !fill();
        }
        return chunk.hasRemaining() ? line(chunk.limit()) : null;
    }

    /** Whether TLS ended without a word, so that something may be missing. */
    boolean endedUnannounced() {
        return unannounced;
    }

    private String line(int end) {
        byte[] bytes = chunk.array();
        int from = chunk.position();
        int to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
        chunk.position(Math.min(end + 1, chunk.limit()));
        return new String(bytes, from, to - from, charset);
    }

    private boolean fill() throws IOException {
        if (chunk.limit() - chunk.position() == chunk.capacity()) {
            throw new FtpSyntaxException("line longer than " + MAX_LINE_BYTES + " bytes");
        }
        chunk.compact();
        try {
            return wire.read(chunk) >= 0;
        } catch (UnannouncedEndException e) {
            if (e.insideRecord()) {
                throw e;
            }
            unannounced = true;
            return false;
        } finally {
            chunk.flip();
        }
    }
}
