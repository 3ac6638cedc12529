// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A connection in clear text. */
public final class PlainWire extends Wire {
    /** @param patience how long no byte may move */
    public PlainWire(SocketChannel channel, Duration patience) {
        super(channel, patience);
    }

    @Override
    int receive(ByteBuffer into) throws IOException {
        return readSlice(channel, into);
    }

    @Override
    int send(ByteBuffer from) throws IOException {
        return writeSlice(channel, from);
    }

    @Override
    public void closeOutput() throws IOException {
        channel.shutdownOutput();
    }
}
