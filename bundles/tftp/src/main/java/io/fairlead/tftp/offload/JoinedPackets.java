// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.offload;

import io.fairlead.tftp.protocol.Header;
import java.nio.ByteBuffer;

/**
 * A datagram that the system may have put together from several of one sender (UDP_GRO). All of them are as long as the
 * first, but the last one may be shorter. The first is a full block, hence its length is known; unless it is the last
 * block of the file, which other packets may follow only if it is sent twice, or if the sender gives up.
 *
 * @param packetBytes length of a packet with a full block
 */
public record JoinedPackets(int packetBytes) {
    /** Whether every part of {@code datagram} may be a packet; if not, it is one that is too long. */
    public boolean wellFormed(ByteBuffer datagram) {
        for (int at = datagram.position() + packetBytes; at < datagram.limit(); at += packetBytes) {
            int word = datagram.limit() - at < Header.BYTES ? 0 : datagram.getInt(at);
            if (!isOpcode(word >>> 16)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOpcode(int opcode) {
        return opcode == Header.DATA || opcode == Header.ERROR || opcode == Header.OACK;
    }

    /** Whether what looks like the last block may be that block and another packet. Next to never true if it is not. */
    public boolean ambiguous(ByteBuffer datagram) {
        int end = datagram.limit();
        int tail = end - datagram.remaining() % packetBytes;
        if (end - tail < 2 * Header.BYTES || datagram.getShort(tail) != Header.DATA) {
            return false;
        }
        int header = datagram.getInt(tail);
        for (int at = tail + Header.BYTES; at <= end - Header.BYTES; at++) {
            if (datagram.getInt(at) == header || isError(datagram, at)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an ERROR with a text, RFC 1350 5, could lie from {@code at} to the end. */
    private static boolean isError(ByteBuffer datagram, int at) {
        int word = datagram.getInt(at);
        int end = datagram.limit() - 1;
        if (word >>> 16 != Header.ERROR || (word & 0xFFFF) > 8 || at + Header.BYTES >= end || datagram.get(end) != 0) {
            return false;
        }
        for (int i = at + Header.BYTES; i < end; i++) {
            if (datagram.get(i) >= 0 && datagram.get(i) < ' ') {
                return false;
            }
        }
        return true;
    }
}
