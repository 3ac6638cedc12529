// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

import io.fairlead.net.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * ACK, RFC 1350 5; with a window it confirms every block up to this one, RFC 7440 3.
 *
 * @param block number on the wire, 0 to 65535
 */
public record Acknowledgment(int block) implements Packet {
    static Acknowledgment decode(ByteBuffer in) throws MalformedMessageException {
        if (in.remaining() < 2) {
            throw new MalformedMessageException("ACK without block number");
        }
        return new Acknowledgment(Short.toUnsignedInt(in.getShort())); // Interop: some clients pad it
    }

    @Override
    public int bytes() {
        return Header.BYTES;
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putInt(Header.word(Header.ACK, block));
    }
}
