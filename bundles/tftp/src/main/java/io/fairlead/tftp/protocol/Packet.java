// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

import io.fairlead.net.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * A TFTP packet, RFC 1350 5. The transfer loops work on the bytes of DATA and ACK in place ({@link Header}); these
 * records are for requests, answers and tests.
 */
public sealed interface Packet permits Request, Data, Acknowledgment, ErrorPacket, OptionAcknowledgment {
    /** Bytes that {@link #encode} writes. */
    int bytes();

    /** Writes the packet, big-endian, at the buffer's position. */
    void encode(ByteBuffer out);

    /** The packet as a datagram of its own. */
    default ByteBuffer toDatagram() {
        ByteBuffer out = ByteBuffer.allocate(bytes());
        encode(out);
        return out.flip();
    }

    /**
     * Reads a datagram from the buffer's position to its limit; the position stays as it is.
     *
     * @throws MalformedMessageException if it is none of the packets of RFC 1350 and 2347
     */
    static Packet decode(ByteBuffer datagram) throws MalformedMessageException {
        ByteBuffer in = datagram.slice();
        if (in.remaining() < 2) {
            throw new MalformedMessageException("datagram of " + in.remaining() + " bytes");
        }
        int opcode = Short.toUnsignedInt(in.getShort());
        return switch (opcode) {
            case Header.RRQ -> Request.decode(Request.Kind.READ, in);
            case Header.WRQ -> Request.decode(Request.Kind.WRITE, in);
            case Header.DATA -> Data.decode(in);
            case Header.ACK -> Acknowledgment.decode(in);
            case Header.ERROR -> ErrorPacket.decode(in);
            case Header.OACK -> OptionAcknowledgment.decode(in);
            default -> throw new MalformedMessageException("opcode " + opcode);
        };
    }
}
