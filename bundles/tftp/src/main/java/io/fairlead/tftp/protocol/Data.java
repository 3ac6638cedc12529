// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

import io.fairlead.net.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * DATA, RFC 1350 5. One shorter than the block size is the last.
 *
 * @param block number on the wire, 0 to 65535
 * @param content a view of the datagram, not a copy
 */
public record Data(int block, ByteBuffer content) implements Packet {
    static Data decode(ByteBuffer in) throws MalformedMessageException {
        if (in.remaining() < 2) {
            throw new MalformedMessageException("DATA without block number");
        }
        return new Data(Short.toUnsignedInt(in.getShort()), in.slice());
    }

    @Override
    public int bytes() {
        return Header.BYTES + content.remaining();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putInt(Header.word(Header.DATA, block)).put(content.duplicate());
    }
}
