// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

import io.fairlead.net.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * RRQ and WRQ, RFC 1350 5 and RFC 2347.
 *
 * @param kind which of the two
 * @param file as sent, not yet judged
 * @param mode how content is represented
 * @param options asked for
 */
public record Request(Kind kind, String file, TransferMode mode, Options options) implements Packet {
    /**
     * Longest request taken. RFC 2347 has 512 bytes; firmware with long paths and many options goes beyond, none
     * beyond one Ethernet frame.
     */
    public static final int MAX_REQUEST_BYTES = 1472;

    /** Who sends the data. */
    public enum Kind {
        /** RRQ: the server does. */
        READ(Header.RRQ),
        /** WRQ: the client does. */
        WRITE(Header.WRQ);

        private final int opcode;

        Kind(int opcode) {
            this.opcode = opcode;
        }

        @Override
        public String toString() {
            return this == READ ? "RRQ" : "WRQ";
        }
    }

    static Request decode(Kind kind, ByteBuffer in) throws MalformedMessageException {
        if (in.limit() > MAX_REQUEST_BYTES) {
            throw new MalformedMessageException("request of " + in.limit() + " bytes");
        }
        String file = Text.decode(in, "filename");
        if (file.isEmpty()) {
            throw new MalformedMessageException("empty filename");
        }
        return new Request(kind, file, TransferMode.of(Text.decode(in, "mode")), Options.ofRequest(in));
    }

    @Override
    public int bytes() {
        return 2 + Text.bytes(file) + Text.bytes(mode.text()) + options.bytes();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putShort((short) kind.opcode);
        Text.encode(file, out);
        Text.encode(mode.text(), out);
        options.encode(out);
    }
}
