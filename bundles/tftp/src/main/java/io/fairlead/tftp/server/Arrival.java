// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.net.UdpPort;
import io.fairlead.tftp.protocol.Request;
import java.net.InetSocketAddress;

/**
 * A request as it came in.
 *
 * @param at the listening port that was asked
 * @param client address and TID
 * @param request as sent
 * @param id of what becomes of it
 * @param time in {@code System.nanoTime} nanoseconds
 */
record Arrival(UdpPort at, InetSocketAddress client, Request request, String id, long time) {
    boolean writes() {
        return request.kind() == Request.Kind.WRITE;
    }
}
