// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

import io.fairlead.net.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * OACK, RFC 2347: the options the server takes, with the values it takes them at.
 *
 * @param options never more than were asked for, if the server is a proper one
 */
public record OptionAcknowledgment(Options options) implements Packet {
    static OptionAcknowledgment decode(ByteBuffer in) throws MalformedMessageException {
        return new OptionAcknowledgment(Options.decode(in));
    }

    @Override
    public int bytes() {
        return 2 + options.bytes();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putShort((short) Header.OACK);
        options.encode(out);
    }
}
