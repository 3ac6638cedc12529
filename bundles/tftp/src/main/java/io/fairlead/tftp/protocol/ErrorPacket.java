// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

import io.fairlead.net.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * ERROR, RFC 1350 5; it ends a transfer and is never answered.
 *
 * @param code number on the wire
 * @param message for people
 */
public record ErrorPacket(int code, String message) implements Packet {
    public ErrorPacket(ErrorCode code, String message) {
        this(code.number(), message);
    }

    static ErrorPacket decode(ByteBuffer in) throws MalformedMessageException {
        if (in.remaining() < 2) {
            throw new MalformedMessageException("ERROR without code");
        }
        int code = Short.toUnsignedInt(in.getShort());
        int end = in.limit();
        while (end > in.position() && in.get(end - 1) == 0) {
            end--; // Interop: some peers leave the final NUL out, or send nothing but the code
        }
        return new ErrorPacket(code, Text.decode(in.slice(in.position(), end - in.position())));
    }

    @Override
    public int bytes() {
        return Header.BYTES + Text.bytes(message);
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putShort((short) Header.ERROR).putShort((short) code);
        Text.encode(message, out);
    }
}
