// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.text.Masked;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import io.fairlead.tftp.protocol.Packet;
import io.fairlead.tftp.protocol.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client asks for and what the server answers first, one line each at the level TRACE; never what is in a file. */
final class RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);

    private RequestLog() {}

    static void asked(Request request) {
        if (LOG.isTraceEnabled()) {
            String mode = request.mode().text();
            LOG.trace(
                    ">> {} {} {} {}",
                    request.kind(),
                    Masked.of(request.file()),
                    mode,
                    request.options().values());
        }
    }

    /** @param bytes of the datagram */
    static void answered(Packet packet, int bytes) {
        if (LOG.isTraceEnabled()) {
            boolean told = packet instanceof ErrorPacket || packet instanceof OptionAcknowledgment;
            LOG.trace(
                    "<< {} of {} bytes{}",
                    packet.getClass().getSimpleName(),
                    bytes,
                    told ? ": " + Masked.of(packet) : "");
        }
    }
}
