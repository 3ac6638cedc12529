// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

import java.nio.ByteBuffer;

/**
 * The first four bytes of DATA and ACK, read and written in place, so that a block costs no object.
 *
 * <pre>
 *    2 bytes   2 bytes    n bytes
 *   +--------+---------+----------+
 *   | 03, 04 | Block # |   Data   |      RFC 1350 5
 *   +--------+---------+----------+
 * </pre>
 */
public final class Header {
    /** Opcode and block number. */
    public static final int BYTES = 4;

    public static final int RRQ = 1;
    public static final int WRQ = 2;
    public static final int DATA = 3;
    public static final int ACK = 4;
    public static final int ERROR = 5;
    /** RFC 2347. */
    public static final int OACK = 6;

    private Header() {}

    /** The opcode of the datagram between position and limit; -1 if it is too short to have a header. */
    public static int opcode(ByteBuffer datagram) {
        return datagram.remaining() < BYTES ? -1 : Short.toUnsignedInt(datagram.getShort(datagram.position()));
    }

    /** The block number of a DATA or ACK, 0 to 65535. */
    public static int block(ByteBuffer datagram) {
        return Short.toUnsignedInt(datagram.getShort(datagram.position() + 2));
    }

    /** Opcode and block number in one word, as they stand on the wire in big-endian order. */
    public static int word(int opcode, int block) {
        return opcode << 16 | block & 0xFFFF;
    }
}
