// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.Node;
import io.fairlead.smb.server.transport.Outgoing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;

/**
 * Bytes of a file on their way to a client, without a copy in between where the storage and the socket can. How many there
 * are was told before.
 *
 * @param file open to be read
 * @param offset of the first byte
 * @param bytes how many
 */
record FileRegion(Node file, long offset, int bytes) implements Outgoing.Region {
    private static final int ZEROS = 64 * 1024;

    @Override
    public void sendTo(GatheringByteChannel channel) throws IOException {
        long sent = 0;
        while (sent < bytes) {
            long some = file.transferTo(offset + sent, bytes - sent, channel);
            if (some <= 0) {
                fill(channel, bytes - sent);
                return;
            }
            sent += some;
        }
    }

    /** The file has become shorter meanwhile; where it ended, there are zeros, as if it had become longer again. */
    private static void fill(GatheringByteChannel channel, long missing) throws IOException {
        long left = missing;
        while (left > 0) {
            ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(ZEROS, left));
            while (zeros.hasRemaining()) {
                left -= channel.write(zeros);
            }
        }
    }
}
