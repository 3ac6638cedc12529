// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A stream of what a {@link TlsChannel} reads; for one reader. */
public final class TlsInputStream extends InputStream {
    private final TlsChannel channel;

    public TlsInputStream(TlsChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
        int n = 0;
        while (n == 0 && length > 0) {
            n = channel.read(buffer);
        }
        return n;
    }
}
