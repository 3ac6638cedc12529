// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.tftp.transfer.NetasciiEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Text, its lines converted on the way out. */
final class NetasciiContent implements Content {
    private static final int CHUNK_BYTES = 16 * 1024;

    private final Content text;
    private final NetasciiEncoder encoder = new NetasciiEncoder();
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).limit(0);

    NetasciiContent(Content text) {
        this.text = text;
    }

    @Override
    public OptionalLong size() {
        return text.size();
    }

    @Override
    public OptionalLong wireSize() {
        return OptionalLong.empty();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int start = into.position();
        while (into.position() == start) {
            if (!chunk.hasRemaining() && !encoder.pending()) {
                int bytes = text.read(chunk.clear());
                chunk.flip();
                if (bytes < 0) {
                    chunk.limit(0);
                    return -1;
                }
            }
            encoder.encode(chunk, into);
        }
        return into.position() - start;
    }

    @Override
    public void close() {
        text.close();
    }
}
