// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.net.BufferPool;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.Smb2Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A response.
 *
 * @param header of it
 * @param message all of it, with the header and the padding behind it
 * @param encrypted whether it came encrypted
 * @param memory of the message, to be used for another once it is given back; null if that is its own
 */
public record Answer(Smb2Header header, ByteBuffer message, boolean encrypted, BufferPool.Lease memory) {
    /** Takes one response after the other. */
    @FunctionalInterface
    interface Taker {
        void take(Answer answer) throws IOException;
    }

    /**
     * The responses of a message, which may be a compound, [MS-SMB2] 3.2.5.1.9.
     *
     * @param lent memory of the message; null if that is its own. It goes to a response to READ that comes alone; else the
     *     message is copied
     * @throws MalformedMessageException once one is met that is no response; those before it have been taken
     */
    static void forEach(ByteBuffer whole, boolean encrypted, BufferPool.Lease lent, Taker taker) throws IOException {
        BufferPool.Lease memory = lent != null && isReadAlone(whole) ? lent : null;
        ByteBuffer message = whole;
        if (lent != null && memory == null) {
            message = ByteBuffer.allocate(whole.remaining()).put(whole).flip();
            lent.close();
        }
        int at = 0;
        while (true) {
            ByteBuffer rest = message.slice(at, message.limit() - at).order(ByteOrder.LITTLE_ENDIAN);
            Smb2Header header = Smb2Header.decode(new WireReader(rest, ByteOrder.LITTLE_ENDIAN));
            long next = header.nextCommand();
            if (next != 0 && (next < Smb2Header.BYTES || next % 8 != 0 || next > rest.remaining() - Smb2Header.BYTES)) {
                throw new MalformedMessageException("NextCommand is " + next);
            }
            int length = next == 0 ? rest.remaining() : (int) next;
            taker.take(new Answer(header, rest.slice(0, length).order(ByteOrder.LITTLE_ENDIAN), encrypted, memory));
            if (next == 0) {
                return;
            }
            at += length;
        }
    }

    private static boolean isReadAlone(ByteBuffer message) throws MalformedMessageException {
        Smb2Header header = Smb2Header.decode(new WireReader(message.slice(), ByteOrder.LITTLE_ENDIAN));
        return header.command() == Command.READ.code() && header.nextCommand() == 0;
    }

    /**
     * Gives back the memory of the message, which nobody may use any more. Who does not call this leaves it to the garbage
     * collector.
     */
    public void release() {
        if (memory != null) {
            memory.close();
        }
    }

    /** The body, behind the header; offsets in it count from the header on. */
    public WireReader body() throws MalformedMessageException {
        return new WireReader(message, ByteOrder.LITTLE_ENDIAN).skip(Smb2Header.BYTES);
    }

    public int status() {
        return header.status();
    }

    public boolean is(NtStatus status) {
        return header.status() == status.code();
    }
}
